import type { CheckRun } from '../model/terms.ts';

/** Whether a check counts as red by itself, whatever was before. */
export function isRed({ exitCode, timedOut, hollow }: Pick<CheckRun, 'exitCode' | 'timedOut' | 'hollow'>): boolean {
  return exitCode !== 0 || timedOut || hollow !== undefined;
}
