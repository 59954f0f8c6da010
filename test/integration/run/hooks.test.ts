import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { boardOf } from '../../../src/core/views/board.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { startRealRun } from '../../support/realRun.ts';
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
  writeFileSync(path.join(made.repository, '.git', 'info', 'exclude'), '.husky/\n');
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
    const run = await startRealRun(made);
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
    const run = await startRealRun(made);
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
