/** More milliseconds than anything a person waits for at the keyboard may take, on the slowest machine. */
export const longestAnswer = 2_000;

/**
 * Does some work in this thread and counts the milliseconds of processor time it takes. Unlike a clock, that stands still
 * while a busy machine runs other programs, so that it tells what is done at once from what would take minutes.
 */
export function measured<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return { result, milliseconds: (user + system) / 1_000 };
}
