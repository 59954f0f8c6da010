import type { Verdict } from '../../../src/core/model/terms.ts';
import type { BoardGate } from '../../../src/core/model/boardModel.ts';
import type { Draft } from '../../../src/protocol/board.ts';

/** Missing part of a decision, and a selector of the field to go to. */
export interface Missing {
  readonly text: string;
  readonly field: string;
}

/**
 * Problem that keeps a decision from being taken, reported before it is sent, so that the person is led to the field.
 * The run checks the same again, and has the last word.
 */
export function problemWith(gate: BoardGate, verdict: Verdict, { note, answers }: Draft): Missing | undefined {
  if (verdict !== 'approved') {
    if (note.trim() !== '') return undefined;
    return { text: 'Say why in the note: whoever goes on from here will need it.', field: '[data-field=note]' };
  }
  const open = gate.questions.find(({ id }) => answers[id] === undefined);
  if (open !== undefined) {
    return { text: 'Answer the questions first.', field: `input[name="${gate.id}-${open.id}"]` };
  }
  if (gate.ownTesting !== undefined && (answers[gate.ownTesting] ?? '').trim() === '') {
    return {
      text: 'Note what you tried yourself: acceptance rests on your own testing too.',
      field: `[data-field=${gate.ownTesting}]`,
    };
  }
  const bad = gate.files.find((file) => answers[file.path] === 'not-ok');
  if (bad !== undefined) {
    return {
      text: `You marked ${bad.path} as not OK. Reject the gate, or change the mark.`,
      field: '[data-field=note]',
    };
  }
  return undefined;
}
