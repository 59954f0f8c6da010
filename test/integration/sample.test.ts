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
import {
  commitsOf,
  expectedFailure,
  failedCheck,
  failedNames,
  recoveryOf,
  repaired,
  runCommand,
  runTests,
  workWave,
} from '../support/sampleByHand.ts';

const run = promisify(execFile);
const createScript = fileURLToPath(new URL('../../samples/create.mjs', import.meta.url));

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

test('each auditor cites lines that exist, but for the one of outdated notes, and changes nothing', async () => {
  const { sample } = await repaired();
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

// That each wave passes or fails as the plan expects it, wholeRun.test.ts shows, with agents that verify.
test('the tour: tasks that are green alone turn red when they are merged, and the commands are repaired', async () => {
  const { sample, migration, red, fix } = await repaired();
  for (const { handoff } of migration.values()) assert.equal(handoff.status, 'done', handoff.summary);
  for (const [id, { worktree }] of migration) {
    assert.deepEqual(failedNames(await runTests(sample.plan, worktree)), [], `${id} alone`);
  }
  const failure = await runTests(sample.plan, await sample.worktree(red));
  assert.equal(failure.exitCode, 1);
  assert.deepEqual(failedNames(failure), [expectedFailure]);
  assert.equal(fix.handoff.status, 'done', fix.handoff.summary);
  assert.deepEqual(
    fix.handoff.filesChanged,
    ['install', 'publish', 'search'].map((name) => `src/commands/${name}.js`),
  );
});

test('the statements of the definition of done do not hold before the change', async () => {
  const { sample } = await repaired();
  for (const { verify } of sample.plan.definitionOfDone) {
    assert.equal((await runCommand(verify.replace(/^\$ /, ''), sample.repository)).exitCode, 1, verify);
  }
});

// That the same plan gives the same trees, wholeRun.test.ts shows: a run and agents by hand make the same.
test('a failing task that is repeated from the start comes out as its repair does', async () => {
  const { sample, first, fix } = await repaired();
  const again = { ...recoveryOf(sample, 'migrate-commands'), id: 'migrate-commands' };
  const repeated = await sample.work(first, again, failedCheck);
  const tree = (commit: string) => sample.git('rev-parse', `${commit}:src/commands`);
  assert.equal(await tree(repeated.commit), await tree(fix.commit));
});

test('the repair may also be made where the token is sent; what it leaves unused is cleaned up later', async () => {
  const { sample, red } = await repaired();
  const fix = await sample.work(red, recoveryOf(sample, 'migrate-transport'), failedCheck);
  assert.deepEqual(fix.handoff.filesChanged, ['src/transport.js']);
  assert.deepEqual(failedNames(await runTests(sample.plan, fix.worktree)), []);
  const last = await sample.merge(fix.commit, commitsOf(await workWave(sample, fix.commit, 'polish')));
  assert.deepEqual(failedNames(await runTests(sample.plan, await sample.worktree(last))), []);
});

test('an agent asks when the repair belongs to a file it does not own, and changes nothing', async () => {
  const { sample } = await repaired();
  const recovery = { ...recoveryOf(sample, 'migrate-storage'), id: 'recovery', owns: ['src/config.js'] };
  const { handoff, commit } = await sample.work('HEAD', recovery, failedCheck);
  assert.equal(handoff.status, 'blocked');
  assert.match(handoff.question ?? '', /install\.js would have to change, but this task does not own it/);
  assert.equal(await sample.git('diff', '--stat', 'HEAD', commit), '');
});
