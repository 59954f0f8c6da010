import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { endHostedSessions } from '../../support/hostedSessions.ts';
import { readyDatabase } from '../../support/postgres.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { projectRoot } from '../../support/vscodeHost/launch.ts';
import { approvePlan, launch } from '../../support/vscodeHost/sampleRun.ts';
import type { Scene } from '../../support/vscodeHost/scene.ts';
import { openFile, runCommand } from '../../support/vscodeHost/workbench.ts';

const cli = path.join(projectRoot, 'dist', 'cli.mjs');
const hosts = ['anvil', 'forge'];
const tasks = ['x', 'y'];

/** Prints which task it is at, and works on once the test lets it. */
export const mate = 'console.log(`Begins with ${task}.`); await waitFor("go"); work();';

export const teamPlanFile = 'team.waveplan.yaml';

/** A wave that two persons launch, and that works on hosts. */
export const teamPlan = smallPlan([tasks.map((id) => ({ id, agent: 'mate' }))], {
  title: 'A change of a team',
  executor: 'team',
  gates: { launch: { required: 2 } },
});

/** Connects the window to a database, and takes a run of the team from its plan to its spot-check. */
export async function worksInATeam({ code, window, project }: Scene): Promise<void> {
  const url = await readyDatabase();
  // Another person: a key that the base commit names, and a clone with state of its own.
  const bob = path.join(project.home, 'bob');
  const env = {
    ...process.env,
    HOME: bob,
    WAVEGATE_STATE: path.join(bob, 'state'),
    WAVEGATE_WORKTREES: path.join(bob, 'worktrees'),
    WAVEGATE_DATABASE_URL: url,
  };
  const run = async (folder: string, ...argv: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [cli, ...argv], { cwd: folder, env })).stdout;
  mkdirSync(bob);
  const key = path.join(bob, 'key.pem');
  const made = await run(project.repository, 'keygen', key, '--json');
  const bobsKey = /ssh-ed25519 [\w+/=]+/.exec(made)?.[0].split(' ') ?? [];
  await run(project.repository, 'approvers', 'add', 'Bob', ...bobsKey);
  project.git('add', '--all');
  project.git('commit', '--quiet', '--message', 'Name Bob');
  project.git('push', '--quiet', 'origin', 'main');
  const clone = path.join(bob, 'project');
  execFileSync('git', ['clone', '--quiet', '--branch=main', path.join(project.home, 'remote.git'), clone]);
  const homeOf = (host: string): string => path.join(project.home, host);
  const processes = hosts.map((host) => {
    const argv = ['host', '--database', url, '--name', host, '--slots', '1', '--folder', homeOf(host)];
    return spawn(process.execPath, [cli, ...argv], { env, stdio: 'ignore' });
  });
  project.atEnd(async () => {
    const gone = processes.map((host) => once(host, 'exit'));
    for (const host of processes) host.kill('SIGKILL');
    await Promise.all(gone);
    for (const host of hosts) await endHostedSessions(homeOf(host));
  });

  await runCommand(code.page, 'Wavegate: Connect Team Database');
  await window.answer('postgresql://', url);
  await window.notified('New runs are in postgres@');
  // VS Code asks for the lines above a plan only while its editor has had the focus for a moment.
  await openFile(code.page, teamPlanFile);
  await window.pressLens('Start run');
  await approvePlan(window);
  await launch(window, 'Wave 1');
  await window.waitFor('Gates', '1 of 2 approvals');
  await code.screenshot('team 1 one of two');

  const [listed] = JSON.parse(await run(clone, 'status', '--json')) as readonly { readonly run: string }[];
  assert.match(await run(clone, 'approve', listed?.run ?? '', 'launch-1', '--key', key), /approved by Bob/);
  for (const host of hosts) await window.waitFor('Sessions', `on ${host}`);
  for (const task of tasks) {
    await code.page.locator('.terminal-wrapper .xterm', { hasText: `Begins with ${task}.` }).waitFor();
  }
  await code.screenshot('team 2 on two hosts');

  // Agents on a host look for what they wait for beside its clones.
  for (const host of hosts) writeFileSync(path.join(homeOf(host), 'repositories', 'go'), '');
  await window.waitFor('Gates', 'Spot-check Wave 1');
  await code.screenshot('team 3 spot-check');
}
