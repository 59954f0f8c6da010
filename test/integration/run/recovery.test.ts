import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createKeyFileSigner, writeKeyFile } from '../../../src/decisions/keyFile.ts';
import type { CoordinatorOrder, DyingPoint } from '../../support/coordinator.ts';
import { runningSessionProcesses } from '../../support/hostedSessions.ts';
import { isShipped, openRealRun, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import {
  bundledCoordinator,
  bundledSessionHost,
  bundledWorker,
  hostingPrograms,
} from '../../support/sessionHostBundle.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';

const waves = smallPlan([['a', 'b'], ['c']]);
const counted = 'enterLedger();\nawait waitFor("go");\nwork();';
const agents = { a: counted, b: counted, c: 'enterLedger();\nawait waitFor("last");\nwork();' };
const files = { 'src/base.js': 'export const base = 1;\n' };

type Death = readonly [when: string, DyingPoint];

/**
 * Where the process that drives the run dies, one after the other in the same run: between what the world has and what is
 * recorded of it. That it may die at every record, test/unit/engine/runEngine.test.ts shows.
 */
const deaths: readonly Death[] = [
  ['the launch was approved, and not acted on', { event: 'gate-decided', about: 'launch-1' }],
  ['worktrees were made, and not recorded', { after: 'prepare' }],
  ['a session was started, and not recorded', { after: 'ensure', kind: 'implement' }],
];

const laterDeaths: readonly Death[] = [
  ['an agent had ended, and it was not recorded', { after: 'result', kind: 'implement' }],
  ['the merge was under way', { event: 'session-dispatched', about: '~merge' }],
  ['the merge was done, and not recorded', { after: 'result', kind: 'merge' }],
  ['the commit had moved the branch, and it was not recorded', { after: 'result', kind: 'commit' }],
  ['the wave was recorded, its worktrees not yet removed', { event: 'wave-committed', about: '"one"' }],
];

test('a run goes on after its process was killed anywhere, nothing runs twice, and its trees are those of a run that nobody disturbed; a second process is refused beside the first', async (t) => {
  const undisturbed = createRunProject(t, { plan: waves, agents, files });
  for (const name of ['go', 'last']) undisturbed.leave(name);
  const expected = await startRealRun(undisturbed, together);
  await expected.drive(isShipped);

  const project = createRunProject(t, { plan: waves, agents, files });
  const key = path.join(project.home, 'key');
  const signer = await writeKeyFile(key);
  let action: CoordinatorOrder['action'] = 'start';
  for (const [when, dieAt] of deaths) {
    assert.equal(await coordinate(t, project, { key, action, dieAt }).ended, 'SIGKILL', when);
    action = 'open';
  }
  const whileAgentsRun = coordinate(t, project, { key, action });
  await until(() => project.read('ledger').split('\n').length > 2);
  whileAgentsRun.kill();
  assert.equal(await whileAgentsRun.ended, 'SIGKILL');
  project.leave('go');
  for (const [when, dieAt] of laterDeaths) {
    assert.equal(await coordinate(t, project, { key, action, dieAt }).ended, 'SIGKILL', when);
  }
  const { worker, sessionHost: hostProgram } = await hostingPrograms();
  const last = coordinate(t, project, { key, action, worker, hostProgram });
  await until(() => project.read('ledger').split('\n').length > 3);
  await assert.rejects(openRealRun(project, { signer }), (error: Error) => {
    assert.match(error.message, new RegExp(`open in process ${last.pid} since .*close it and try again`));
    return true;
  });
  project.leave('last');
  assert.equal(await last.ended, 0, 'it is not disturbed by who was refused');
  const state = (await openRealRun(project, { signer: await createKeyFileSigner(key) })).state();
  assert.equal(state.phase, 'shipped');

  const ran = project.read('ledger').trim().split('\n');
  assert.deepEqual(ran.map((line) => line.split(' ')[0]).sort(), ['a', 'b', 'c']);
  // The host of the last session may still be leaving.
  await until(async () => (await runningSessionProcesses(project.state)).length === 0);
  const trees = ({ git }: RunProject): string => git('log', '--reverse', '--format=%s %T', 'main..wavegate/r1');
  assert.equal(trees(project), trees(undisturbed));
  assert.ok(Object.values(state.sessions).every(({ epoch }) => epoch === 1));
  await until(() => project.git('worktree', 'list').split('\n').length === 1);
});

interface Coordinator {
  readonly pid: number | undefined;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(): void;
}

function coordinate(
  t: TestContext,
  { repository, planPath, state, worktrees, atEnd }: RunProject,
  order: Pick<CoordinatorOrder, 'key' | 'action' | 'dieAt'> & Partial<CoordinatorOrder>,
): Coordinator {
  let child: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<number | string> => {
    const full: CoordinatorOrder = {
      repository,
      planPath,
      state,
      worktrees,
      hostProgram: await bundledSessionHost(),
      worker: await bundledWorker(),
      ...order,
    };
    child = spawn(process.execPath, [await bundledCoordinator(), JSON.stringify(full)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (code !== null && code !== 0) t.diagnostic(errors);
    return signal ?? code ?? 'none';
  };
  const ended = start();
  atEnd(async () => {
    child?.kill('SIGKILL');
    await ended;
  });
  return {
    get pid() {
      return child?.pid;
    },
    ended,
    kill: () => child?.kill('SIGKILL'),
  };
}
