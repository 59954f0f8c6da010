import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunState } from '../../../../src/core/model/state.ts';
import { GitProgress } from '../../../../src/editor/platform/gitProgress.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { until } from '../../../support/until.ts';

/** A window on a run whose sessions are where the test puts them. */
async function windowOn(until: string) {
  const run = new SimulatedRun().start(planText(1)).approveAll(until);
  const vscode = new FakeVscode([]);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  const progress = new GitProgress(vscode.api, connection, 0);
  const put = (change: (state: RunState) => RunState): void => {
    run.state = change(run.run);
    service.tell();
  };
  const session = (id: string, status: 'planned' | 'running' | 'ended'): void =>
    put((state) => {
      const known = state.sessions[id] ?? assert.fail(id);
      return { ...state, sessions: { ...state.sessions, [id]: { ...known, status } } };
    });
  return { run, vscode, service, progress, put, session };
}

test('a merge that takes long is shown until it has ended, and a cancellation stops its session', async () => {
  const { run, vscode, service, session } = await windowOn('spot-check');
  const merge = Object.values(run.run.sessions).find(({ kind }) => kind === 'merge') ?? assert.fail();
  session(merge.id, 'running');
  await until(() => vscode.progress.length === 1);
  assert.equal(vscode.progress[0]?.title, 'Merge the branches');
  session(merge.id, 'running');
  assert.equal(vscode.progress.length, 1, 'it is shown once');
  vscode.progress[0]?.cancel();
  await until(() => service.stopped.length > 0);
  assert.deepEqual(service.stopped, [merge.id]);
  session(merge.id, 'ended');
  await until(() => vscode.progress[0]?.isOver === true);
});

test('worktrees that are cancelled while they are made end the agents as soon as they begin', async () => {
  const { run, vscode, service, put } = await windowOn('launch');
  run.decide('launch-1');
  const dispatched = run.run;
  const ids = Object.values(dispatched.sessions).map(({ id }) => id);
  const all = (status: 'planned' | 'running') => (state: RunState) => ({
    ...state,
    waves: { ...state.waves, w1: { ...(state.waves['w1'] ?? assert.fail()), status: 'dispatching' as const } },
    sessions: Object.fromEntries(Object.entries(state.sessions).map(([id, each]) => [id, { ...each, status }])),
  });
  put(all('planned'));
  await until(() => vscode.progress.length === 1);
  assert.match(vscode.progress[0]?.title ?? '', /Making the worktrees of Wave 1/);
  vscode.progress[0]?.cancel();
  assert.deepEqual(service.stopped, []);
  put(all('running'));
  await until(() => service.stopped.length === ids.length);
  assert.deepEqual(service.stopped, ids);
});

test('what is over soon shows nothing, and a closed window shows nothing more', async () => {
  const { run, vscode, session, progress } = await windowOn('spot-check');
  const merge = Object.values(run.run.sessions).find(({ kind }) => kind === 'merge') ?? assert.fail();
  session(merge.id, 'running');
  session(merge.id, 'ended');
  session(merge.id, 'running');
  progress.dispose();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(vscode.progress, []);
});
