import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import type { Gate } from '../../../../src/core/model/gate.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { acceptanceAnswers, check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const readiness = `readiness:
  - A copy of the data is at hand
  - $ docker info
  - { item: The staging service answers, probe: curl --fail http://localhost:1, owner: Grace }
`;

/** A run whose probes end as `exits` says, in the order of the plan. */
function atLaunch(exits: () => readonly number[], plan = readiness): { run: SimulatedRun; probed: string[][] } {
  const run = new SimulatedRun();
  const probed: string[][] = [];
  run.outcome = (job) => {
    if (job.work.kind !== 'check' || job.subject !== 'check@readiness') return run.done(job);
    probed.push(job.work.checks.map(({ command }) => command));
    const checks = job.work.checks.map((asked, index) => ({ ...check(exits()[index] ?? 0), ...asked }));
    return { outcome: 'done', message: '', checks };
  };
  run.start(planText(2, plan)).approveAll('launch');
  return { run, probed };
}

function launchGate({ run }: SimulatedRun): Gate {
  return pendingGates(run).find(({ kind }) => kind === 'launch') ?? assert.fail('no launch gate waits');
}

const ready = (run: SimulatedRun) =>
  boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title === 'Ready before launch')?.lines;

test('probes run before the first launch gate opens, which shows what they said and what a person confirms', () => {
  const { run, probed } = atLaunch(() => [0, 0]);
  assert.deepEqual(probed, [['docker info', 'curl --fail http://localhost:1']]);
  const lines = ready(run);
  assert.match(lines?.[0] ?? '', /^A copy of the data is at hand: for you to confirm$/);
  assert.match(lines?.[1] ?? '', /^docker info: /);
  assert.match(lines?.[2] ?? '', /^The staging service answers \(Grace\): /);
  assert.deepEqual(boardOf(run.run, 0).gates[0]?.questions, [
    { id: 'ready-1', text: 'In place? A copy of the data is at hand' },
  ]);
});

test('what no probe shows has to be confirmed, and the answer is part of the decision; later waves do not ask', () => {
  const { run } = atLaunch(() => [0, 0]);
  const gate = launchGate(run);
  assert.match(run.decide(gate.id) ?? '', /A copy of the data is at hand \[ready-1=yes\]/);
  assert.match(run.decide(gate.id, 'approved', { 'ready-1': 'no' }) ?? '', /Confirm what must be in place/);
  assert.equal(run.decide(gate.id, 'approved', { 'ready-1': 'yes' }), undefined);
  run.settle().approveAll('acceptance');
  assert.equal(run.run.waves['w2']?.status, 'committed');
  assert.deepEqual(run.run.gates[gate.id]?.decision?.answers, { 'ready-1': 'yes' });
});

test('a red probe refuses the approval, names its owner, and is run again on request', () => {
  let exits = [0, 7];
  const { run, probed } = atLaunch(() => exits);
  const gate = launchGate(run);
  const refused = run.decide(gate.id, 'approved', { 'ready-1': 'yes' }) ?? '';
  assert.match(refused, /Not ready for launch: The staging service answers \(Grace\)/);
  assert.match(refused, /wavegate retry r1/);
  exits = [0, 0];
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle();
  assert.equal(probed.length, 2);
  const again = launchGate(run);
  assert.notEqual(again.id, gate.id);
  assert.equal(run.decide(again.id, 'approved', { 'ready-1': 'yes' }), undefined);
});

test('a probe that could not be run at all is red', () => {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    job.subject === 'check@readiness' ? { outcome: 'crashed', message: 'No sandbox.' } : run.done(job);
  run.start(planText(1, readiness)).approveAll('launch');
  assert.match(run.decide(launchGate(run).id) ?? '', /Not ready for launch: docker info/);
});

test('acceptance shows which statements of the definition of done were checked, and how that came out', () => {
  const run = new SimulatedRun();
  const done = `definitionOfDone:
  - { statement: The tool prints its version, verify: $ node tool.js --version }
  - { statement: The pages read well, verify: Read them aloud }
`;
  run.outcome = (job) => {
    const result = run.done(job);
    if (job.work.kind !== 'check' || job.scope.kind !== 'validate') return result;
    return { ...result, checks: job.work.checks.map((asked) => ({ ...check(0), ...asked })) };
  };
  run.start(planText(1, done)).approveAll('acceptance');
  const section = boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title === 'Definition of done');
  assert.deepEqual(section?.lines, [
    'The tool prints its version (checked: node tool.js --version ended with 0)',
    'The pages read well (for you to check: Read them aloud)',
  ]);
  run.decide(pendingGates(run.run)[0]?.id ?? '', 'approved', acceptanceAnswers);
  assert.match(renderReport(run.run), /- The tool prints its version \(checked: /);
});

test('a plan that is edited while probes run is prepared again, with the tasks it has then', () => {
  const run = new SimulatedRun();
  const edited = planText(1, readiness.replace('docker info', 'docker version')).replaceAll('a1', 'c1');
  let edits = 0;
  run.outcome = (job) => {
    if (job.subject === 'check@readiness' && job.work.kind === 'check') {
      if ((edits += 1) === 1) run.edit(edited);
      return { outcome: 'done', message: '', checks: job.work.checks.map((asked) => ({ ...check(0), ...asked })) };
    }
    return run.done(job);
  };
  run.start(planText(1, readiness)).approveAll('launch');
  assert.equal(edits, 2);
  const wave = run.run.waves['w1'];
  assert.equal(wave?.attempt, 2);
  assert.deepEqual(Object.keys(wave.tasks).sort(), ['b1', 'c1']);
  assert.match(run.run.sessions[wave.tasks['c1'] ?? '']?.directive ?? '', /module c1/);
});

test('a wave has items of its own, which are asked at its launch and at no other', () => {
  const plan = planText(2).replace(
    '    title: Wave 2\n',
    '    title: Wave 2\n    readiness: [The old service is off, $ probe it]\n',
  );
  const run = new SimulatedRun();
  const probed: string[][] = [];
  run.outcome = (job) => {
    if (job.work.kind !== 'check' || job.subject !== 'check@readiness') return run.done(job);
    probed.push(job.work.checks.map(({ name, command }) => `${name} ${command}`));
    return { outcome: 'done', message: '', checks: job.work.checks.map((asked) => ({ ...check(0), ...asked })) };
  };
  run.start(plan).approveAll('launch');
  assert.deepEqual(probed, []);
  assert.equal(run.decide(launchGate(run).id), undefined);
  run.settle().approveAll('launch');
  const gate = launchGate(run);
  assert.equal(gate.wave, 'w2');
  assert.deepEqual(probed, [['ready-w2-2 probe it']]);
  assert.match(run.decide(gate.id) ?? '', /The old service is off \[ready-w2-1=yes\]/);
  assert.equal(run.decide(gate.id, 'approved', { 'ready-w2-1': 'yes' }), undefined);
});

test('an item whose owner is an approver is attested by the owner alone, with their own key', () => {
  const { run } = atLaunch(() => [], 'readiness:\n  - {item: The data is copied, owner: grace}\n');
  const gate = launchGate(run);
  assert.match(ready(run)?.[0] ?? '', /for grace to confirm/);
  assert.match(
    run.decide(gate.id, 'approved', { 'ready-1': 'yes' }) ?? '',
    /Only grace can attest "The data is copied"/,
  );
  assert.match(run.decide(gate.id) ?? '', /ready-1=yes\], which grace attests/);
  const grace = { who: 'grace', key: 'key-of-grace' };
  assert.equal(run.decide(gate.id, 'approved', { 'ready-1': 'yes' }, undefined, grace), undefined);
});
