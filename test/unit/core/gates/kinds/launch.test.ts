import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { launch } from '../../../../../src/core/gates/kinds/launch.ts';
import { missingFor } from '../../../../../src/core/gates/specs/missing.ts';
import type { Decision, Gate } from '../../../../../src/core/model/gate.ts';
import type { RunEvent } from '../../../../../src/core/model/events.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { check, planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

const readiness = `readiness:
  - A copy of the data is at hand
  - $ docker info
  - {item: The window is agreed, owner: grace}
`;

/** A run at its first launch, whose probe ends with an exit code. */
function at(plan = readiness, exitCode = 0): { readonly run: SimulatedRun; readonly gate: Gate } {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    if (job.work.kind !== 'check' || job.subject !== 'check@readiness') return run.done(job);
    const checks = job.work.checks.map((asked) => ({ ...check(exitCode), ...asked }));
    return { outcome: 'done', message: '', checks };
  };
  run.start(planText(2, plan)).approveAll('launch');
  const gate = pendingGates(run.run).find(({ kind }) => kind === 'launch');
  assert.ok(gate, run.run.phase);
  return { run, gate };
}

const lacks = ({ run, gate }: ReturnType<typeof at>, answers = {}, gateNow = gate): readonly string[] =>
  missingFor('approved', run.run, gateNow, { note: '', comments: [], answers }).map(
    ({ field, text }) => `${field}: ${text}`,
  );
const lines = ({ run, gate }: ReturnType<typeof at>, title: string): readonly string[] | undefined =>
  launch.sections(run.run, gate).find((section) => section.title === title)?.lines;

describe('the launch of a wave', () => {
  const ready = at();

  test('says what it starts', () => {
    assert.equal(
      launch.about(ready.run.run, ready.gate),
      'Approving starts the agents of this wave, each in its own worktree.',
    );
  });

  test('asks for each thing that no probe shows, and says who alone can attest one', () => {
    assert.deepEqual(
      launch.questions?.(ready.run.run, ready.gate)?.map(({ id, text }) => `${id} ${text}`),
      [
        'ready-1 In place? A copy of the data is at hand',
        'ready-3 In place? The window is agreed (grace). Only grace can attest it',
      ],
    );
  });

  const confirm = 'answers: Confirm what must be in place before the launch: ';
  const end = '. On the command line with --answer. If it is not in place, put the gate on hold.';
  for (const [what, answers, expected] of [
    [
      'both',
      {},
      [
        `${confirm}A copy of the data is at hand [ready-1=yes]; The window is agreed (grace) [ready-3=yes], which grace attests${end}`,
      ],
    ],
    [
      'the other where one is confirmed',
      { 'ready-3': 'yes' },
      [`${confirm}A copy of the data is at hand [ready-1=yes]${end}`],
    ],
    [
      'what was answered by no',
      { 'ready-1': 'no', 'ready-3': 'yes' },
      [`${confirm}A copy of the data is at hand [ready-1=yes]${end}`],
    ],
    [
      'what was answered in other words',
      { 'ready-1': 'YES', 'ready-3': 'yes' },
      [`${confirm}A copy of the data is at hand [ready-1=yes]${end}`],
    ],
    ['nothing once all is confirmed', { 'ready-1': 'yes', 'ready-3': 'yes' }, []],
  ] as const) {
    test(`lacks ${what}`, () => assert.deepEqual(lacks(ready, answers), expected));
  }

  test('by two people holds only the last of them up for what an owner attests', () => {
    const two: Gate = { ...ready.gate, required: 2 };
    assert.deepEqual(lacks(ready, { 'ready-1': 'yes' }, two), []);
    const given = { who: 'ada', answers: { 'ready-1': 'yes' } } as never as Decision;
    const last: Gate = { ...two, approvals: [given] };
    assert.match(lacks(ready, {}, last).join(), /^answers: Confirm [^;]*The window is agreed/);
    assert.deepEqual(lacks(ready, { 'ready-3': 'yes' }, last), [], 'what the first has confirmed holds');
    const attested: Gate = { ...two, approvals: [{ ...given, answers: { 'ready-1': 'yes', 'ready-3': 'yes' } }] };
    assert.deepEqual(lacks(ready, {}, attested), []);
  });

  test('is held up by a probe that failed, and says how to run it again', () => {
    const red = at(readiness, 1);
    const answers = { 'ready-1': 'yes', 'ready-3': 'yes' };
    assert.deepEqual(lacks(red, answers), [
      'run: Not ready for launch: docker info (it failed). Put it in place, then run the probes again: `wavegate retry r1`, or Run Checks Again in the editor.',
    ]);
    assert.match(
      launch.about(red.run.run, red.gate),
      /^Not everything that the plan needs before this launch is in place\./,
    );
    assert.notEqual(red.run.decide(red.gate.id, 'approved', answers), undefined);
    assert.equal(red.run.run.gates[red.gate.id]?.status, 'pending');
  });

  test('is about what the probes said', () => {
    assert.notEqual(at(readiness, 0).gate.evidence['readiness'], undefined);
    assert.equal(at('').gate.evidence['readiness'], undefined);
  });

  test('is about the directives as they were written: another word is other evidence', () => {
    const { run, gate } = at('');
    const [session] = Object.values(run.run.sessions).filter(({ kind }) => kind === 'implement');
    assert.ok(session);
    const changed = { ...session, directive: `${session.directive} And push it.` };
    const state = { ...run.run, sessions: { ...run.run.sessions, [session.id]: changed } };
    assert.deepEqual(launch.evidence(run.run, tools, 'w1'), gate.evidence);
    assert.notEqual(launch.evidence(state, tools, 'w1')['directives'], gate.evidence['directives']);
  });

  test('makes no worktree ready without its own approval, of this attempt', () => {
    const { run, gate } = at('');
    const made = (wave: string, attempt: number): RunEvent =>
      ({ type: 'worktrees-ready', scope: { kind: 'wave', wave, attempt } }) as never;
    assert.equal(launch.guards(made('w1', 1), run.run), 'There was no used launch gate of wave w1.');
    run.decide(gate.id);
    run.settle();
    assert.equal(launch.guards(made('w1', 1), run.run), undefined);
    assert.equal(launch.guards(made('w1', 2), run.run), 'There was no used launch gate of wave w1.');
    assert.equal(launch.guards(made('w2', 1), run.run), 'There was no used launch gate of wave w2.');
  });

  test('says which tasks it starts, with their agents and files, and the checks that follow', () => {
    assert.deepEqual(lines(ready, 'Tasks'), ['Task a1 (codemod): src/a1/**', 'Task b1 (codemod): src/b1/**']);
    assert.equal(lines(ready, 'Keep their work')?.length, 0);
    assert.match(lines(ready, 'Checks')?.join() ?? '', /node --test/);
    assert.deepEqual(lines(ready, 'Takes back'), []);
  });

  test('of a second wave asks for nothing that was confirmed before the first', () => {
    const { run, gate } = at();
    const byGrace = { who: 'grace', key: 'key-of-grace' };
    const answers = { 'ready-1': 'yes', 'ready-3': 'yes' };
    assert.match(
      run.decide(gate.id, 'approved', answers) ?? '',
      /^Only grace can attest "The window is agreed" \[ready-3\]/,
    );
    assert.equal(run.decide(gate.id, 'approved', answers, undefined, byGrace), undefined);
    run.settle().approveAll('launch');
    const second = pendingGates(run.run).find(({ kind }) => kind === 'launch');
    assert.equal(second?.wave, 'w2');
    assert.deepEqual(lacks({ run, gate: second }), []);
  });
});
