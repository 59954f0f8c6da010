import assert from 'node:assert/strict';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import { decideGate } from '../../src/engine/decisions.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import { hasFailed, isShipped, startRealRun, who } from '../support/realRun.ts';
import { createRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import type { CliSetup, TestedDriver } from './clis.ts';
import { profileFor, setups } from './clis.ts';
import type { ModelServer, Script } from './model/modelServer.ts';
import { editScript, validatorScript } from './model/scripts.ts';

/** Parts of a test that a whole run of real agents needs. */
export interface RunGround {
  readonly model: ModelServer;
  /** Makes CLIs talk to a model: their variables in this process's environment, their files in its home folder. */
  readonly configure: (setup: CliSetup) => void;
}

const files = { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' };

/** Writes the constant, and repairs it when told what is wrong; as a validator it reads the result. */
const worksAndValidates: Script = (conversation, session) => {
  const { WAVEGATE_TASK: task = '', WAVEGATE_DIRECTIVE: directive = '' } = session;
  if (task.startsWith('validator')) return validatorScript('src/a.js')(conversation, session);
  const content = task === 'a' ? 'export const a = 2;\n' : 'export const a = 2; // mended\n';
  return editScript(path.dirname(path.dirname(directive)), 'src/a.js', content)(conversation, session);
};

const leavesItsFolder = (driver: TestedDriver) => driverOf(driver).cli?.resumesIn === 'any-folder';

/**
 * One agent does a task; two validators find a blocker; it is fixed; both look again, and approve only because they know of it: from their own
 * conversation, or, where that cannot leave its folder, from what was handed over.
 */
export async function validatesTwice(
  t: TestContext,
  drivers: readonly [TestedDriver, TestedDriver],
  { model, configure }: RunGround,
): Promise<void> {
  const url = model.url(worksAndValidates);
  for (const driver of drivers) configure(setups[driver](url));
  const agents = Object.fromEntries(drivers.map((driver) => [driver, profileFor(driver, setups[driver](url))]));
  const plan = smallPlan([[{ id: 'a', agent: drivers[0] }]], {
    agents,
    validators: [
      { agent: drivers[0], disposition: 'Insists that every statement is shown by a test' },
      { agent: drivers[1], disposition: 'Distrusts tests and reads the code' },
    ],
  });
  const project = createRunProject(t, { plan, agents: {}, files });
  const run = await startRealRun(project);
  const state = await run.drive(hasFailed);

  const first = [run.result('validator-1'), run.result('validator-2')];
  assert.deepEqual(
    first.map(({ outcome }) => outcome),
    ['done', 'done'],
    first.map(({ message }) => message).join(' '),
  );
  assert.deepEqual(
    state.lastFindings.map(({ severity, validators, citation }) => ({ severity, validators, citation })),
    [{ severity: 'blocker', validators: ['validator-1', 'validator-2'], citation: 'verified' }],
  );

  await run.drive(({ validation }) => validation?.attempt === 2, { adapt: () => ({ strategy: 'fix', task: 'a' }) });
  const last = await run.until((now) => pendingGates(now).some(({ kind }) => kind === 'acceptance'));
  assert.match(project.git('show', 'wavegate/r1:src/a.js'), /mended/);
  const second = [run.result('validator-1'), run.result('validator-2')];
  assert.deepEqual(
    last.lastFindings.map(({ title, status }) => [title, status]),
    [['Not mended yet', 'fixed']],
  );
  for (const [index, { conversation, summary }] of second.entries()) {
    const goesOn = leavesItsFolder(drivers[index]!);
    assert.equal(conversation === first[index]?.conversation, goesOn);
    assert.match(summary ?? '', goesOn ? /^Looked at 2 sessions of this conversation/ : /^Looked at 1 sessions/);
  }
}

/**
 * An agent does a task, a person comments on a line of it, and it answers on top of its work: in the conversation it did the
 * work in, or in a fresh one where that cannot leave its folder.
 */
export async function answersComment(
  t: TestContext,
  driver: TestedDriver,
  { model, configure }: RunGround,
): Promise<void> {
  const prompts: string[] = [];
  /** Does what the directive says; once there is a comment, that is to answer it. */
  const script: Script = (conversation, session) => {
    const worktree = path.dirname(path.dirname(session['WAVEGATE_DIRECTIVE'] ?? ''));
    const prompt = conversation.items.findLast(({ kind }) => kind === 'prompt')?.text ?? '';
    prompts.push(prompt);
    const commented = conversation.items.some(({ text }) => text.includes('Say what it counts.'));
    const content = commented ? 'export const a = 2; // counts the sessions\n' : 'export const a = 2;\n';
    return editScript(worktree, 'src/a.js', content)(conversation, session);
  };
  const setup = setups[driver](model.url(script));
  configure(setup);
  const plan = smallPlan([[{ id: 'a', agent: driver }]], { agents: { [driver]: profileFor(driver, setup) } });
  const project = createRunProject(t, { plan, agents: {}, files });
  const run = await startRealRun(project);
  await run.drive((state) => pendingGates(state).some(({ kind }) => kind === 'spot-check') || hasFailed(state), {
    verdict: ({ kind }) => (kind === 'spot-check' ? undefined : 'approved'),
  });
  const first = run.result('a');
  assert.equal(first.outcome, 'done', first.message);
  const comments = [{ file: 'src/a.js', line: 1, text: 'Say what it counts.' }];
  const say = { gate: 'spot-check-1', verdict: 'rejected', who, channel: 'cli', note: 'Nearly.', comments } as const;
  assert.deepEqual(await decideGate(run.engine, run.ports, say), {});

  const state = await run.drive(isShipped);
  const second = run.result('a');
  assert.equal(state.waves['one']?.attempt, 2);
  assert.equal(second.conversation === first.conversation, leavesItsFolder(driver));
  assert.notEqual(state.sessions['wave~one~2~a']?.branch, state.sessions['wave~one~1~a']?.branch);
  assert.ok(prompts.some((prompt) => prompt.includes(', at `src/a.js:1`: Say what it counts.')));
  assert.equal(project.git('show', 'wavegate/r1:src/a.js'), 'export const a = 2; // counts the sessions');
}
