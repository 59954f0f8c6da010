import type { CheckRun } from '../model/checkRun.ts';
import type { Claim } from '../model/sessionResult.ts';

/**
 * Holds the commands an agent says it ran against Wavegate's own runs of the same commands. What an agent claims never
 * counts; but a claim that was contradicted, or could not be compared with anything, is what a person should know of.
 *
 * @param claimed as in the handoff
 * @param runs the host's own, each command once
 */
export function compareVerification(
  claimed: readonly { readonly command: string; readonly exitCode: number; readonly passed?: number | undefined }[],
  runs: readonly Pick<CheckRun, 'command' | 'exitCode' | 'passed'>[],
): readonly Claim[] {
  return claimed.map(({ command, exitCode, passed }): Claim => {
    const own = runs.find((run) => plainCommand(run.command) === plainCommand(command));
    if (own === undefined) return { command, exitCode, confirmation: 'unverified' };
    const confirmation = own.exitCode === exitCode ? 'confirmed' : 'contradicted';
    const tests =
      passed === undefined || own.passed === undefined ? {} : { tests: { claimed: passed, own: own.passed } };
    return { command, exitCode, confirmation, own: own.exitCode, ...tests };
  });
}

/** Normalizes spaces and the redirection of standard error. A pipe would report another program's exit code. */
function plainCommand(command: string): string {
  return command
    .trim()
    .replace(/\s*2>&1$/, '')
    .replace(/\s+/g, ' ');
}
