import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { boardOf } from '../../../src/core/views/board.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { isShipped, startRealRun, together } from '../../support/realRun.ts';
import type { Policy } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { Ending, RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

const toShip: Policy = { verdict: ({ kind }) => (kind === 'ship' ? undefined : 'approved') };
const atGate = (id: string) => (state: RunState) => pendingGates(state).some((gate) => gate.id === id);

function project(t: Ending): RunProject {
  return createRunProject(t, {
    plan: smallPlan([['a']]),
    agents: { a: "write('src/a.js', 'export const a = 2;\\n');\nhandOff(['src/a.js']);" },
    files: { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' },
  });
}

/** Lines of one section of the gate that waits. */
function section(state: RunState, title: string): readonly string[] {
  const [gate] = boardOf(state, 0).gates;
  return gate?.sections.find((each) => each.title === title)?.lines ?? [];
}

const withoutTime = (line: string): string => line.replace(/ \(asked [-\d]+ [\d:]+ UTC\)$/, '');

test('a push that was approved does not go to an address that changed meanwhile', async (t) => {
  const made = project(t);
  const [here, elsewhere] = ['remote.git', 'elsewhere.git'].map((name) => path.join(made.home, name)) as [
    string,
    string,
  ];
  made.git('init', '--quiet', '--bare', '--template=', elsewhere);
  const run = await startRealRun(made, together);
  const first = await run.drive(atGate('ship-1'), toShip);
  assert.deepEqual(section(first, 'Goes to').slice(1).map(withoutTime), [here, 'no such branch there yet']);

  made.git('config', `url.${elsewhere}.insteadOf`, here);
  await run.decide('ship');
  const second = await run.until(atGate('ship-2'));
  const told = `the address that is pushed to, from ${here} to ${elsewhere}`;
  assert.equal(second.gates['ship-1']?.voided, `Changed since the decision: ${told}.`);
  assert.deepEqual(section(second, 'Goes to').slice(1).map(withoutTime), [
    elsewhere,
    `changed: it led to ${here} when the run began`,
    'no such branch there yet',
  ]);
  assert.equal(made.git('ls-remote', elsewhere), '');

  await run.decide('ship');
  await run.until(isShipped);
  assert.match(made.git('ls-remote', elsewhere), /refs\/heads\/wavegate\/r1$/);
  assert.equal(made.git('ls-remote', `file://${here}`), '');
});

test('who accepts and ships sees how far the base has moved on, and where merging would conflict; a branch that somebody pushed meanwhile voids the approval and is never overwritten', async (t) => {
  const made = project(t);
  const run = await startRealRun(made, together);
  const commit = (file: string, text: string): void => {
    writeFileSync(path.join(made.repository, file), text);
    made.git('commit', '--quiet', '--all', '--message', `Change ${file}`);
  };
  commit('src/base.js', 'export const base = 2;\n');
  const launch = await run.drive(atGate('launch-1'), {
    verdict: ({ kind }) => (kind === 'plan' ? 'approved' : undefined),
  });
  assert.deepEqual(section(launch, 'Since the run began'), [
    'main has moved on by 1 commit; merging would not conflict',
  ]);
  commit('src/a.js', 'export const a = 3;\n');
  const accept = await run.drive(atGate('acceptance-1'), {
    verdict: ({ kind }) => (kind === 'acceptance' ? undefined : 'approved'),
  });
  const line = 'main has moved on by 2 commits; merging would conflict in src/a.js';
  assert.deepEqual(section(accept, 'Since the run began'), [line]);
  const ship = await run.drive(atGate('ship-1'), toShip);
  assert.deepEqual(section(ship, 'Since the run began'), [line]);

  made.git('push', '--quiet', 'origin', 'main:refs/heads/wavegate/r1');
  await run.decide('ship');
  const state = await run.until(atGate('ship-2'));
  const theirs = made.git('rev-parse', 'main');
  assert.equal(
    state.gates['ship-1']?.voided,
    `Changed since the decision: the run branch at the remote, from no such branch to ${theirs}.`,
  );
  assert.deepEqual(section(state, 'Goes to').slice(2).map(withoutTime), [
    `the branch there is at ${theirs.slice(0, 10)}`,
  ]);
});

test('who launches a wave is told when the base has changed the same files', async (t) => {
  const made = project(t);
  const run = await startRealRun(made, together);
  writeFileSync(path.join(made.repository, 'src', 'a.js'), 'export const a = 3;\n');
  made.git('commit', '--quiet', '--all', '--message', 'Change a');
  const state = await run.drive(atGate('launch-1'), {
    verdict: ({ kind }) => (kind === 'plan' ? 'approved' : undefined),
  });
  assert.deepEqual(section(state, 'Since the run began').slice(1), [
    'main has changed what this wave is to change: src/a.js',
  ]);
});
