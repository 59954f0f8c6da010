import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { judgeDraft } from '../../src/core/draft/judgeDraft.ts';
import { renderDraftDirective } from '../../src/core/draft/draftDirective.ts';
import { handoffSchema } from '../../src/core/handoff/schema.ts';
import type { Handoff } from '../../src/core/handoff/schema.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { PlanTask } from '../../src/core/plan/schema/plan.ts';
import type { CheckRun } from '../../src/core/model/checkRun.ts';
import { failedNames, makeSample, runCommand, runTests } from './sampleTour.ts';
import type { Sample, TaskRun } from './sampleTour.ts';

const run = promisify(execFile);
const createScript = fileURLToPath(new URL('../../samples/create.mjs', import.meta.url));
const expectedFailure = 'install --verbose never prints the token';
const failedCheck: CheckRun = {
  name: 'test',
  command: 'node --test',
  exitCode: 1,
  timedOut: false,
  milliseconds: 1000,
  runs: 1,
  failed: [{ name: expectedFailure, file: 'test/install.test.js', excerpt: 'these lines show the token' }],
  tail: '',
};

/** Runs every task of a wave in its own worktree at the same commit. */
async function workWave(sample: Sample, base: string, waveId: string): Promise<Map<string, TaskRun>> {
  const wave = sample.plan.waves.find(({ id }) => id === waveId);
  assert.ok(wave, `the plan has no wave ${waveId}`);
  const runs = new Map<string, TaskRun>();
  for (const task of wave.tasks) runs.set(task.id, await sample.work(base, task));
  return runs;
}

function commits(runs: Map<string, TaskRun>): string[] {
  return [...runs.values()].map(({ commit }) => commit);
}

function assertDone(runs: Map<string, TaskRun>): void {
  for (const [id, { handoff }] of runs) {
    assert.equal(handoff.status, 'done', `${id}: ${handoff.summary}`);
    assert.ok(handoff.verification.length > 0, `${id} verified nothing`);
  }
}

/** The task Wavegate puts into the plan for the strategy "fix": the failing task again, under a name of its own. */
function recoveryOf(sample: Sample, id: string): PlanTask {
  const task = sample.plan.waves.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
  assert.ok(task, `the plan has no task ${id}`);
  return { ...task, id: `fix-${id}` };
}

test('the sample is the same commit whatever the person configured, and its remote has it', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sample-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const config = path.join(folder, 'gitconfig');
  await writeFile(config, '[user]\n\tname = Other\n[commit]\n\tgpgSign = true\n[init]\n\tdefaultBranch = trunk\n');
  const plain = path.join(folder, 'plain');
  const configured = path.join(folder, 'configured');
  await run(process.execPath, [createScript, plain, '--quiet']);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: config, GIT_AUTHOR_NAME: 'Other', TZ: 'Asia/Tokyo' };
  await run(process.execPath, [createScript, configured, '--quiet'], { env });
  const ask = async (cwd: string, ...args: string[]) => (await run('git', ['-C', cwd, ...args])).stdout.trim();
  assert.equal(await ask(configured, 'log', '--format=%H %an'), await ask(plain, 'log', '--format=%H %an'));
  assert.equal(await ask(`${plain}.remote.git`, 'rev-parse', 'main'), await ask(plain, 'rev-parse', 'HEAD'));
  assert.equal(await ask(plain, 'status', '--short', '--branch'), '## main...origin/main');
});

