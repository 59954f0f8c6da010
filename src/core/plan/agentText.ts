import { driverTraits } from './driverTraits.ts';
import type { AgentProfile } from './schema/plan.ts';

/** An agent profile in a few words: its command line, or its CLI with model and effort. */
export function agentText({ driver, argv, model, effort }: AgentProfile): string {
  if (!driverTraits[driver].isCli) return argv?.join(' ') ?? 'no program';
  return [driver, ...[model, effort].filter((part) => part !== undefined)].join(' · ');
}
