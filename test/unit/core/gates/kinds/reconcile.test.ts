import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { reconcile } from '../../../../../src/core/gates/kinds/reconcile.ts';
import { missingFor } from '../../../../../src/core/gates/specs/missing.ts';
import type { Gate } from '../../../../../src/core/model/gate.ts';
import type { GateDraft } from '../../../../../src/core/model/gateDraft.ts';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { noteScope } from '../../../../../src/core/planText/edit/noteScope.ts';
import { reconcileItems } from '../../../../../src/core/queries/reconcile.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

/** A run whose agent of task a1 has noticed these things, at its gate. */
function at(followUps: readonly string[], source = planText()): { readonly run: SimulatedRun; readonly gate: Gate } {
  const run = new SimulatedRun();
  run.outcome = (job) => (job.subject === 'a1' ? { ...run.done(job), followUps } : run.done(job));
  run.start(source).approveAll('reconcile');
  const gate = pendingGates(run.run).find(({ kind }) => kind === 'reconcile');
  assert.ok(gate, run.run.phase);
  return { run, gate };
}

const lacks = ({ run, gate }: ReturnType<typeof at>, draft: Partial<GateDraft>): readonly string[] =>
  missingFor('approved', run.run, gate, { note: 'Seen.', answers: {}, comments: [], ...draft }).map(
    ({ field, text }) => `${field}: ${text}`,
  );

describe('what came up in a wave', () => {
  const two = at(['The greeting is copied', 'A typo']);
  const ask = 'answers: Mark what came up in (the plan is to deal with it), deferred, or out (dropped): ';

  for (const [what, answers, expected] of [
    [
      'everything',
      {},
      [
        `${ask}The greeting is copied [item-1=in|deferred|out]; A typo [item-2=in|deferred|out]. On the command line with --answer.`,
      ],
    ],
    [
      'the one that has no mark',
      { 'item-1': 'in' },
      [`${ask}A typo [item-2=in|deferred|out]. On the command line with --answer.`],
    ],
    [
      'one whose mark is no word for it',
      { 'item-1': 'in', 'item-2': 'IN' },
      [`${ask}A typo [item-2=in|deferred|out]. On the command line with --answer.`],
    ],
    ['nothing once all is marked', { 'item-1': 'out', 'item-2': 'deferred' }, []],
    ['nothing for a mark of something else', { 'item-1': 'out', 'item-2': 'in', 'item-9': 'in' }, []],
  ] as const) {
    test(`lacks ${what}`, () => assert.deepEqual(lacks(two, { answers }), expected));
  }

  test('lacks the reason, which the revision has', () => {
    assert.deepEqual(lacks(two, { answers: { 'item-1': 'out', 'item-2': 'out' }, note: ' \n' }), [
      'note: Say why in the note: it becomes the reason of the revision.',
    ]);
  });

  test('needs a plan that a machine can add to, and says what to do otherwise', () => {
    const odd = at(['A typo'], planText(2, 'scope: {in: &log-in [The log-in], deferred: *log-in}\n'));
    assert.deepEqual(lacks(odd, { answers: { 'item-1': 'deferred' } }), [
      'run: The scope of the plan cannot be added to by machine. Write what is to be kept into it by hand, then mark it out here.',
    ]);
    assert.deepEqual(lacks(odd, { answers: { 'item-1': 'out' } }), []);
  });

  test('is asked for with three choices each', () => {
    const questions = reconcile.questions?.(two.run.run, two.gate) ?? [];
    assert.deepEqual(
      questions.map(({ id, choices }) => [id, choices?.map(({ value }) => value)]),
      [
        ['item-1', ['in', 'deferred', 'out']],
        ['item-2', ['in', 'deferred', 'out']],
      ],
    );
  });

  test('is part of the evidence, so that an approval is about these items', () => {
    const evidence = reconcile.evidence(two.run.run, tools, 'w1');
    assert.deepEqual(Object.keys(evidence).sort(), ['base', 'items', 'plan']);
    assert.deepEqual(evidence, two.gate.evidence);
    assert.notEqual(reconcile.evidence(at(['A typo']).run.run, tools, 'w1')['items'], evidence['items']);
  });

  test('once it was dropped is not asked about again, and the way to take it over is said', () => {
    assert.equal(
      reconcile.reopenObstacle(two.run.run, { ...two.gate, status: 'rejected' }),
      'What came up was dropped. Edit the plan to take some of it over.',
    );
    assert.equal(reconcile.reopenObstacle(two.run.run, { ...two.gate, status: 'hold' }), undefined);
  });

  test('that one agent says twice, in other spaces or case, is one thing', () => {
    const { run } = at(['A typo', '  a   TYPO\n', 'A typo.']);
    assert.deepEqual(
      reconcileItems(run.run, run.run.waves['w1']).map(({ id, text }) => `${id} ${text}`),
      ['item-1 A typo', 'item-2 A typo.'],
    );
  });

  test('is nothing where it is only blanks', () => {
    const run = new SimulatedRun();
    run.outcome = (job) => ({ ...run.done(job), ...(job.subject === 'a1' ? { followUps: ['', '  \n\t'] } : {}) });
    run.start(planText()).approveAll('acceptance');
    assert.deepEqual(reconcileItems(run.run, run.run.waves['w1']), []);
  });

  for (const part of ['in', 'out', 'deferred'] as const) {
    test(`is not asked about where the plan has it in its scope as ${part}`, () => {
      const run = new SimulatedRun();
      run.outcome = (job) => ({ ...run.done(job), ...(job.subject === 'a1' ? { followUps: ['A  Typo'] } : {}) });
      run.start(planText(2, `scope: {${part}: [a typo]}\n`)).approveAll('acceptance');
      assert.ok(!Object.values(run.run.gates).some(({ kind }) => kind === 'reconcile'));
    });
  }

  test('goes into the plan with the lines of a longer text as one', () => {
    const { run, gate } = at(['Two\n  lines: of "it" # here']);
    assert.equal(run.decide(gate.id, 'approved', { 'item-1': 'in' }, undefined, {}, 'Yes.'), undefined);
    run.settle();
    assert.deepEqual(run.run.plan.plan.scope.in, ['Two lines: of "it" # here']);
    assert.deepEqual(parsePlan(run.run.plan.source).plan?.scope.in, ['Two lines: of "it" # here']);
  });
});

