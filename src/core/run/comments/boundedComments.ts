import type { CommentsRead, ReviewComment } from '../../model/forge.ts';

/** Comments that are kept, and characters of each. A reviewer needs no more, and a flood is no way into the journal. */
const mostComments = 100;
const longestText = 4_000;
const longestPath = 400;

/**
 * Comments as a run keeps them: bounded in number and length, without control characters and others that are not seen.
 * They are words of other people, and stay data wherever they are shown.
 */
export function boundedComments({ comments, omitted = 0, unread }: CommentsRead): CommentsRead {
  const kept = comments.slice(0, mostComments).map((comment) => bounded(comment));
  const more = omitted + comments.length - kept.length;
  return {
    comments: kept,
    ...(more > 0 ? { omitted: more } : {}),
    ...(unread === undefined ? {} : { unread: visible(unread).slice(0, longestText) }),
  };
}

function bounded({
  thread,
  kind,
  author,
  association,
  text,
  file,
  line,
  url,
  request,
  last,
}: ReviewComment): ReviewComment {
  const path = file === undefined ? '' : name(file, longestPath);
  return {
    thread: name(thread, 200),
    kind,
    author: name(author, 60) || 'somebody',
    ...(association === undefined ? {} : { association: name(association, 40) }),
    text: shortened(visible(text).trim()),
    ...(path === '' || path !== file ? {} : { file: path }),
    ...(path === '' || path !== file || line === undefined || !Number.isSafeInteger(line) || line < 1 ? {} : { line }),
    ...(url !== undefined && /^https?:\/\/[\w.:-]+\/[\w./?=&%#~+-]*$/.test(url) ? { url: url.slice(0, 500) } : {}),
    // It is the run's own: nothing of the forge's answer is in it.
    ...(request === undefined ? {} : { request }),
    last: name(last, 200),
  };
}

function shortened(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n[${text.length - longestText} more characters are at the forge]`;
}

/** Text on one line, for names. */
function name(text: string, longest: number): string {
  return visible(text).replace(/\s+/g, ' ').trim().slice(0, longest);
}

/** Without escapes of terminals, and without characters that hide or reorder others. */
function visible(text: string): string {
  return text
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n\t]/gu, '');
}
