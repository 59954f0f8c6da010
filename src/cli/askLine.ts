import { createInterface } from 'node:readline';

/**
 * Asks for a line at a terminal, shown as it is typed.
 *
 * @param signal takes the question back
 * @param onInterrupt called on Ctrl+C, which a terminal that reads lines does not turn into a signal
 * @returns undefined when the person pressed Ctrl+C or Ctrl+D, or the question was taken back
 */
export function askLine(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  prompt: string,
  signal: AbortSignal,
  onInterrupt: () => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    const lines = createInterface({ input, output, terminal: true });
    const end = (answer: string | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      lines.close();
      resolve(answer);
    };
    const onAbort = (): void => {
      output.write('\n');
      end(undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    lines.once('SIGINT', () => {
      onInterrupt();
      end(undefined);
    });
    lines.once('close', () => end(undefined));
    lines.question(prompt, end);
  });
}
