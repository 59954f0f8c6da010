import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseTestOutput } from '../../src/checks/parsers/parseTestOutput.ts';
import { adaptPlan } from '../../src/core/adapt/adaptPlan.ts';
import { renderAuditDirective, renderDirective } from '../../src/core/directive/renderDirective.ts';
import { handoffSchema } from '../../src/core/handoff/schema.ts';
import type { Handoff } from '../../src/core/handoff/schema.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { AuditLens, Plan, PlanTask } from '../../src/core/plan/schema/plan.ts';
import type { Ending } from './runProject.ts';
import { isThere } from './smallPlan.ts';
import type { CheckRun } from '../../src/core/model/checkRun.ts';

const run = promisify(execFile);
const planFile = 'packhorse.waveplan.yaml';
const createScript = fileURLToPath(new URL('../../samples/create.mjs', import.meta.url));

export interface TaskRun {
  readonly handoff: Handoff;
  readonly worktree: string;
  readonly commit: string;
}

/** The sample repository in a temporary folder, and the steps of a run done by hand: no engine, only git and agents. */
export interface Sample {
  readonly repository: string;
  readonly plan: Plan;
  git(...args: readonly string[]): Promise<string>;
  /** Makes a detached worktree at a commit. */
  worktree(commit: string): Promise<string>;
  /** Runs the agent of a task at a commit and commits what it changed. With a failed check, the task is to repair it. */
  work(base: string, task: PlanTask, failing?: CheckRun): Promise<TaskRun>;
  /** Runs an auditor at a commit and commits what it changed, which should be nothing. */
  audit(base: string, lens: AuditLens): Promise<TaskRun>;
  /** Merges commits one after the other; gives the merged commit. Fails on a conflict. */
  merge(base: string, commits: readonly string[]): Promise<string>;
}

/** Makes a sample repository that is removed when the test ends. */
async function makeSample(t: Ending): Promise<Sample> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sample-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const repository = path.join(folder, 'packhorse');
  await run(process.execPath, [createScript, repository, '--quiet']);
  const source = await readFile(path.join(repository, planFile), 'utf8');
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
  const session = async (base: string, subject: string, agent: string | undefined, directive: string) => {
    const place = await worktree(base);
    const handoff = await runAgent(plan.agents[agent ?? '']?.argv ?? [], place, subject, directive);
    await gitAt(place, 'add', '--all');
    await gitAt(place, 'commit', '--quiet', '--allow-empty', '--message', subject);
    return { handoff, worktree: place, commit: await gitAt(place, 'rev-parse', 'HEAD') };
  };
  const facts = { run: 'by-hand', plan, repository: { rootCommit: 'root', name: 'packhorse' }, branch: 'by-hand' };
  return {
    repository,
    plan,
    worktree,
    git: (...args) => gitAt(repository, ...args),
    work(base, task, failing) {
      const [wave] = plan.waves;
      assert.ok(wave);
      const kind = failing ? 'fix' : 'implement';
      const request = {
        ...facts,
        session: task.id,
        base,
        kind,
        wave,
        task,
        failing: failing ? [failing] : [],
      } as const;
      return session(base, task.id, task.agent, renderDirective(request));
    },
    audit(base, lens) {
      return session(base, lens.id, lens.agent, renderAuditDirective({ ...facts, session: lens.id, base, lens }));
    },
    async merge(base, commits) {
      const place = await worktree(base);
      for (const commit of commits) await gitAt(place, 'merge', '--quiet', '--no-ff', '--message', 'Merge', commit);
      return gitAt(place, 'rev-parse', 'HEAD');
    },
  };
}

/** Runs the test command of the plan, read as a checkpoint reads it. */
export async function runTests(plan: Plan, cwd: string): Promise<CheckRun> {
  const command = plan.checkpoint.test ?? '';
  const { exitCode, output } = await runCommand(command, cwd);
  const { failed } = parseTestOutput(output, cwd);
  return { name: 'test', command, exitCode, timedOut: false, milliseconds: 0, runs: 1, failed, tail: '' };
}

/** Names of the tests that failed. */
export function failedNames(check: CheckRun): readonly string[] {
  return check.failed.map(({ name }) => name);
}

/** Runs a command of the plan without a shell; gives its exit code and standard output. */
export async function runCommand(command: string, cwd: string): Promise<{ exitCode: number; output: string }> {
  const [program = '', ...args] = command.split(' ');
  return runProgram(program, args, cwd, {});
}

