import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Reads a file that only grows, from where it was left last time. */
export interface GrowingFile {
  /** What has been added since, or undefined if nothing has. At most one chunk; call again for more. */
  read(): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

const chunkBytes = 64 * 1024;

/** @param from the last so many bytes are read, and the first line of them only if it is whole */
export function openGrowingFile(file: string, from = Number.POSITIVE_INFINITY): GrowingFile {
  let handle: FileHandle | undefined;
  let position = 0;
  let skipping = false;
  return {
    async read() {
      if (handle === undefined) {
        handle = await open(file, 'r').catch(() => undefined);
        if (handle === undefined) return undefined;
        position = Math.max(0, (await stat(file)).size - from);
        skipping = position > 0;
      }
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
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
