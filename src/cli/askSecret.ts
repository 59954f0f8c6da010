import type { ReadStream } from 'node:tty';

/**
 * Asks for a text at a terminal that does not show it.
 * @returns undefined when the person pressed Ctrl+C or Ctrl+D
 */
export function askSecret(
  input: ReadStream,
  output: NodeJS.WritableStream,
  prompt: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const end = (answer: string | undefined): void => {
      input.off('data', onData).setRawMode(false).pause();
      output.write('\n');
      resolve(answer);
    };
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        if (key === '\r' || key === '\n') return end(text);
        if (key === '\u0003' || key === '\u0004') return end(undefined);
        text = key === '\u007f' || key === '\b' ? text.slice(0, -1) : text + key;
      }
    };
    output.write(prompt);
    input.setEncoding('utf8');
    input.setRawMode(true).resume().on('data', onData);
  });
}
