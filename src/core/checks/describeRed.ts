import type { CheckRun } from '../model/checkRun.ts';

/**
 * Sentences for people about a red check: what failed, and why nothing excuses it.
 *
 * @param why what a comparison with the code as it was before says
 */
export function describeRed(run: CheckRun, why?: string): string {
  const reason = why === undefined ? '' : ` ${why}`;
  return `${whatFailed(run, why === undefined)}${reason}`;
}

function whatFailed(
  { name, timedOut, exitCode, hollow, missing, failed, measured, tail }: CheckRun,
  sayMissing: boolean,
): string {
  if (measured?.why !== undefined) return `${name}: ${measured.why}`;
  if (timedOut) return `${name} took too long and was ended.`;
  const lacking = missing !== undefined && sayMissing ? ` It may be this machine: ${missing}` : '';
  const names = failed.slice(0, 3).map((test) => test.name);
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
  if (names.length > 0) return `${name} failed: ${names.join(', ')}${more}.${lacking}`;
  if (hollow !== undefined) return `${name} is red although it seems green: ${hollow}.`;
  if (exitCode !== null) return `${name} failed with exit code ${exitCode}.${lacking}`;
  return `${name} did not run: ${tail.trim().split('\n').at(-1) ?? ''}${lacking}`;
}
