import type { ReviewComment } from '../../core/model/forge.ts';

/** One entry of a conversation. */
export interface Entry {
  readonly id: string;
  readonly author: string;
  readonly association?: string;
  readonly text: string;
  readonly url?: string;
  /** Whether the person whose login is used wrote it. */
  readonly own: boolean;
}

/**
 * A conversation as one comment.
 *
 * @param entries the first one, and the newest, in their order
 * @param between how many are left out between the first and the others
 */
export function conversation(
  entries: readonly [Entry, ...Entry[]],
  between: number,
): Omit<ReviewComment, 'thread' | 'kind' | 'file' | 'line'> {
  const [{ author, association, url, text, id }, ...rest] = entries;
  const gap = between > 0 ? [`[${between} more between at the forge]`] : [];
  const parts = [text, ...gap, ...rest.map((entry) => `${entry.author} wrote: ${entry.text}`)];
  return {
    author,
    ...(association === undefined ? {} : { association: association === 'NONE' ? 'no member' : association }),
    ...(url === undefined ? {} : { url }),
    text: parts.join('\n\n'),
    last: rest.findLast(({ own }) => !own)?.id ?? id,
  };
}
