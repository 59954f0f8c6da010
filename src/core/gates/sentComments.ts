import type { FileComment } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { changesOf } from './keptVerdicts.ts';

/** A comment that went back to the agents of a wave with a rejected spot-check. */
interface SentComment {
  readonly comment: FileComment;
  readonly who: string;
  /** Whether its file is other than when it was said; undefined where that is not known. */
  readonly changed: boolean | undefined;
}

/** Comments of the attempts of a wave before one, oldest first, with what has become of their files by then. */
export function sentComments(state: RunState, wave: string, attempt: number): readonly SentComment[] {
  const now = changesOf(state, wave, attempt);
  return Object.values(state.gates).flatMap((gate): readonly SentComment[] => {
    const { attempt: then = 1, decision } = gate;
    if (gate.wave !== wave || then >= attempt || gate.status !== 'rejected') return [];
    const before = changesOf(state, wave, then);
    return (decision?.comments ?? []).map((comment) => {
      const of = (changes: typeof now) => changes.find(({ path }) => path === comment.file);
      const [was, is] = [of(before)?.objects, of(now)];
      const changed =
        is === undefined ? true : was === undefined || is.objects === undefined ? undefined : is.objects !== was;
      return { comment, who: decision?.who ?? '', changed };
    });
  });
}

/** One line for each: `spot-check-1~1 at src/a.js:2, by ada: Say what it counts: its file has changed since`. */
export function sentCommentLines(state: RunState, wave: string, attempt: number): readonly string[] {
  return sentComments(state, wave, attempt).map(({ comment, who, changed }) => {
    const fate = changed === undefined ? '' : changed ? ' (its file has changed since)' : ' (its file is as it was)';
    return `${commentPlace(comment)}, by ${who}${fate}: ${comment.text.replace(/\s+/g, ' ').trim()}`;
  });
}

/** Why a person has to say something about comments that nothing answers, as sentences. */
export function unansweredComments(state: RunState, wave: string, attempt: number): readonly string[] {
  const left = sentComments(state, wave, attempt).filter(({ changed }) => changed === false);
  if (left.length === 0) return [];
  return [`Nothing has changed where you commented: ${left.map(({ comment }) => commentPlace(comment)).join('; ')}.`];
}

function commentPlace({ id, file, line, deleted }: FileComment): string {
  return `${id === undefined ? '' : `${id} at `}${file}:${deleted === undefined ? '' : '-'}${line}`;
}