describe('the scope of a plan', () => {
  const plans = {
    'has none yet': planText(1),
    'is on one line': planText(1, 'scope: {in: [The log-in], out: []}\n'),
    'is on lines of its own': planText(1, 'scope: # what\n  in:\n    - The log-in # first\n  deferred: []\n'),
    'has Windows line ends': planText(1, 'scope:\n  in:\n    - The log-in\n').replaceAll('\n', '\r\n'),
  };
  // What an agent may say: any words, as one line.
  const words = fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom(
        '- x',
        'a: b',
        '#',
        '{}',
        "'",
        '"',
        '!',
        '&a',
        '*a',
        'null',
        '1',
        '%',
        '@',
        '`',
        '|',
        '>',
        '?',
        'yes',
        '~',
        'é: ü',
      ),
    )
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '');

  for (const [how, source] of Object.entries(plans)) {
    test(`that ${how} gets whatever words, in order, and keeps its own`, () => {
      const before = parsePlan(source).plan?.scope;
      assert.ok(before);
      fc.assert(
        fc.property(
          fc.array(fc.record({ part: fc.constantFrom('in' as const, 'deferred' as const), text: words }), {
            maxLength: 4,
          }),
          (entries) => {
            const noted = noteScope(source, entries);
            assert.ok(typeof noted === 'string', JSON.stringify(noted));
            const read = parsePlan(noted);
            assert.deepEqual(
              read.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
              [],
            );
            for (const part of ['in', 'deferred'] as const) {
              const own = entries.flatMap((entry) => (entry.part === part ? [entry.text] : []));
              assert.deepEqual(read.plan?.scope[part], [...before[part], ...own]);
            }
            for (const comment of source.match(/# [^\r\n]*/g) ?? []) assert.ok(noted.includes(comment), comment);
            if (source.includes('\r\n')) assert.doesNotMatch(noted, /[^\r]\n/);
          },
        ),
        { numRuns: 30 },
      );
    });
  }
});
