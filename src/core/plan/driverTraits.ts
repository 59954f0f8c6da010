import type { DriverId } from './schema/plan.ts';

/** Traits of a driver that more than the driver itself has to know. How it starts its program is in `src/drivers`. */
export interface DriverTraits {
  /**
   * Whether it runs the CLI of an agent: a program known by name, which people can install, log in to, and take over in its own
   * interface. Otherwise the plan names the program, and what it prints means nothing.
   */
  readonly isCli: boolean;
}

export const driverTraits: Readonly<Record<DriverId, DriverTraits>> = {
  command: { isCli: false },
  claude: { isCli: true },
  codex: { isCli: true },
  gemini: { isCli: true },
  qwen: { isCli: true },
  copilot: { isCli: true },
  opencode: { isCli: true },
};
