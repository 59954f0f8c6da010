import type { CheckRun } from '../model/checkRun.ts';

/** Whether a check counts as red by itself, whatever was before. */
export function isRed({
  exitCode,
  timedOut,
  hollow,
  measured,
}: Pick<CheckRun, 'exitCode' | 'timedOut' | 'hollow' | 'measured'>): boolean {
  return exitCode !== 0 || timedOut || hollow !== undefined || measured?.why !== undefined;
}