async function runAgent(
  argv: readonly string[],
  worktree: string,
  subject: string,
  directive: string,
): Promise<Handoff> {
  const nonce = `nonce of ${subject}`;
  const directiveFile = path.join(worktree, '.wavegate', 'directive.md');
  const handoffFile = path.join(worktree, '.wavegate', 'handoff.json');
  await mkdir(path.dirname(directiveFile), { recursive: true });
  await writeFile(directiveFile, directive);
  const [program = '', ...args] = argv.map((word) =>
    word.replace('{directive}', directiveFile).replace('{handoff}', handoffFile),
  );
  const { exitCode, output } = await runProgram(program, args, worktree, {
    WAVEGATE_SESSION: nonce,
    WAVEGATE_TASK: subject,
    WAVEGATE_HANDOFF: handoffFile,
    WAVEGATE_SAMPLE_PACE: '0',
  });
  assert.equal(exitCode, 0, `${subject} failed:\n${output}`);
  const handoff = handoffSchema.parse(JSON.parse(await readFile(handoffFile, 'utf8')));
  assert.deepEqual([handoff.session, handoff.task], [nonce, subject]);
  return handoff;
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

/** Name of the test that turns red in the second wave. */
export const expectedFailure = 'install --verbose never prints the token';
export const failedCheck: CheckRun = {
  name: 'test',
  command: 'node testing/run.js',
  exitCode: 1,
  timedOut: false,
  milliseconds: 1000,
  runs: 1,
  failed: [{ name: expectedFailure, file: 'test/install.test.js', excerpt: 'these lines show the token' }],
  tail: '',
};

/** A sample whose second wave turned red, with its repair. Its tasks check next to nothing themselves. */
export interface Repaired {
  readonly sample: Sample;
  /** Commit of the first wave. */
  readonly first: string;
  readonly migration: ReadonlyMap<string, TaskRun>;
  /** Commit of the second wave. */
  readonly red: string;
  readonly fix: TaskRun;
}

const ends: (() => Promise<void>)[] = [];
after(async () => {
  for (const end of ends) await end();
});
let shared: Promise<Repaired> | undefined;

/** The first two waves by hand, and the repair of what the second one broke: one for all tests, which add worktrees of their own. */
export function repaired(): Promise<Repaired> {
  shared ??= repair({ after: (end) => void ends.push(end) });
  return shared;
}

async function repair(ending: Ending): Promise<Repaired> {
  const sample = withoutChecks(await makeSample(ending));
  const first = await sample.merge('HEAD', commitsOf(await workWave(sample, 'HEAD', 'foundation')));
  const migration = await workWave(sample, first, 'migration');
  const red = await sample.merge(first, commitsOf(migration));
  const fix = await sample.work(red, recoveryOf(sample, 'migrate-commands'), failedCheck);
  return { sample, first, migration, red, fix };
}

/** The sample with tasks that check next to nothing themselves, because what becomes of them is looked at here. */
function withoutChecks(sample: Sample): Sample {
  const waves = sample.plan.waves.map((wave) => ({
    ...wave,
    tasks: wave.tasks.map((task) => ({ ...task, verify: [isThere('src/cli.js')] })),
  }));
  return { ...sample, plan: { ...sample.plan, waves } };
}

/** State of the sample after a wave. */
export interface AfterWave {
  /** Modes, hashes and names of all files but the plan. */
  readonly files: string;
  /** Text of the plan. */
  readonly plan: string;
}

/**
 * The sample after each of its waves, as its agents and git alone make it, without an engine. The second wave comes with its
 * repair.
 *
 * @param plan text that the run begins with
 */
export async function wavesByHand(plan: string): Promise<readonly AfterWave[]> {
  const { sample, first, fix } = await repaired();
  const last = await sample.merge(fix.commit, commitsOf(await workWave(sample, fix.commit, 'polish')));
  const revised = adaptPlan(plan, {
    strategy: 'fix',
    wave: 'migration',
    task: 'migrate-commands',
    failing: [failedCheck],
  });
  assert.ok('source' in revised);
  return [first, fix.commit, last].map((commit) => ({
    files: filesAt(sample.repository, commit),
    plan: commit === first ? plan : revised.source,
  }));
}

/** The same of a run, from its branch. */
export function wavesOf(repository: string, branch: string): readonly AfterWave[] {
  const waves = ['log', '--first-parent', '--reverse', '--format=%H', '--grep=^Wavegate-Evidence: '];
  return gitOutput(repository, ...waves, `main..${branch}`)
    .trim()
    .split('\n')
    .map((commit) => ({
      files: filesAt(repository, commit),
      plan: gitOutput(repository, 'show', `${commit}:${planFile}`),
    }));
}

function filesAt(repository: string, commit: string): string {
  const listed = gitOutput(repository, 'ls-tree', '-r', commit).split('\n');
  return listed.filter((line) => !line.endsWith(`\t${planFile}`)).join('\n');
}

function gitOutput(repository: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
}

/** Runs every task of a wave in its own worktree at the same commit. */
export async function workWave(sample: Sample, base: string, waveId: string): Promise<Map<string, TaskRun>> {
  const wave = sample.plan.waves.find(({ id }) => id === waveId);
  assert.ok(wave, `the plan has no wave ${waveId}`);
  const runs = new Map<string, TaskRun>();
  for (const task of wave.tasks) runs.set(task.id, await sample.work(base, task));
  return runs;
}

export function commitsOf(runs: Map<string, TaskRun>): string[] {
  return [...runs.values()].map(({ commit }) => commit);
}

/** The task Wavegate puts into the plan for the strategy "fix": the failing task again, under a name of its own. */
export function recoveryOf(sample: Sample, id: string): PlanTask {
  const task = sample.plan.waves.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
  assert.ok(task, `the plan has no task ${id}`);
  return { ...task, id: `fix-${id}` };
}
