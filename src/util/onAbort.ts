/**
 * Acts once when a signal is given, at once where it was given already: a listener alone misses what came before it, such as a
 * Ctrl+C while a program was being started.
 *
 * @returns stops waiting for it
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}
