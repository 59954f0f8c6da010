import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { markName, markOf, refusedFiles } from '../../../../src/core/gates/fileMarks.ts';
import { changeDraft, draftOf } from '../../../../src/core/gates/gateDraft.ts';
import { keptVerdicts } from '../../../../src/core/gates/keptVerdicts.ts';
import { answerObjection, readAnswer } from '../../../../src/core/gates/specs/answerObjection.ts';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import { missingFor } from '../../../../src/core/gates/specs/missing.ts';
import { emptyDraft } from '../../../../src/core/model/gateDraft.ts';
import type { Gate } from '../../../../src/core/model/gate.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { acceptanceAnswers, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run whose waves change these files, at its gate of a kind. */
function at(kind: string, paths: readonly string[]): { readonly run: SimulatedRun; readonly gate: Gate } {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    const change = { kind: 'modified', additions: 9, deletions: 1 } as const;
    return { ...done, changes: paths.map((path) => ({ path, objects: path, ...change })) };
  };
  run.start(planText(1)).approveAll(kind);
  const gate = pendingGates(run.run).find((pending) => pending.kind === kind);
  assert.ok(gate, run.run.phase);
  return { run, gate };
}

/** Names by which an acceptance asks for something that is not a file. */
const asked = ['explain', 'rewrite', 'worstCase', 'defend', 'testing', 'tophat-1', 'tophat-12'];

describe('the mark of a file', () => {
  test('has the path of the file as its name', () => {
    for (const path of [
      'src/a.js',
      'explain.md',
      'src/explain',
      'Explain',
      'tophat-x',
      'a b.txt',
      'constructor',
      'é',
    ]) {
      assert.equal(markName(path), path);
    }
  });

  test('has a name of its own where the gate asks for something by that of the file', () => {
    for (const name of [...asked, 'counts-test', 'counts-a1-2']) assert.equal(markName(name), `./${name}`);
  });

  test('never has the name of that of another file, nor of an answer', () => {
    const path = fc
      .oneof(fc.constantFrom(...asked), fc.string({ minLength: 1 }))
      .filter((any) => !any.startsWith('./'));
    fc.assert(
      fc.property(path, path, (one, other) => {
        assert.equal(markName(one) === markName(other), one === other);
        assert.ok(!asked.includes(markName(one)));
      }),
    );
  });

  test('is read as it was made, whatever the file is called', () => {
    const path = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'toString', ...asked),
      fc.string({ minLength: 1 }).filter((any) => !any.startsWith('./')),
    );
    fc.assert(
      fc.property(path, fc.constantFrom('ok' as const, 'not-ok' as const), (file, value) => {
        const { answers } = changeDraft(emptyDraft, { type: 'answer', name: markName(file), value });
        assert.equal(markOf(answers, file), value);
        assert.deepEqual(refusedFiles(answers), value === 'ok' ? [] : [file]);
      }),
    );
  });

  test('is none where there is no answer, it was taken back, or it says something else', () => {
    for (const answers of [undefined, {}, { 'a.js': '' }, { 'a.js': 'yes' }, { 'a.js': 'OK' }, { './a.js': 'ok' }]) {
      assert.equal(markOf(answers, 'a.js'), undefined);
    }
    for (const path of ['constructor', '__proto__', 'toString']) assert.equal(markOf({}, path), undefined);
  });

  test('of a file with a comment is that it is not OK, and answers no question', () => {
    const comment = { file: 'explain', line: 1, text: 'Too short.' };
    const { answers } = changeDraft(emptyDraft, { type: 'comment', comment });
    assert.deepEqual(refusedFiles(answers), ['explain']);
    assert.equal(answers['explain'], undefined);
  });
});

describe('files that are called like a question', () => {
  const { run, gate } = at('acceptance', asked);
  const marked = (value: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      (gateSpecs.acceptance.files?.sampled(run.run, gate) ?? []).map(({ path }) => [markName(path), value]),
    );
  const lacks = (answers: Readonly<Record<string, string>>): readonly string[] =>
    missingFor('approved', run.run, gate, { note: '', comments: [], answers }).map(({ text }) => text);

  test('are looked at after a no, and neither an answer nor a mark counts for the other', () => {
    const no = { ...acceptanceAnswers, explain: 'no' };
    assert.match(lacks(no).join(), /mark each OK or not OK: .*\bexplain\b/);
    assert.deepEqual(lacks({ ...no, ...marked('ok') }), []);
    assert.match(lacks(marked('ok')).join(), /Answer the four self-check questions/);
    assert.match(lacks({ ...no, ...marked('not-ok') }).join(), /as not OK\. Reject the gate, or change the mark\./);
  });

  test('are marked on a command line by the name of the mark, and the question is still asked for', () => {
    assert.deepEqual(readAnswer(run.run, gate, './explain=ok'), { name: './explain', text: 'ok' });
    assert.equal(
      answerObjection(run.run, gate, 'explain', 'ok'),
      'explain takes yes or no, not "ok": Could I explain this without looking at it?',
    );
  });

  test('are accepted once all of it is said', () => {
    const accepted = at('acceptance', asked);
    const answers = { ...acceptanceAnswers, defend: 'no', ...marked('ok') };
    assert.equal(accepted.run.decide(accepted.gate.id, 'approved', answers), undefined);
    assert.equal(accepted.run.run.gates[accepted.gate.id]?.status, 'approved');
  });

  test('are approved in advance with the four questions answered by no', () => {
    const given = gateSpecs.acceptance.inAdvance?.answers?.('From a script.', run.run, gate) ?? {};
    assert.equal(given['explain'], 'no');
    assert.equal(given['./explain'], 'unseen');
    assert.deepEqual(lacks(given), []);
  });
});

describe('a spot-check of files that are called like a question', () => {
  const names = ['explain', 'src/a1/main.js'];

  test('names those that were marked as not OK by their paths', () => {
    const { run, gate } = at('spot-check', names);
    const answers = { './explain': 'not-ok', 'src/a1/main.js': 'ok' };
    assert.deepEqual(
      missingFor('approved', run.run, gate, { note: '', comments: [], answers }).map(({ text }) => text),
      ['You marked explain as not OK. Reject the gate, or change the mark.'],
    );
  });

  test('sends the agents the path of the file that was rejected', () => {
    const { run, gate } = at('spot-check', names);
    assert.equal(run.decide(gate.id, 'rejected', { './explain': 'not-ok', 'src/a1/main.js': 'ok' }), undefined);
    run.settle();
    const { failure } = run.run.waves['w1'] ?? {};
    assert.deepEqual(failure?.kind === 'spot-check' ? failure.files : failure, ['explain']);
  });

  test('asks no second time for the file that is as it was when it was marked OK', () => {
    const { run, gate } = at('spot-check', names);
    run.decide(gate.id, 'rejected', { './explain': 'ok', 'src/a1/main.js': 'not-ok' });
    run.settle();
    assert.equal(run.adapt('redispatch', 'a1'), undefined);
    run.settle().approveAll('spot-check');
    const again = pendingGates(run.run).find(({ kind }) => kind === 'spot-check') ?? assert.fail(run.run.phase);
    assert.deepEqual(keptVerdicts(run.run, again), { './explain': 'ok' });
    const draft = draftOf([], run.run, again, keptVerdicts(run.run, again));
    assert.equal(markOf(draft.answers, 'explain'), 'ok');
  });
});
