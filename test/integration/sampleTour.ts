import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parsePlan } from '../../src/core/plan/parsePlan.ts';
import type { Plan, PlanTask } from '../../src/core/plan/schema.ts';

const run = promisify(execFile);
const createScript = fileURLToPath(new URL('../../samples/create.mjs', import.meta.url));

export interface Handoff {
  readonly session: string;
  readonly task: string;
  readonly status: string;
  readonly summary: string;
  readonly question?: string;
  readonly filesChanged: readonly string[];
  readonly verification: readonly { readonly command: string; readonly exitCode: number }[];
  readonly findings?: readonly { readonly id: string; readonly file: string; readonly line: number }[];
}

export interface TaskRun {
  readonly handoff: Handoff;
  readonly worktree: string;
  readonly commit: string;
}

/** The sample repository in a temporary folder, and the steps of a run done by hand: no engine, only git and agents. */
export interface Sample {
  readonly folder: string;
  readonly repository: string;
  readonly plan: Plan;
  git(...args: readonly string[]): Promise<string>;
  /** Makes a detached worktree at a commit. */
  worktree(commit: string): Promise<string>;
  /** Runs the agent of a task at a commit and commits what it changed. */
  work(base: string, task: PlanTask, options?: WorkOptions): Promise<TaskRun>;
  /** Merges commits one after the other; gives the merged commit. Fails on a conflict. */
  merge(base: string, commits: readonly string[]): Promise<string>;
}

export interface WorkOptions {
  readonly kind?: 'implement' | 'fix' | 'audit';
  readonly agent?: string;
  /** Text of the section about failing checks. */
  readonly failing?: string;
}

/** Makes a sample repository that is removed when the test ends. */
export async function makeSample(t: TestContext): Promise<Sample> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sample-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const repository = path.join(folder, 'packhorse');
  await run(process.execPath, [createScript, repository, '--quiet']);
  const source = await readFile(path.join(repository, 'packhorse.waveplan.yaml'), 'utf8');
  const { plan, problems } = parsePlan(source);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  const gitAt = async (cwd: string, ...args: readonly string[]) => {
    const { stdout } = await run('git', ['-C', cwd, ...args], { env: cleanEnvironment() });
    return stdout.trim();
  };
  let worktrees = 0;
  const worktree = async (commit: string) => {
    worktrees += 1;
    const place = path.join(folder, `worktree-${worktrees}`);
    await gitAt(repository, 'worktree', 'add', '--quiet', '--detach', place, commit);
    return place;
  };
  return {
    folder,
    repository,
    plan,
    worktree,
    git: (...args) => gitAt(repository, ...args),
    async work(base, task, options = {}) {
      const place = await worktree(base);
      const handoff = await runAgent(plan, place, task, options);
      await gitAt(place, 'add', '--all');
      await gitAt(place, 'commit', '--quiet', '--allow-empty', '--message', task.title);
      return { handoff, worktree: place, commit: await gitAt(place, 'rev-parse', 'HEAD') };
    },
    async merge(base, commits) {
      const place = await worktree(base);
      for (const commit of commits) await gitAt(place, 'merge', '--quiet', '--no-ff', '--message', 'Merge', commit);
      return gitAt(place, 'rev-parse', 'HEAD');
    },
  };
}

/** Runs the test command of the plan; gives its exit code and the names of the tests that failed. */
export async function runTests(plan: Plan, cwd: string): Promise<{ exitCode: number; failed: string[]; tap: string }> {
  const { exitCode, output } = await runCommand(plan.checkpoint.test ?? '', cwd);
  const failed = [...output.matchAll(/^not ok \d+ - (.*)$/gm)].map(([, name]) => name ?? '');
  return { exitCode, failed, tap: output };
}

/** Runs a command of the plan without a shell; gives its exit code and standard output. */
export async function runCommand(command: string, cwd: string): Promise<{ exitCode: number; output: string }> {
  const [program = '', ...args] = command.split(' ');
  return runProgram(program, args, cwd, {});
}

async function runAgent(plan: Plan, worktree: string, task: PlanTask, options: WorkOptions): Promise<Handoff> {
  const { kind = 'implement', agent = task.agent ?? 'coder', failing = '' } = options;
  const session = `session-${task.id}`;
  const directive = path.join(worktree, '.wavegate', 'directive.md');
  const handoff = path.join(worktree, '.wavegate', 'handoff.json');
  await mkdir(path.dirname(directive), { recursive: true });
  await writeFile(directive, directiveText(session, kind, task, failing));
  const [program = '', ...args] = (plan.agents[agent]?.argv ?? []).map((word) =>
    word.replace('{directive}', directive).replace('{handoff}', handoff),
  );
  const { exitCode, output } = await runProgram(program, args, worktree, {
    WAVEGATE_SESSION: session,
    WAVEGATE_TASK: task.id,
    WAVEGATE_HANDOFF: handoff,
    WAVEGATE_SAMPLE_PACE: '0',
  });
  if (exitCode !== 0) throw new Error(`${task.id} ended with ${exitCode}:\n${output}`);
  return JSON.parse(await readFile(handoff, 'utf8')) as Handoff;
}

function directiveText(session: string, kind: string, task: PlanTask, failing: string): string {
  const list = (items: readonly string[]) => items.map((item) => `- \`${item}\``).join('\n');
  return `---
session: ${session}
run: by-hand
wave: wave
task: ${task.id}
kind: ${kind}
repository: packhorse
branch: wavegate/by-hand/wave/${task.id}
base: HEAD
---

# ${task.title}

## Objective

${task.objective}

## Files you own

${list([...task.owns, ...task.deletes])}

## Read first

${list(task.reads)}

## Verification

${list(task.verify)}
${failing === '' ? '' : `\n## Failing checks\n\n${failing}\n`}
## Handoff

Write it.
`;
}

async function runProgram(program: string, args: readonly string[], cwd: string, extra: Record<string, string>) {
  const file = program === 'node' ? process.execPath : program;
  try {
    const { stdout } = await run(file, args, { cwd, env: { ...cleanEnvironment(), ...extra } });
    return { exitCode: 0, output: stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') throw error;
    return { exitCode: error.code, output: 'stdout' in error ? String(error.stdout) : '' };
  }
}

/** Without what the surrounding test run and the person's git would bring in. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|GIT_|WAVEGATE_)/.test(name));
  return { ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
}
