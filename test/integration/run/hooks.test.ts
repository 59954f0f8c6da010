import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
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

const skip = process.platform === 'win32' ? 'a hook is a script' : false;
const untilLaunch: Policy = { verdict: ({ kind }) => (kind === 'plan' ? 'approved' : undefined) };
const atGate = (kind: string) => (state: RunState) => pendingGates(state).some((gate) => gate.kind === kind);

function project(t: Ending, rest: object = {}): RunProject {
  const made = createRunProject(t, {
    plan: smallPlan([['a']], { ...rest }),
    agents: { a: "write('src/a.js', 'export const a = 2;\\n');\nhandOff(['src/a.js']);" },
    files: { 'src/base.js': 'export const base = 1;\n', 'src/a.js': 'export const a = 1;\n' },
  });
  made.git('config', 'core.hooksPath', '.husky/_');
  mkdirSync(path.join(made.repository, '.husky', '_'), { recursive: true });
  mkdirSync(path.join(made.repository, '.git', 'info'), { recursive: true });
  writeFileSync(path.join(made.repository, '.git', 'info', 'exclude'), '.husky/\ninstalled\n');
  return made;
}

function hook({ repository }: RunProject, name: string, script: string): void {
  writeFileSync(path.join(repository, '.husky', '_', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function section(state: RunState, title: string): readonly string[] {
  const [gate] = boardOf(state, 0).gates;
  return gate?.sections.find((each) => each.title === title)?.lines ?? [];
}

const conventional = `grep -qE '^(feat|fix): ' "$1" || { echo "commitlint: type may not be empty"; exit 1; }`;

test(
  'a message that the commit-msg hook refuses is told in its words before anything is launched',
  { skip },
  async (t) => {
    const made = project(t);
    hook(made, 'commit-msg', conventional);
    const run = await startRealRun(made, together);
    const state = await run.drive(({ adaptation }) => adaptation !== undefined, untilLaunch);
    const { message = '' } = state.waves['one']?.failure ?? {};
    assert.match(
      message,
      /commit-msg hook .*\.husky\/_\/commit-msg.* refuses .*"Wave 1": commitlint: type may not be empty/,
    );
    assert.match(message, /Set commit\.subject/);
    assert.deepEqual(Object.keys(state.gates), ['plan-1']);
  },
);

test(
  'a hook that accepts the messages, changes one and stages files leaves the index of the person alone',
  { skip },
  async (t) => {
    const made = project(t, { commit: { subject: 'feat: {wave:lower}' } });
    hook(made, 'commit-msg', `${conventional}\necho Reviewed-by: nobody >>"$1"\ntouch staged\ngit add staged`);
    hook(made, 'pre-commit', 'exit 1');
    const run = await startRealRun(made, together);
    const plan = await run.drive(atGate('plan'), { verdict: () => undefined });
    assert.deepEqual(section(plan, 'Hooks that are not run'), ['.husky/_/pre-commit']);
    assert.ok(!existsSync(path.join(made.repository, 'staged')), 'no hook runs before the plan is approved');
    const launch = await run.drive(atGate('launch'), untilLaunch);
    const [line = ''] = section(launch, 'Hooks');
    assert.match(line, /^\.husky\/_\/commit-msg accepts the messages of this run/);
    assert.match(line, /it would refuse the message of a changed plan \("Plan: A small change"\)/);
    assert.match(line, /it would change the message "feat: wave 1", which is committed as it is/);
    assert.equal(made.git('diff', '--cached', '--name-only'), '');
  },
);

test(
  'the pre-push hook sees what is pushed, set up like the worktree of an agent, and is named before anything runs',
  { skip },
  async (t) => {
    const made = project(t, { worktree: { setup: ['node agents/setup.mjs'] } });
    writeFileSync(
      path.join(made.repository, 'agents', 'setup.mjs'),
      "import { writeFileSync } from 'node:fs'; writeFileSync('installed', '');",
    );
    made.git('add', '--all');
    made.git('commit', '--quiet', '--message', 'Set-up');
    const seen = path.join(made.home, 'seen');
    hook(
      made,
      'pre-push',
      `{ pwd; git rev-parse HEAD; cat src/a.js; ls installed; git status --porcelain; cat; } >'${seen}' 2>&1`,
    );
    const index = made.git('ls-files', '--stage', '--debug');
    const run = await startRealRun(made, together);
    const planned = await run.until(atGate('plan'));
    assert.deepEqual(section(planned, 'Hooks that are asked at the push'), [
      '.husky/_/pre-push, in a worktree of the run branch; before the first launch and acceptance, too (ship.prePush)',
    ]);
    const state = await run.drive(isShipped);
    const [place, head, code, installed, ...rest] = made.read('seen').trim().split('\n');
    assert.notEqual(place, made.repository);
    assert.equal(head, state.head);
    assert.equal(code, 'export const a = 2;');
    assert.equal(installed, 'installed');
    assert.deepEqual(rest.slice(0, -1), [], 'nothing is changed there');
    assert.match(rest.at(-1) ?? '', new RegExp(`${head} refs/heads/wavegate/r1 0+$`));
    assert.equal(made.git('ls-remote', 'origin', 'refs/heads/wavegate/r1').slice(0, 40), head);
    assert.equal(made.git('ls-files', '--stage', '--debug'), index, 'the index of the person is as it was');
    assert.equal(existsSync(place ?? ''), false);
    await run.until(({ removed }) => removed.length === 1);
    assert.equal(made.git('worktree', 'list').split('\n').length, 1);
  },
);

test('a pre-push hook that refuses without a word is guessed at, with what to do', { skip }, async (t) => {
  const made = project(t, { ship: { prePush: 'ship' } });
  hook(made, 'pre-push', 'exit 3');
  const run = await startRealRun(made, together);
  const state = await run.drive((now) => now.ship?.failure !== undefined);
  assert.match(state.ship?.failure ?? '', /A pre-push hook that refuses without a word looks like this/);
});

test('a pre-push hook that refuses is heard with its own words, and nothing is pushed', { skip }, async (t) => {
  const made = project(t);
  hook(made, 'pre-push', '! grep -q "a = 2" src/a.js || { echo "no twos on a Friday" >&2; exit 1; }');
  const run = await startRealRun(made, together);
  const launch = await run.drive(atGate('launch'), untilLaunch);
  assert.match(section(launch, 'Hooks').join('\n'), /^\.husky\/_\/pre-push accepts a push of [0-9a-f]{10}$/);
  const acceptance = await run.drive(atGate('acceptance'), {
    verdict: ({ kind }) => (kind === 'acceptance' ? undefined : 'approved'),
  });
  const [told = '', next = ''] = section(acceptance, 'Hooks');
  assert.match(told, /^\.husky\/_\/pre-push would refuse a push of [0-9a-f]{10}: no twos on a Friday$/);
  assert.match(next, /asked again at the push/);
  const state = await run.drive((now) => now.ship?.failure !== undefined);
  assert.match(state.ship?.failure ?? '', /no twos on a Friday/);
  assert.equal(made.git('ls-remote', 'origin'), '');
  await run.until(({ removed }) => removed.length === 1);
  assert.equal(made.git('worktree', 'list').split('\n').length, 1);
});