test('the scripted planner drafts the plan of the sample from its goal, and asks where there is one already', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sample-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const repository = path.join(folder, 'packhorse');
  await run(process.execPath, [createScript, repository, '--goal', '--quiet']);
  const before = await readFile(path.join(repository, 'packhorse.waveplan.yaml'), 'utf8');
  const { plan: goal } = parsePlan(before);
  assert.ok(goal);
  assert.equal(goal.waves.length, 0);
  const drafted = async (text: string): Promise<Handoff> => {
    const directive = path.join(folder, 'directive.md');
    const handoff = path.join(folder, 'handoff.json');
    const request = { run: 'r', session: 's', branch: 'b', base: 'c', file: 'packhorse.waveplan.yaml' };
    const asked = { ...request, before: text, agents: Object.keys(goal.agents), findings: [], digest: '' };
    await writeFile(directive, renderDraftDirective({ ...asked, goal: goal.goal ?? '' }));
    const env = { ...process.env, WAVEGATE_SAMPLE_PACE: '0', WAVEGATE_TASK: 'plan', WAVEGATE_HANDOFF: handoff };
    await run(process.execPath, ['tools/agents/plan.mjs', directive, handoff], { cwd: repository, env });
    return handoffSchema.parse(JSON.parse(await readFile(handoff, 'utf8')));
  };
  const { plan: text = '' } = await drafted(before);
  const { plan, problems } = parsePlan(text);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  assert.deepEqual(judgeDraft(text, { plan, problems }, { plan: goal, done: [] }).wrong, []);
  assert.equal(plan.findings.length, 20, 'what the audit is going to find');
  const again = await drafted(text);
  assert.equal(again.status, 'blocked');
  assert.match(again.question ?? '', /Which agent should draft this part\?/);
});

test('the sample is not written over something else', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sample-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(path.join(folder, 'mine.txt'), 'mine');
  await assert.rejects(run(process.execPath, [createScript, folder]), { code: 3, stderr: /exists and is not empty/ });
  assert.equal(await readFile(path.join(folder, 'mine.txt'), 'utf8'), 'mine');
  await assert.rejects(stat(`${folder}.remote.git`), { code: 'ENOENT' });
});

test('each auditor cites lines that exist, but for the one of outdated notes, and changes nothing', async (t) => {
  const sample = await makeSample(t);
  const stale: string[] = [];
  const reported = new Map<string, string>();
  for (const lens of sample.plan.audit.lenses) {
    const audit = await sample.audit('HEAD', lens);
    const findings = audit.handoff.findings ?? [];
    assert.ok(findings.length > 1, `${lens.id} found ${findings.length}`);
    assert.deepEqual(audit.handoff.filesChanged, []);
    assert.equal(await sample.git('diff', '--stat', 'HEAD', audit.commit), '');
    for (const [index, { file, line }] of findings.entries()) {
      // As a run names them, and so the plan.
      reported.set(`${lens.id}-${index + 1}`, `${file}:${line}`);
      const lines = (await sample.git('show', `HEAD:${file}`)).split('\n').length;
      if (line > lines) stale.push(`${file}:${line}`);
    }
  }
  assert.deepEqual(stale, ['src/commands/publish.js:142']);
  for (const { id, file, line } of sample.plan.findings) assert.equal(reported.get(id), `${file}:${line}`, id);
});

test('the tour: two green waves around one that only the merge turns red, and a repair that turns it green', async (t) => {
  const sample = await makeSample(t);
  const before = await runTests(sample.plan, sample.repository);
  assert.deepEqual([before.exitCode, before.failed], [0, []]);

  const foundation = await workWave(sample, 'HEAD', 'foundation');
  assertDone(foundation);
  const first = await sample.merge('HEAD', commits(foundation));
  assert.deepEqual(failedNames(await runTests(sample.plan, await sample.worktree(first))), []);

  const migration = await workWave(sample, first, 'migration');
  assertDone(migration);
  for (const [id, { worktree }] of migration) {
    assert.deepEqual(failedNames(await runTests(sample.plan, worktree)), [], `${id} alone`);
  }
  const red = await sample.merge(first, commits(migration));
  const failure = await runTests(sample.plan, await sample.worktree(red));
  assert.equal(failure.exitCode, 1);
  assert.deepEqual(failedNames(failure), [expectedFailure]);

  const fix = await sample.work(red, recoveryOf(sample, 'migrate-commands'), failure);
  assert.equal(fix.handoff.status, 'done', fix.handoff.summary);
  assert.deepEqual(
    fix.handoff.filesChanged,
    ['install', 'publish', 'search'].map((name) => `src/commands/${name}.js`),
  );
  assert.deepEqual(failedNames(await runTests(sample.plan, fix.worktree)), []);

  const polish = await workWave(sample, fix.commit, 'polish');
  assertDone(polish);
  const last = await sample.worktree(await sample.merge(fix.commit, commits(polish)));
  const after = await runTests(sample.plan, last);
  assert.deepEqual([after.exitCode, after.failed], [0, []]);
  const checks = [
    ...sample.plan.definitionOfDone.map(({ verify }) => verify.replace(/^\$ /, '')),
    ...Object.values(sample.plan.checkpoint.checks),
  ];
  for (const command of checks) {
    const { exitCode, output } = await runCommand(command, last);
    assert.equal(exitCode, 0, `${command}\n${output}`);
  }
});

