import type { FileComment } from '../model/gate.ts';

/** Place of a comment: `src/a.js:12`, or `src/a.js:12 (deleted)` for a line that the wave has deleted. */
export function commentPlace({ file, line, deleted }: FileComment): string {
  return `${file}:${line}${deleted === undefined ? '' : ' (deleted)'}`;
}
