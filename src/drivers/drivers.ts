import type { AgentProfile } from '../core/plan/schema.ts';
import type { AgentDriver } from '../ports/agentDriver.ts';
import { commandDriver } from './command/commandDriver.ts';

const drivers: Readonly<Record<AgentProfile['driver'], AgentDriver>> = {
  command: commandDriver,
};

/** The driver a profile names. */
export function driverOf(id: AgentProfile['driver']): AgentDriver {
  return drivers[id];
}
