/** An object as git keeps it. */
export interface StoredObject {
  readonly id: string;
  /** `blob`, `tree`, `commit` or `tag`. */
  readonly type: string;
  readonly content: Buffer;
}

/**
 * Reads `git cat-file --batch`.
 *
 * @returns an entry for each name that was asked for, in that order; undefined for what is not there
 */
export function parseObjects(output: Buffer): readonly (StoredObject | undefined)[] {
  const found: (StoredObject | undefined)[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at);
    if (end < 0) break;
    const header = /^([0-9a-f]+) (blob|tree|commit|tag) (\d+)$/.exec(output.toString('utf8', at, end));
    at = end + 1;
    if (header === null) {
      found.push(undefined);
      continue;
    }
    const [, id = '', type = '', size = ''] = header;
    found.push({ id, type, content: output.subarray(at, at + Number(size)) });
    at += Number(size) + 1;
  }
  return found;
}
