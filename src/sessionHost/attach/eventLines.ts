import path from 'node:path';
import type { SessionEventLine } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { openGrowingFile } from './growingFile.ts';

/** Whole event lines of a session as they arrive; a line that is not complete yet waits for its rest. */
export interface EventLines {
  next(): Promise<readonly SessionEventLine[]>;
  close(): Promise<void>;
}

/** As many of the earlier events as a terminal's own memory holds. */
const replayBytes = 1024 * 1024;

export function openEventLines(folder: string): EventLines {
  const file = openGrowingFile(path.join(folder, sessionFiles.events), { last: replayBytes });
  let rest = Buffer.alloc(0);
  return {
    async next() {
      for (let chunk = await file.read(); chunk !== undefined; chunk = await file.read()) {
        rest = Buffer.concat([rest, chunk]);
      }
      const end = rest.lastIndexOf('\n') + 1;
      const lines = rest.subarray(0, end).toString('utf8').split('\n');
      rest = rest.subarray(end);
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as SessionEventLine);
    },
    close: () => file.close(),
  };
}
