/** Number of entries that pass, in a list in which those that pass come first. */
export function countPassing<Entry>(entries: readonly Entry[], passes: (entry: Entry) => boolean): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(entries[middle] as Entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
