import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acceptance } from '../../../../../src/core/gates/kinds/acceptance.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import type { FileChange } from '../../../../../src/core/model/repository.ts';
import type { Gate } from '../../../../../src/core/model/gate.ts';
import type { GateDraft } from '../../../../../src/core/model/gateDraft.ts';
import type { RunState } from '../../../../../src/core/model/state.ts';
import { acceptanceAnswers, planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

/** A run at its acceptance, whose waves changed these files. */
function at(paths: readonly string[]): { readonly state: RunState; readonly gate: Gate } {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    const changes = paths.map((path): FileChange => ({
      path,
      kind: 'modified',
      additions: 9,
      deletions: 1,
      objects: path,
    }));
    return { ...done, changes };
  };
  run.start(planText(1)).approveAll('acceptance');
  const gate = pendingGates(run.run).find(({ kind }) => kind === 'acceptance');
  assert.ok(gate, run.run.phase);
  return { state: run.run, gate };
}

const told = ({ state, gate }: ReturnType<typeof at>, draft: Partial<GateDraft>): readonly string[] =>
  acceptance
    .missing(state, gate, { note: '', comments: [], answers: acceptanceAnswers, ...draft })
    .map(({ field, text }) => `${field}: ${text}`);
const answers = (change: Readonly<Record<string, string>>): Partial<GateDraft> => ({
  answers: { ...acceptanceAnswers, ...change },
});

describe('a result that a person accepts', () => {
  const plain = at(['src/a1/main.js', 'src/b1/main.js', 'dist/a.js', 'yarn.lock']);

  test('lacks nothing once the self-check is answered and they have said what they tried', () => {
    assert.deepEqual(told(plain, {}), []);
  });

  const questions = 'answers: Answer the four self-check questions with yes or no first.';
  const tried = 'answers: Note what you tried yourself: acceptance rests on your own testing too.';
  for (const [what, draft, expected] of [
    ['everything', { answers: {} }, [questions, tried]],
    ['an answer that is neither yes nor no', answers({ explain: 'maybe' }), [questions]],
    ['an answer that was taken back', answers({ defend: '' }), [questions]],
    ['words on what was tried', answers({ testing: ' \n' }), [tried]],
    [
      'a comment sent',
      { comments: [{ file: 'src/a1/main.js', line: 1, text: 'Name it.' }] },
      ['comments: You left comments. Reject the gate to have them fixed, or delete them.'],
    ],
    [
      'the riskiest files looked at after a no, and not what tools have written',
      answers({ rewrite: 'no' }),
      [
        'files: You answered a self-check question with no, so look at the riskiest files of the whole change first, and mark each OK or not OK: src/a1/main.js, src/b1/main.js.',
      ],
    ],
    [
      'the one of them that has no mark yet',
      answers({ rewrite: 'no', 'src/a1/main.js': 'ok', 'src/b1/main.js': 'perhaps' }),
      [
        'files: You answered a self-check question with no, so look at the riskiest files of the whole change first, and mark each OK or not OK: src/b1/main.js.',
      ],
    ],
    [
      'another mark of a file that is not OK',
      answers({ rewrite: 'no', 'src/a1/main.js': 'not-ok', 'src/b1/main.js': 'ok' }),
      ['files: You marked src/a1/main.js as not OK. Reject the gate, or change the mark.'],
    ],
    [
      'another mark of such a file without a no, too',
      answers({ 'src/a1/main.js': 'not-ok' }),
      ['files: You marked src/a1/main.js as not OK. Reject the gate, or change the mark.'],
    ],
    [
      'nothing once every file is marked',
      answers({ rewrite: 'no', 'src/a1/main.js': 'ok', 'src/b1/main.js': 'ok' }),
      [],
    ],
  ] as const) {
    test(`lacks ${what}`, () => assert.deepEqual(told(plain, draft), expected));
  }

  test('asks for no files where tools alone have written any', () => {
    assert.deepEqual(told(at(['yarn.lock', 'dist/a.js']), answers({ explain: 'no' })), []);
  });

  test('asks for a file whose name every object has', () => {
    const odd = at(['constructor', '__proto__']);
    assert.match(
      told(odd, answers({ explain: 'no' })).join('\n'),
      /mark each OK or not OK: (?:constructor, __proto__|__proto__, constructor)\.$/u,
    );
  });

  test('asks for six files at most, however large the change', () => {
    const { state, gate } = at(Array.from({ length: 40 }, (_, index) => `src/a1/${index}.js`));
    const [missing] = acceptance.missing(state, gate, {
      note: '',
      comments: [],
      answers: {},
      ...answers({ explain: 'no' }),
    });
    assert.equal(missing?.names.length, Math.min(6, state.plan.plan.checkpoint.spotCheck.sample));
  });

  test('is accepted in advance with a record that nobody looked', () => {
    const given = acceptance.inAdvance?.answers?.('From a script.', plain.state, plain.gate) ?? assert.fail();
    assert.deepEqual(given, {
      ...{ explain: 'no', rewrite: 'no', worstCase: 'no', defend: 'no', testing: 'From a script.' },
      ...{ 'src/a1/main.js': 'unseen', 'src/b1/main.js': 'unseen' },
    });
    assert.deepEqual(told(plain, { answers: given }), []);
  });
});
