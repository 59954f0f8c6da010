/** The beginning and the end of what a program printed, in bounded memory: what is in between is counted, not kept. */
export interface OutputWindow {
  add(chunk: Uint8Array): void;
  text(): string;
}

/** @param bytes kept of the beginning, and again of the end */
export function createOutputWindow(bytes: number): OutputWindow {
  const head: Uint8Array[] = [];
  let headRoom = bytes;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let dropped = 0;
  return {
    add(chunk) {
      const first = chunk.subarray(0, headRoom);
      if (first.length > 0) head.push(first);
      headRoom -= first.length;
      const rest = chunk.subarray(first.length);
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      // Joined only when twice as long as wanted, so that each byte is copied about once.
      if (tailBytes < 2 * bytes) return;
      const joined = Buffer.concat(tail);
      dropped += joined.length - bytes;
      tail = [joined.subarray(joined.length - bytes)];
      tailBytes = bytes;
    },
    text() {
      const gap = dropped > 0 ? `\n[${dropped} bytes left out]\n` : '';
      return `${Buffer.concat(head).toString('utf8')}${gap}${Buffer.concat(tail).toString('utf8')}`;
    },
  };
}
