import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { changeDraft, draftObstacle, draftOf, readDraftEntry, withIds } from '../../../../src/core/gates/gateDraft.ts';
import { emptyDraft } from '../../../../src/core/model/gateDraft.ts';
import type { DraftChange, DraftEntry } from '../../../../src/core/model/gateDraft.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtSpotCheck } from '../../../support/states.ts';

const comment = { file: 'src/a1/main.js', line: 3, text: 'Name it.' };
const entries: readonly DraftEntry[] = [
  { gate: 'spot-check-1', change: { type: 'answer', name: 'src/b1/main.js', value: 'ok' } },
  { gate: 'spot-check-1', change: { type: 'comment', comment } },
];

const shownDraft = ({ run, now }: SimulatedRun, at = entries) => boardOf(run, now, at).gates[0]?.draft;

/** A run whose wave was rejected with a comment on one of its files, and whose agent has answered: `fixed` files differ. */
function afterFix(fixed: readonly string[]): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    const attempt = job.scope.kind === 'wave' ? job.scope.attempt : 1;
    const changes = ['src/a1/main.js', 'src/b1/main.js'].map((path) => {
      const objects = fixed.includes(path) && attempt > 1 ? `${path} fixed` : path;
      return { path, kind: 'modified', additions: 1, deletions: 0, objects } as const;
    });
    return { ...done, changes };
  };
  run.start().approveAll('spot-check');
  run.decide('spot-check-1', 'rejected', { 'src/a1/main.js': 'not-ok' }, [comment]);
  return run.settle().approveAll('spot-check');
}

suite('after a fix', () => {
  test('only what changed since the review is asked for again', () => {
    const run = afterFix(['src/a1/main.js']);
    const [gate] = boardOf(run.run, run.now).gates;
    assert.deepEqual(gate?.draft.answers, { 'src/b1/main.js': 'ok' });
    assert.deepEqual(gate?.missing[0]?.names, ['src/a1/main.js']);
    assert.deepEqual(
      gate?.files.map(({ path }) => path),
      ['src/a1/main.js', 'src/b1/main.js'],
    );
    assert.ok(gate?.files[1]?.reasons.includes('unchanged since it was marked OK'));
  });

  test('a file that was not OK is asked for again although nothing changed in it', () => {
    const [gate] = boardOf(afterFix([]).run, 0).gates;
    assert.deepEqual(gate?.missing[0]?.names, ['src/a1/main.js']);
  });

  test('a file that changed is asked for again although it was OK', () => {
    const [gate] = boardOf(afterFix(['src/a1/main.js', 'src/b1/main.js']).run, 0).gates;
    assert.deepEqual([...(gate?.missing[0]?.names ?? [])].sort(), ['src/a1/main.js', 'src/b1/main.js']);
  });

  test('a mark that was kept can be changed and taken back', () => {
    const run = afterFix(['src/a1/main.js']);
    const name = 'src/b1/main.js';
    const at = (value?: string) =>
      boardOf(run.run, run.now, [
        { gate: 'spot-check-2', change: { type: 'answer', name, ...(value !== undefined && { value }) } },
      ]).gates[0];
    assert.match(
      at('not-ok')
        ?.missing.map(({ text }) => text)
        .join(' ') ?? '',
      /You marked src\/b1\/main.js as not OK/,
    );
    assert.equal(at()?.missing[0]?.names.length, 2);
  });
});

suite('the draft of a decision', () => {
  test('is shown at its gate, where a file with a comment is not OK, with what an approval lacks', () => {
    const run = runAtSpotCheck();
    const answers = { 'src/b1/main.js': 'ok', 'src/a1/main.js': 'not-ok' };
    assert.deepEqual(shownDraft(run), { note: '', answers, comments: [{ ...comment, id: 'spot-check-1~1' }] });
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
    assert.deepEqual(shownDraft(run)?.comments, [{ ...comment, id: 'spot-check-1~1' }]);
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
    assert.match(draftObstacle(run.run, 'spot-check-7') ?? '', /look at the gate that is pending now/);
  });

  test('names each finding in it, and gives the name of one that was deleted to no other', () => {
    const run = runAtSpotCheck();
    const step = (type: 'comment' | 'delete-comment', text: string): DraftEntry => ({
      gate: 'spot-check-1',
      change: { type, comment: { ...comment, text } },
    });
    const draft = shownDraft(run, [step('comment', 'A'), step('delete-comment', 'A'), step('comment', 'B')]);
    assert.deepEqual(
      draft?.comments.map(({ id, text }) => [id, text]),
      [['spot-check-1~2', 'B']],
    );
    assert.deepEqual(
      withIds('spot-check-1', [...(draft?.comments ?? []), comment, comment, comment]).map(({ id }) => id),
      ['spot-check-1~2', 'spot-check-1~1', 'spot-check-1~3', 'spot-check-1~4'],
    );
  });

  test('is taken back piece by piece', () => {
    const draft = [
      { type: 'comment', comment } as const,
      { type: 'comment', comment } as const,
      { type: 'delete-comment', comment } as const,
      { type: 'answer', name: comment.file } as const,
    ].reduce<typeof emptyDraft>((draft, change) => changeDraft(draft, change), emptyDraft);
    assert.deepEqual(draft, { ...emptyDraft, answers: { [comment.file]: '' } });
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
