let count = 0;
let what = 'the tests to be loaded';

/** Notes that a test is alive and what it waits for from now on, for whoever watches for tests that hang. */
export function reachStep(waitsFor: string): void {
  count += 1;
  what = waitsFor;
}

/** The step that was reached last: how many there were, and what is waited for since. */
export function lastStep(): { readonly count: number; readonly what: string } {
  return { count, what };
}
