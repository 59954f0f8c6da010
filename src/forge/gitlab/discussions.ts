import type { ReviewComment } from '../../core/model/forge.ts';
import { isRecord, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { conversation } from '../shared/conversation.ts';
import type { Entry } from '../shared/conversation.ts';
import { numberOf, stringOf } from '../shared/values.ts';

/** Notes of a discussion, oldest first. */
export function notesOf(discussion: UnknownRecord): readonly UnknownRecord[] {
  const { notes } = discussion;
  return Array.isArray(notes) ? notes.filter(isRecord) : [];
}

/**
 * A discussion of a merge request as a comment.
 *
 * @param self id of the account that asks
 * @returns undefined for one that is resolved, or that cannot be resolved, such as a general remark
 */
export function commentOf(discussion: UnknownRecord, self: number | undefined, url: string): ReviewComment | undefined {
  const notes = notesOf(discussion).filter((note) => note['system'] !== true);
  const [first] = notes;
  if (first === undefined || !notes.some((note) => note['resolvable'] === true && note['resolved'] !== true)) {
    return undefined;
  }
  const position = recordOf(first['position']);
  const file = stringOf(position['new_path']) || stringOf(position['old_path']);
  const line = numberOf(position['new_line']);
  return {
    thread: stringOf(discussion['id']),
    kind: 'thread',
    ...(file === '' ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...conversation([entryOf(first, self, url), ...notes.slice(1).map((note) => entryOf(note, self, url))], 0),
  };
}

function entryOf(note: UnknownRecord, self: number | undefined, url: string): Entry {
  const author = recordOf(note['author']);
  const id = String(numberOf(note['id']) ?? '');
  return {
    id,
    author: stringOf(author['username']) || 'somebody',
    text: stringOf(note['body']),
    url: `${url}#note_${id}`,
    own: self !== undefined && numberOf(author['id']) === self,
  };
}
