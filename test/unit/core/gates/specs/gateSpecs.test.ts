import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { GateDraft } from '../../../../../src/core/model/gateDraft.ts';
import { gateSpecs } from '../../../../../src/core/gates/specs/gateSpecs.ts';
import { missingFor, missingText } from '../../../../../src/core/gates/specs/missing.ts';
import { gateKinds } from '../../../../../src/core/plan/schema/vocabulary.ts';
import { noHash } from '../../../../../src/core/journal/record.ts';
import { decide } from '../../../../../src/core/run/decide.ts';
import { evolve } from '../../../../../src/core/run/evolve.ts';
import type { Gate, Verdict } from '../../../../../src/core/model/gate.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { gatesOf } from '../../../../../src/core/views/boardGates.ts';
import { acceptanceAnswers, planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtReconcile,
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithQuestion,
} from '../../../../support/states.ts';

/** A run at each kind of gate. */
const runs: Readonly<Record<(typeof gateKinds)[number], () => SimulatedRun>> = {
  triage: runInTriage,
  plan: () => new SimulatedRun().start(),
  custom: () =>
    new SimulatedRun()
      .start(planText(1, 'gates: {custom: {review: {before: launch, asks: Read it}}}\n'))
      .approveAll('custom'),
  launch: () =>
    new SimulatedRun().start(planText(1, 'readiness: [A copy of the data is at hand]\n')).approveAll('launch'),
  answer: runWithQuestion,
  'spot-check': runAtSpotCheck,
  reconcile: runAtReconcile,
  adapt: () => {
    const run = runToAdapt();
    run.adapt('fix', 'b1');
    return run.settle();
  },
  acceptance: runAtAcceptance,
  ship: () => runAtAcceptance().approveAll('ship'),
  merge: () => {
    const run = runAtAcceptance();
    run.outcome = (job) => run.requested(job);
    return run.approveAll('merge');
  },
};

function gateAt(run: SimulatedRun): Gate {
  const [gate] = pendingGates(run.run);
  assert.ok(gate);
  return gate;
}

function refusalOf(run: SimulatedRun, gate: Gate, verdict: Verdict, draft: GateDraft) {
  const made = { who: 'ada', channel: 'sidebar', at: run.now, evidence: gate.evidence, key: 'key' } as const;
  const sealed = { follows: { seq: run.events.length, hash: noHash }, signature: 'signed' };
  const decision = { gate: gate.id, verdict, ...draft, ...made, ...sealed };
  const answer = decide({ type: 'decide-gate', decision, at: run.now }, run.run, tools);
  return 'refused' in answer ? answer : undefined;
}

/** Drafts that people might have begun: some answers, marks and comments that belong to the gate, and some that do not. */
const drafts: fc.Arbitrary<GateDraft> = fc.record({
  note: fc.constantFrom('', '  ', 'Because.'),
  answers: fc.dictionary(
    fc.constantFrom(...Object.keys(acceptanceAnswers), 'ready-1', 'a1', 'src/a1/main.js', 'src/b1/main.js', 'other'),
    fc.constantFrom('yes', 'no', 'ok', 'not-ok', '', 'Ran it.'),
  ),
  comments: fc.constantFrom([], [{ file: 'src/a1/main.js', line: 3, text: 'Wrong.' }]),
});

