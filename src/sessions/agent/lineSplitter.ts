import { StringDecoder } from 'node:string_decoder';

/** Cuts what a program prints into lines. */
export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** Gives out what came after the last line break. */
  end(): void;
}

/** A line may contain the whole result of a tool; one that is longer than this is dropped, its end included. */
const longestLine = 16 * 1024 * 1024;

/** @param take called with every line, without its line break */
export function createLineSplitter(take: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let length = 0;

  function keep(piece: string): void {
    length += piece.length;
    if (length <= longestLine) pieces.push(piece);
    else pieces = [];
  }

  function finish(): void {
    const line = pieces.join('');
    pieces = [];
    length = 0;
    if (line !== '') take(line);
  }

  return {
    push(chunk) {
      const [first = '', ...rest] = decoder.write(Buffer.from(chunk)).split('\n');
      keep(first);
      for (const piece of rest) {
        finish();
        keep(piece);
      }
    },
    end() {
      keep(decoder.end());
      finish();
    },
  };
}
