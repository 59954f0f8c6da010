import { isJournalError } from '../../ports/journal.ts';
import { RunError } from '../../engine/runError.ts';

/**
 * Exit codes of all commands. Scripts rely on these numbers. `no`: refused, by the plan, its checks or a person.
 * `waiting`: nothing is wrong, and only a person can go on. `interrupted` is the shell's own number for Ctrl+C.
 */
export const exitCodes = { done: 0, no: 1, usage: 2, environment: 3, waiting: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for people. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  constructor(exit: keyof typeof exitCodes, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCodes[exit];
  }
}

/** The exit code of whatever ended a command. Adapters report environment errors; only plans and people refuse. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof RunError) return error.reason === 'plan' ? exitCodes.no : exitCodes.environment;
  if (isJournalError(error, 'not-found')) return exitCodes.usage;
  return exitCodes.environment;
}
