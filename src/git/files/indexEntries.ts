import { gitNames } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';

/** File as an index knows it: when the system saw its last change, in nanoseconds, and its size on disk. */
export interface IndexEntry {
  readonly file: string;
  readonly changed: bigint;
  readonly size: number;
}

const billion = 1_000_000_000n;
const entry = /([^\0]+)\0 {2}ctime: (\d+):(\d+)\n {2}mtime: .*\n {2}dev: .*\n {2}uid: .*\n {2}size: (\d+)\t.*\n/g;

/** Files of an index. Only the index is read. @throws GitError when it cannot be */
export async function indexEntries(call: GitCall): Promise<readonly IndexEntry[]> {
  const text = await gitNames(['ls-files', '-z', '--debug'], call);
  return [...text.matchAll(entry)].map(([, file = '', seconds = '0', rest = '0', size]) => ({
    file,
    changed: BigInt(seconds) * billion + BigInt(rest),
    size: Number(size),
  }));
}
