import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import { hasFailed, isShipped, openRealRun, startRealRun, together } from '../../support/realRun.ts';
import type { RealRun } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { profile, smallPlan } from '../../support/smallPlan.ts';

const recording = path.join(import.meta.dirname, '..', '..', 'contract', 'recordings', 'claude', 'edit.txt');

/** Says what Claude Code said in a recorded session. At first it does not come to an end; gone on with, it does its work. */
const agent = `
  const { readFileSync } = await import('node:fs');
  const lines = readFileSync('agents/recording.txt', 'utf8').trimEnd().split('\\n');
  for (const line of lines.slice(0, -1)) console.log(line);
  if (!process.argv.includes('--resume')) await waitFor('never');
  enterLedger();
  work();
  console.log(lines.at(-1));`;

function projectFor(t: TestContext): RunProject {
  return createRunProject(t, {
    plan: smallPlan([[{ id: 'a', agent: 'agent' }]], { agents: { agent: profile('agent', { driver: 'claude' }) } }),
    agents: { agent },
    files: { 'src/base.js': 'export const base = 1;\n', 'agents/recording.txt': readFileSync(recording, 'utf8') },
  });
}

/** Takes the only agent's session over. @returns its id */
async function takeOver(run: RealRun): Promise<string> {
  await run.decide('plan');
  await run.until(({ gates }) => gates['launch-1'] !== undefined);
  await run.decide('launch');
  const { sessions } = await run.until(({ sessions: all }) =>
    Object.values(all).some(({ kind, status }) => kind === 'implement' && status === 'running'),
  );
  const session = Object.values(sessions).find(({ kind }) => kind === 'implement')?.id ?? '';
  await run.ports.executor.takeOver({ run: 'r1', session, epoch: 1 });
  await run.until((state) => state.sessions[session]?.takenOver === true);
  return session;
}

const told = (run: RealRun, type: string): number => run.events.filter((event) => event.type === type).length;

test('a session that is taken over outlives a restart, starts nothing twice, and is done after it is handed back', async (t) => {
  const project = projectFor(t);
  const signer = createMemorySigner();
  const run = await startRealRun(project, { signer, ...together });
  const session = await takeOver(run);
  assert.equal(told(run, 'session-dispatched'), 1);
  await run.close();

  const later = await openRealRun(project, { signer, ...together });
  assert.equal(later.state().sessions[session]?.takenOver, true);
  assert.equal(project.read('ledger'), '', 'the agent has not gone on by itself');
  await later.ports.executor.handBack({ run: 'r1', session, epoch: 1 });
  await later.drive(isShipped);
  assert.equal(project.read('ledger').trim().split('\n').length, 1);
  assert.equal(told(later, 'session-handed-back'), 1);
  assert.equal(later.state().sessions[session]?.takenOver, undefined);
});

test('what a person changes while they have taken over is held to the files of the task', async (t) => {
  const project = projectFor(t);
  const run = await startRealRun(project, together);
  const session = await takeOver(run);
  const worktree = run.layout.worktree('r1', run.state().sessions[session]!.scope, 'a');
  writeFileSync(path.join(worktree, 'src', 'strange.js'), 'export const strange = 1;\n');
  await run.ports.executor.handBack({ run: 'r1', session, epoch: 1 });
  await run.drive(hasFailed);
  const { outcome, violations } = run.result('a');
  assert.equal(outcome, 'scope-violated');
  assert.deepEqual(violations, ['src/strange.js']);
  assert.equal(existsSync(path.join(worktree, 'src', 'strange.js')), false);
});

test('a session that is stopped while a person has it ends as cancelled', async (t) => {
  const project = projectFor(t);
  const run = await startRealRun(project, together);
  const session = await takeOver(run);
  await run.ports.executor.stop({ run: 'r1', session, epoch: 1 });
  await run.drive(hasFailed);
  assert.equal(run.result('a').outcome, 'cancelled');
  assert.equal(project.read('ledger'), '');
});
