import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { isRunning, runningSessionProcesses } from '../../support/hostedSessions.ts';
import { hasFailed, isShipped, startRealRun } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { bundledSessionHost } from '../../support/sessionHostBundle.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';

// In a sandbox no program reaches the host that it is to kill.
const worktree = { sandbox: 'off' };

const files = { 'src/base.js': 'export const base = 1;\n' };

test('a session whose host is killed ends as crashed, once, and its agent goes with all it has started', async (t) => {
  const fatal = `
    enterLedger();
    leaveBehind('child');
    leaveBehind('daemon', { detached: true });
    process.kill(process.ppid, 'SIGKILL');
    setInterval(() => {}, 1000);`;
  const project = createRunProject(t, {
    plan: smallPlan([['a', 'b']], { worktree }),
    agents: { a: fatal, b: 'work();' },
    files,
  });
  const run = await startRealRun(project);
  await run.drive(hasFailed);
  const { outcome, message } = run.result('a');
  assert.equal(outcome, 'crashed');
  assert.match(message, /session host died.*dispatch it again/);
  assert.equal(run.result('b').outcome, 'done');
  assert.equal(run.events.filter((event) => event.type === 'session-ended' && event.session.endsWith('~a')).length, 1);
  const [, agent] = project.read('ledger').trim().split(' ');
  for (const pid of [agent, project.read('child'), project.read('daemon')]) {
    assert.equal(await isRunning(Number(pid)), false, `process ${pid} is still there`);
  }
  // Whoever answered for the session still has to exit.
  await until(async () => (await runningSessionProcesses(project.state)).length === 0);
});

test('merge, check and commit are repeated when their host is killed, and the run goes on', async (t) => {
  const check = `
    import { existsSync } from 'node:fs';
    if (existsSync(home + '/checked')) process.exit(0);
    write(home + '/checked', String(process.pid));
    process.kill(process.ppid, 'SIGKILL');
    setInterval(() => {}, 1000);`;
  const plan = smallPlan([['a']], { worktree, checkpoint: { test: 'node agents/check.mjs' } });
  const project = createRunProject(t, { plan, agents: { a: 'work();', check }, files });
  const run = await startRealRun(project, { hostProgram: await mortalHost(project) });
  const state = await run.drive(isShipped);
  const retried = run.events.filter((event) => event.type === 'session-retried').map(({ session }) => session);
  assert.deepEqual(retried, ['wave~one~1~merge', 'wave~one~1~check', 'wave~one~1~commit']);
  for (const id of retried)
    assert.deepEqual([state.sessions[id]?.epoch, state.sessions[id]?.result?.outcome], [2, 'done']);
  assert.equal(await isRunning(Number(project.read('checked'))), false);
  assert.equal(project.git('log', '--format=%s', 'main..wavegate/r1'), 'Wave 1');
  await run.until((now) => now.removed.length === 1);
  assert.equal(project.git('worktree', 'list').split('\n').length, 1);
});

/**
 * A session host that is killed in its first epoch: a merge before it begins, a commit once the branch has moved and
 * before anybody is told.
 */
async function mortalHost({ home, repository }: RunProject): Promise<string> {
  const branches = path.join(repository, '.git', 'refs', 'heads', 'wavegate');
  const program = path.join(home, 'mortalHost.mjs');
  const host = pathToFileURL(await bundledSessionHost()).href;
  writeFileSync(
    program,
    `import { readFileSync, watch } from 'node:fs';
const folder = process.argv[2];
const { job } = JSON.parse(readFileSync(folder + '/job.json', 'utf8'));
const deaths = { merge: [folder, 'host.json'], commit: [${JSON.stringify(branches)}, 'r1'] };
const [place, name] = (job.epoch === 1 && deaths[job.kind]) || [];
if (place) watch(place, (_event, changed) => changed === name && process.kill(process.pid, 'SIGKILL'));
await import(${JSON.stringify(host)});
`,
  );
  return program;
}
