/** First line, from 0, that differs between two texts; the last one where only something was taken off the end. */
export function firstChange(before: string, after: string): number {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const changed = now.findIndex((line, index) => line !== old[index]);
  return changed === -1 ? now.length - 1 : changed;
}