suite('the kinds of gates', () => {
  for (const kind of gateKinds) {
    test(`${kind}: a decision is refused exactly while something is missing, and says what`, () => {
      const run = runs[kind]();
      const gate = gateAt(run);
      assert.equal(gate.kind, kind);
      fc.assert(
        fc.property(drafts, fc.constantFrom<Verdict>('approved', 'rejected', 'hold'), (draft, verdict) => {
          const missing = missingFor(verdict, run.run, gate, draft);
          const refusal = refusalOf(run, gate, verdict, draft);
          assert.equal(refusal?.refused, missing.length === 0 ? undefined : missingText(missing));
          assert.deepEqual(refusal?.missing ?? [], missing);
        }),
        { numRuns: 200 },
      );
    });

    test(`${kind}: what is missing names fields that its card has`, () => {
      const run = runs[kind]();
      const gate = gateAt(run);
      const card = gatesOf(run.run).find(({ id }) => id === gate.id);
      assert.ok(card);
      const fields: Readonly<Record<string, ReadonlySet<string>>> = {
        answers: new Set(card.questions.map(({ id }) => id)),
        files: new Set(card.files.map(({ path }) => path)),
        findings: new Set(run.run.audit.findings.map(({ id }) => id)),
      };
      const own = card.ownTesting === undefined ? [] : [card.ownTesting];
      for (const { field, names } of missingFor('approved', run.run, gate, { note: '', answers: {}, comments: [] })) {
        for (const name of names)
          assert.ok(fields[field]?.has(name) === true || own.includes(name), `${field} ${name}`);
      }
    });
  }

  test('are those of the vocabulary and no others', () => {
    // Does not compile with a record of fewer, or of more.
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    const isTotal: Same<keyof typeof gateSpecs, (typeof gateKinds)[number]> = true;
    assert.ok(isTotal);
    assert.deepEqual(Object.keys(gateSpecs).sort(), [...gateKinds].sort());
  });

  test('a gate of an unknown kind in a journal is left out rather than believed', () => {
    const { run } = runAtLaunch();
    const gate = { id: 'sign-off-1', kind: 'sign-off', openedAt: 1, approvers: [], evidence: {} } as unknown as Gate;
    assert.deepEqual(evolve(run, { type: 'gate-opened', gate, at: 2 })?.gates, run.gates);
  });

  test('belong to a wave or to the run, as their gates do', () => {
    for (const kind of gateKinds) {
      const run = runs[kind]();
      if (gateSpecs[kind].scope === 'either') continue;
      assert.equal(gateAt(run).wave === undefined, gateSpecs[kind].scope === 'run', kind);
    }
  });
});

test('the words about what is missing', () => {
  const words = gateKinds.flatMap((kind) => {
    const run = runs[kind]();
    const empty = { note: '', answers: {}, comments: [] };
    return missingFor('approved', run.run, gateAt(run), empty).map(({ field, text }) => `${kind}, ${field}: ${text}`);
  });
  assert.deepEqual(words, [
    'triage, findings: Mark each finding in, out or deferred first: 3 of 3 are not marked.',
    'launch, answers: Confirm what must be in place before the launch: A copy of the data is at hand [ready-1=yes]. On the command line with --answer. If it is not in place, put the gate on hold.',
    'answer, answers: Answer the questions of a1 first, in words.',
    'spot-check, files: 2 of 2 files to review have no verdict yet, first src/b1/main.js. Look at each and mark it OK or not OK.',
    'reconcile, answers: Mark what came up in (the plan is to deal with it), deferred, or out (dropped): The greeting is copied in four places [item-1=in|deferred|out]. On the command line with --answer.',
    'reconcile, note: Say why in the note: it becomes the reason of the revision.',
    'acceptance, answers: Answer the four self-check questions with yes or no first.',
    'acceptance, answers: Note what you tried yourself: acceptance rests on your own testing too.',
  ]);
  const run = runAtSpotCheck();
  const half = {
    note: '',
    answers: { 'src/a1/main.js': 'not-ok' },
    comments: [{ file: 'src/a1/main.js', line: 1, text: 'Wrong.' }],
  };
  assert.equal(
    missingText(missingFor('approved', run.run, gateAt(run), half)),
    'You left comments. Reject the gate to send them to the agents, or delete them. ' +
      'You marked src/a1/main.js as not OK. Reject the gate, or change the mark. ' +
      '1 of 2 files to review has no verdict yet, first src/b1/main.js. Look at each and mark it OK or not OK.',
  );
  assert.equal(
    missingText(missingFor('hold', run.run, gateAt(run), half)),
    'Enter a reason as the note: it is kept in the record, and whoever continues from here needs it.',
  );
});
