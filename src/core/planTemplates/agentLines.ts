import { driverTraits } from '../plan/driverTraits.ts';
import type { DriverId } from '../plan/schema/plan.ts';

/** The lines of a template that say what an agent is started with, or where to name it while that is not known. */
export function agentLines(agent: DriverId | undefined): string {
  if (agent !== undefined && driverTraits[agent].isCli) return `    driver: ${agent}`;
  return `    driver: command
    # The program that does the work. {directive} is the file with its task.
    argv: [my-agent, '{directive}']`;
}
