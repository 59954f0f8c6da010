import { parseJson, recordOf } from '../../util/records.ts';
import type { DraftChange, DraftEntry, GateDraft } from '../model/gateDraft.ts';
import { emptyDraft } from '../model/gateDraft.ts';
import type { RunState } from '../model/state.ts';
import type { FileComment, Gate } from '../model/gate.ts';
import { evidenceDifferences } from './evidence.ts';
import { markName } from './fileMarks.ts';

/** The draft after one step of a person. @param id of the finding that the step notes, if it notes one */
export function changeDraft(draft: GateDraft, change: DraftChange, id?: string): GateDraft {
  switch (change.type) {
    case 'note':
      return { ...draft, note: change.text };
    case 'answer':
      // What is taken back stays as an empty answer: it may be one that was kept from an earlier gate.
      return { ...draft, answers: { ...draft.answers, [change.name]: change.value ?? '' } };
    case 'comment': {
      const comment = id === undefined ? change.comment : { ...change.comment, id };
      if (draft.comments.some((each) => isSame(each, comment))) return draft;
      // A file with a comment is not OK.
      const answers = { ...draft.answers, [markName(comment.file)]: 'not-ok' };
      return { ...draft, answers, comments: [...draft.comments, comment] };
    }
    case 'delete-comment':
      return { ...draft, comments: draft.comments.filter((each) => !isSame(each, change.comment)) };
    case 'edit-comment': {
      const { comment, text } = change;
      return {
        ...draft,
        comments: draft.comments.map((each) => (isSame(each, comment) ? { ...each, text } : each)),
      };
    }
  }
}

function isSame(one: FileComment, other: FileComment): boolean {
  return one.file === other.file && one.line === other.line && one.text === other.text && one.deleted === other.deleted;
}

/**
 * The draft of a gate. Where the gate was opened in place of one about the same evidence that was put on hold or expired,
 * what had been begun there goes on.
 *
 * @param entries all of the run, oldest first
 * @param kept answers of earlier gates that still count: where it begins
 */
export function draftOf(
  entries: readonly DraftEntry[],
  state: RunState,
  gate: Gate,
  kept: GateDraft['answers'] = {},
): GateDraft {
  const begin = Object.keys(kept).length === 0 ? emptyDraft : { ...emptyDraft, answers: kept };
  if (entries.length === 0) return begin;
  const ids = new Set([gate.id, ...heldBefore(state, gate).map(({ id }) => id)]);
  const noted = new Map<string, number>();
  return entries
    .filter((entry) => ids.has(entry.gate))
    .reduce((draft, { gate: at, change }) => {
      if (change.type !== 'comment') return changeDraft(draft, change);
      // Counted by steps, so that one that is deleted takes the number of no other.
      const number = (noted.get(at) ?? 0) + 1;
      noted.set(at, number);
      return changeDraft(draft, change, notedId(at, number));
    }, begin);
}

/** Name of the finding that a person noted at a gate with a number that counts from 1. */
function notedId(gate: string, number: number): string {
  return `${gate}~${number}`;
}

/** Comments of a decision, each with a name of its own: those that were never in a draft get the next free ones. */
export function withIds(gate: string, comments: readonly FileComment[]): readonly FileComment[] {
  const taken = new Set(comments.flatMap(({ id }) => (id === undefined ? [] : [id])));
  let number = 0;
  return comments.map((comment) => {
    if (comment.id !== undefined) return comment;
    do number += 1;
    while (taken.has(notedId(gate, number)));
    return { ...comment, id: notedId(gate, number) };
  });
}

function heldBefore(state: RunState, gate: Gate): readonly Gate[] {
  return Object.values(state.gates).filter(
    ({ kind, name, wave, attempt, status, evidence }) =>
      kind === gate.kind &&
      name === gate.name &&
      wave === gate.wave &&
      attempt === gate.attempt &&
      (status === 'hold' || status === 'expired') &&
      evidenceDifferences(evidence, gate.evidence).length === 0,
  );
}

/** Reason why a draft cannot be changed, for people; undefined while its gate waits for a decision. */
export function draftObstacle(state: RunState, id: string): string | undefined {
  const gate = state.gates[id];
  if (gate?.status === 'pending' && gate.voided === undefined) return undefined;
  return 'This gate has been decided already, or a newer one took its place. What you had begun is not lost: look at the gate that is pending now.';
}

/** Reads a line of a file of drafts. @returns undefined where it is none */
export function readDraftEntry(line: string): DraftEntry | undefined {
  const { gate, change } = recordOf(parseJson(line));
  if (typeof gate !== 'string') return undefined;
  const { type, text, name, value, comment } = recordOf(change);
  if (type === 'note' && typeof text === 'string') return { gate, change: { type, text } };
  if (type === 'answer' && typeof name === 'string') {
    if (value === undefined) return { gate, change: { type, name } };
    return typeof value === 'string' ? { gate, change: { type, name, value } } : undefined;
  }
  const said = readComment(comment);
  if (said === undefined) return undefined;
  if (type === 'edit-comment' && typeof text === 'string') return { gate, change: { type, comment: said, text } };
  return type === 'comment' || type === 'delete-comment' ? { gate, change: { type, comment: said } } : undefined;
}

function readComment(value: unknown): FileComment | undefined {
  const { file, line, text, deleted } = recordOf(value);
  if (typeof file !== 'string' || typeof line !== 'number' || typeof text !== 'string') return undefined;
  return { file, line, text, ...(typeof deleted === 'string' && { deleted }) };
}
