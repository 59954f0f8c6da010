import { clearLine, createInterface, cursorTo } from 'node:readline';
import type { Interface } from 'node:readline';

/** Questions at a terminal, and output that does not tear them. */
export interface Questions {
  /**
   * Asks for a line, shown as it is typed.
   *
   * @param signal takes the question back
   * @returns undefined when the person pressed Ctrl+C or Ctrl+D, or the question was taken back
   */
  ask(prompt: string, signal: AbortSignal): Promise<string | undefined>;
  /** Runs what prints whole lines. A question that is open is put below them again, with what has been typed. */
  above<Result>(print: () => Result): Result;
}

/** @param onInterrupt called on Ctrl+C, which a terminal that reads lines does not turn into a signal */
export function questionsAt(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  onInterrupt: () => void,
): Questions {
  let open: Interface | undefined;
  return {
    ask(prompt, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const lines = createInterface({ input, output, terminal: true, prompt });
        open = lines;
        const end = (answer: string | undefined): void => {
          signal.removeEventListener('abort', onAbort);
          if (open === lines) open = undefined;
          // First, because closing reports that the person left.
          resolve(answer);
          lines.close();
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
        lines.once('line', end);
        lines.prompt();
      });
    },
    above(print) {
      if (open === undefined) return print();
      cursorTo(output, 0);
      clearLine(output, 0);
      const result = print();
      open.prompt(true);
      return result;
    },
  };
}