test('the statements of the definition of done do not hold before the change', async (t) => {
  const sample = await makeSample(t);
  for (const { verify } of sample.plan.definitionOfDone) {
    assert.equal((await runCommand(verify.replace(/^\$ /, ''), sample.repository)).exitCode, 1, verify);
  }
});

test('the same plan gives the same trees, also when the failing task is repeated from the start', async (t) => {
  const migrate = async (sample: Sample) => {
    const quick = withoutChecks(sample);
    const first = await sample.merge('HEAD', commits(await workWave(quick, 'HEAD', 'foundation')));
    const merged = await sample.merge(first, commits(await workWave(quick, first, 'migration')));
    const recovery = recoveryOf(quick, 'migrate-commands');
    const fixed = await sample.work(merged, recovery, failedCheck);
    const repeated = await sample.work(first, { ...recovery, id: 'migrate-commands' }, failedCheck);
    const tree = (commit: string, folder = '') => sample.git('rev-parse', `${commit}:${folder}`);
    assert.equal(await tree(repeated.commit, 'src/commands'), await tree(fixed.commit, 'src/commands'));
    return [await tree(first), await tree(merged), await tree(fixed.commit)];
  };
  assert.deepEqual(await migrate(await makeSample(t)), await migrate(await makeSample(t)));
});

test('the repair may also be made where the token is sent; what it leaves unused is cleaned up later', async (t) => {
  const sample = await makeSample(t);
  const quick = withoutChecks(sample);
  const first = await sample.merge('HEAD', commits(await workWave(quick, 'HEAD', 'foundation')));
  const red = await sample.merge(first, commits(await workWave(quick, first, 'migration')));
  const fix = await sample.work(red, recoveryOf(quick, 'migrate-transport'), failedCheck);
  assert.deepEqual(fix.handoff.filesChanged, ['src/transport.js']);
  assert.deepEqual(failedNames(await runTests(sample.plan, fix.worktree)), []);
  const last = await sample.merge(fix.commit, commits(await workWave(quick, fix.commit, 'polish')));
  assert.deepEqual(failedNames(await runTests(sample.plan, await sample.worktree(last))), []);
});

test('an agent asks when the repair belongs to a file it does not own, and changes nothing', async (t) => {
  const sample = await makeSample(t);
  const recovery = { ...recoveryOf(sample, 'migrate-storage'), id: 'recovery', owns: ['src/config.js'] };
  const { handoff, commit } = await sample.work('HEAD', recovery, failedCheck);
  assert.equal(handoff.status, 'blocked');
  assert.match(handoff.question ?? '', /install\.js would have to change, but this task does not own it/);
  assert.equal(await sample.git('diff', '--stat', 'HEAD', commit), '');
});

/** The sample with tasks that check next to nothing themselves, for runs whose trees alone matter. */
function withoutChecks(sample: Sample): Sample {
  const waves = sample.plan.waves.map((wave) => ({
    ...wave,
    tasks: wave.tasks.map((task) => ({ ...task, verify: ['node --check src/cli.js'] })),
  }));
  return { ...sample, plan: { ...sample.plan, waves } };
}
