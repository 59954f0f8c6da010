import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Reads a file that only grows, from where it was left last time. */
export interface GrowingFile {
  /**
   * Reads what has been added since, or undefined if nothing has. At most one chunk; call again for more.
   *
   * @param end position in the file, in bytes, behind which nothing is read
   */
  read(end?: number): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** Start: the last so many bytes (and the first line of them only if it is whole), or after so many bytes. */
export type Beginning = { readonly last: number } | { readonly after: number };

const chunkBytes = 64 * 1024;

/** A file that is not there yet is waited for. */
export function openGrowingFile(file: string, beginning: Beginning): GrowingFile {
  let handle: FileHandle | undefined;
  let position = 0;
  let skipping = false;
  return {
    async read(end = Infinity) {
      if (handle === undefined) {
        handle = await open(file, 'r').catch(() => undefined);
        if (handle === undefined) return undefined;
        const { size } = await stat(file);
        position = 'last' in beginning ? Math.max(0, size - beginning.last) : Math.min(size, beginning.after);
        skipping = 'last' in beginning && position > 0;
      }
      const most = Math.min(chunkBytes, end - position);
      if (most <= 0) return undefined;
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(most), 0, most, position);
      if (bytesRead === 0) return undefined;
      position += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      if (!skipping) return chunk;
      skipping = false;
      return chunk.subarray(chunk.indexOf('\n') + 1);
    },
    async close() {
      await handle?.close();
    },
  };
}
