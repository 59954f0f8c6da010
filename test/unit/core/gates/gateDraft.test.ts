import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { changeDraft, draftObstacle, draftOf, readDraftEntry } from '../../../../src/core/gates/gateDraft.ts';
import { emptyDraft } from '../../../../src/core/model/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../../../../src/core/model/gateDraft.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtSpotCheck } from '../../../support/states.ts';

const comment = { file: 'src/a1/main.js', line: 3, text: 'Name it.' };
const entries: readonly DraftEntry[] = [
  { gate: 'spot-check-1', change: { type: 'answer', name: 'src/b1/main.js', value: 'ok' } },
  { gate: 'spot-check-1', change: { type: 'comment', comment } },
];

const shownDraft = ({ run, now }: SimulatedRun, at = entries) => boardOf(run, now, at).gates[0]?.draft;

suite('the draft of a decision', () => {
  test('is shown at its gate, where a file with a comment is not OK, with what an approval lacks', () => {
    const run = runAtSpotCheck();
    const answers = { 'src/b1/main.js': 'ok', 'src/a1/main.js': 'not-ok' };
    assert.deepEqual(shownDraft(run), { note: '', answers, comments: [comment] });
    const [gate] = boardOf(run.run, run.now, entries).gates;
    assert.deepEqual(
      gate?.missing.map(({ field }) => field),
      ['comments', 'files'],
    );
  });

  test('goes on at the gate that is opened after a hold, and ends with a decision', () => {
    const run = runAtSpotCheck();
    run.decide('spot-check-1', 'hold');
    assert.deepEqual(shownDraft(run), emptyDraft, 'nothing is begun at a gate on hold');
    run.submit({ type: 'reopen-gate', gate: 'spot-check-1', who: 'ada' });
    assert.deepEqual(shownDraft(run)?.comments, [comment]);
    run.decide('spot-check-2', 'rejected', {}, [comment]);
    run.settle();
    run.approveAll('spot-check');
    assert.equal(pendingGates(run.run)[0]?.id, 'spot-check-3');
    assert.deepEqual(shownDraft(run), emptyDraft, 'the next attempt is reviewed afresh');
  });

  test('of a gate that was decided or replaced meanwhile is not changed', () => {
    const run = runAtSpotCheck();
    assert.equal(draftObstacle(run.run, 'spot-check-1'), undefined);
    run.decide('spot-check-1', 'hold');
    assert.match(draftObstacle(run.run, 'spot-check-1') ?? '', /decided already.*not lost/);
    assert.match(draftObstacle(run.run, 'spot-check-7') ?? '', /look at the gate that waits now/);
  });

  test('is taken back piece by piece', () => {
    const draft = [
      { type: 'comment', comment } as const,
      { type: 'comment', comment } as const,
      { type: 'delete-comment', comment } as const,
      { type: 'answer', name: comment.file } as const,
    ].reduce<typeof emptyDraft>(changeDraft, emptyDraft);
    assert.deepEqual(draft, emptyDraft);
  });

  test('reads back every change as it was written, and nothing else', () => {
    const text = fc.string();
    const commented = fc.record({ file: text, line: fc.nat(), text });
    const change: fc.Arbitrary<DraftChange> = fc.oneof(
      fc.record({ type: fc.constant('note' as const), text }),
      fc.record({ type: fc.constant('answer' as const), name: text, value: text }),
      fc.record({ type: fc.constantFrom('comment' as const, 'delete-comment' as const), comment: commented }),
    );
    fc.assert(
      fc.property(text, change, (gate, made) => {
        const line = JSON.stringify({ gate, change: made });
        assert.deepEqual(readDraftEntry(line), JSON.parse(line));
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        const entry = readDraftEntry(json);
        if (entry !== undefined) changeDraft(emptyDraft, entry.change);
      }),
    );
    assert.equal(readDraftEntry('{"gate":"g","change":{"type":"answer","name":"a","value":7}}'), undefined);
  });

  test('is independent of the order in which different things were marked', () => {
    const { run } = runAtSpotCheck();
    const gate = pendingGates(run)[0];
    assert.ok(gate);
    const marks = ['a', 'b', 'c', 'd'].map((name): DraftEntry => {
      return { gate: gate.id, change: { type: 'answer', name, value: 'ok' } };
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(marks, { minLength: 4 }), (shuffled) => {
        assert.deepEqual(draftOf(shuffled, run, gate).answers, draftOf(marks, run, gate).answers);
      }),
    );
  });
});
