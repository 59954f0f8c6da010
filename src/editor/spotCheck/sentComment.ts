import type { FileComment } from '../../core/model/gate.ts';
import { placeLine } from '../../core/words/linePlace.ts';

/** A comment that was sent to an agent, as it is shown on the work that answers it. */
export interface SentComment {
  /** Of the file as it is now, counting from 1. */
  readonly line: number;
  /** Label above the comment: its age, and whether the line it refers to is still there. */
  readonly label: string;
}

const sent = 'Sent to the agent before this attempt';
const longestQuote = 80;

/**
 * @param before the file as the comment was made on it; undefined when that is not known
 * @param after the file it is shown on
 */
export function sentComment({ line, deleted }: FileComment, before: string | undefined, after: string): SentComment {
  if (deleted !== undefined) {
    const back = before !== undefined && placeLine(before, after, line).kept;
    return { line, label: back ? `Changed here. ${sent}; the line is back` : `Not changed here. ${sent}` };
  }
  if (before === undefined) {
    return { line: Math.min(line, after.split('\n').length), label: `${sent}, about line ${line} as it was then` };
  }
  const place = placeLine(before, after, line);
  if (place.kept) {
    const moved = place.line === line ? '' : `, when this was line ${line}`;
    return { line: place.line, label: `Not changed here. ${sent}${moved}` };
  }
  const was = before.split('\n')[line - 1]?.trim() ?? '';
  const quote = was.length > longestQuote ? `${was.slice(0, longestQuote)}…` : was;
  return {
    line: place.line,
    label: `Changed here. ${sent}; line ${line} has changed since${quote === '' ? '' : `. It was: ${quote}`}`,
  };
}
