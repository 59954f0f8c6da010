import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../../src/cli/shared/exit.ts';
import { writeKeyFile } from '../../src/decisions/keyFile.ts';
import { onDisk } from '../support/onDisk.ts';
import { personsCheckout, refsOfRuns } from '../support/personsCheckout.ts';
import { isShipped, openRealRun, together } from '../support/realRun.ts';
import type { RunProject } from '../support/runProject.ts';
import { wavesByHand, wavesOf } from '../support/sampleByHand.ts';
import { createSampleProject } from '../support/sampleProject.ts';
import { createCommands } from './cli/commands.ts';

/** Answers at the command line for everything up to the result. */
const answers = '--approve triage,plan,launch,spot-check,adapt --triage in --adapt fix'.split(' ');

test('the sample goes from audit to ship, and leaves nothing behind but what was promised', async (t) => {
  onDisk(t);
  const project = createSampleProject(t);
  const planText = readFileSync(project.planPath, 'utf8');
  const pushed = /^refs\/remotes\/origin\/wavegate\//;
  const before = personsCheckout(project.repository, { without: pushed });
  const commands = createCommands();
  project.atEnd(() => commands.end());

  const key = path.join(project.home, 'person.key');
  const signer = await writeKeyFile(key);
  const surroundings = { folder: project.repository, env: project.env };
  const called = await commands.call(['run', project.planPath, '--key', key, ...answers], surroundings);
  assert.equal(called.exitCode, exitCodes.waiting, called.out + called.notes);
  assert.match(called.out, /Accept the result/);
  const branch = project.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate/');
  const id = branch.slice('wavegate/'.length);
  const run = await openRealRun(project, { ...together, run: id, signer });
  const failure = run.state().waves['migration']?.failure;
  assert.equal(failure?.kind, 'checks');
  assert.deepEqual(failure.suspects, ['migrate-commands']);
  assert.match(failure.message, /install --verbose never prints the token/);
  await run.drive(isShipped);
  // The audit and four waves: what the last one held goes while its result is being validated.
  const state = await run.until(({ removed }) => removed.length === 5);

  await t.test('each wave is one commit with its trailers, and the recovery counts as the wave it repairs', () => {
    const hash = '[0-9a-f]{64}';
    const commits = commitsOf(project, branch);
    const told = commits.map(({ subject, trailers }) => [subject, ...Object.keys(trailers).sort()]);
    const wave = ['Wavegate-Evidence', 'Wavegate-Plan', 'Wavegate-Run', 'Wavegate-Wave'];
    assert.deepEqual(told, [
      ['Add the logger, the resolver and the symbols', ...wave],
      [commits[1]?.subject, 'Wavegate-Plan', 'Wavegate-Revision', 'Wavegate-Run', 'Wavegate-Wave'],
      ['Move all output to the logger', ...wave],
      ['Clean up symbols, cover --verbose, update the documentation', ...wave],
      [commits[4]?.subject, 'Wavegate-Plan', 'Wavegate-Run'],
    ]);
    assert.match(commits[1]?.subject ?? '', /^Revise the plan: /);
    assert.match(commits[4]?.subject ?? '', /^Add the changelog entry/);
    assert.deepEqual(
      commits.map(({ trailers }) => trailers['Wavegate-Wave']),
      [['foundation'], ['migration'], ['migration', 'migration-fix'], ['polish'], undefined],
    );
    for (const { trailers } of commits) {
      assert.deepEqual(trailers['Wavegate-Run'], [id]);
      assert.match(trailers['Wavegate-Plan']?.[0] ?? '', new RegExp(`^${hash}$`));
    }
    assert.deepEqual(commits[1]?.files, ['packhorse.waveplan.yaml']);
    assert.deepEqual(commits[4]?.files, ['CHANGELOG.md']);
    assert.equal(state.revisions.at(-1)?.commit, commits[1]?.commit);
  });

  await t.test('the waves are what agents and git alone make of the same plan', async () => {
    assert.deepEqual(wavesOf(project.repository, branch), await wavesByHand(planText));
  });

  await t.test('the checkout, the index and the branches of the person are as they were, byte for byte', () => {
    assert.deepEqual(personsCheckout(project.repository, { without: pushed }), before);
  });

  await t.test('no worktree and no session branch is left, and what they held is kept', () => {
    assert.deepEqual(project.git('worktree', 'list', '--porcelain').split('\n\n').slice(1), []);
    // Those of the pool have no branch and hold nothing but files of a commit.
    assert.deepEqual(filesIn(project.worktrees), []);
    const refs = Object.keys(refsOfRuns(project.repository));
    assert.deepEqual(
      refs.filter((ref) => ref.startsWith('refs/heads/')),
      [`refs/heads/${branch}`],
    );
    const agents = Object.values(state.sessions).filter(({ branch }) => branch !== undefined);
    const kept = refs.filter((ref) => ref.startsWith(`refs/wavegate/${id}/sessions/`));
    assert.equal(kept.length, agents.length);
    assert.ok(refs.includes(`refs/wavegate/${id}/merged/migration`));
  });

  await t.test('the findings are recorded, and the citation that leads nowhere is marked', () => {
    const lenses = new Set(state.audit.findings.map(({ lens }) => lens));
    assert.deepEqual([...lenses].sort(), ['architecture', 'logging', 'security']);
    const unverified = state.audit.findings.filter(({ citation }) => citation === 'unverified');
    assert.equal(unverified.length, 1);
    const [{ file = '', line = 0 } = {}] = unverified;
    const text = fileAtBase(project, file);
    assert.ok(text === undefined || text.split('\n').length <= line, `${file}:${line} exists`);
  });

  await t.test('the remote has the branch, and the checkout was not touched by the push', () => {
    const [remote] = project.git('ls-remote', 'origin', `refs/heads/${branch}`).split('\t');
    assert.equal(remote, state.ship?.result?.commit);
    assert.equal(remote, project.git('rev-parse', branch));
  });
});

interface RunCommit {
  readonly commit: string;
  readonly subject: string;
  readonly trailers: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly string[];
}

/** Commits of the run branch, oldest first. */
function commitsOf({ git }: RunProject, branch: string): readonly RunCommit[] {
  return git('rev-list', '--reverse', `main..${branch}`)
    .split('\n')
    .map((commit) => {
      const [subject = '', ...lines] = git('show', '-s', '--format=%s%n%(trailers:only,unfold)', commit).split('\n');
      const trailers: Record<string, string[]> = {};
      for (const line of lines.filter((each) => each !== '')) {
        const [key = '', value = ''] = line.split(': ');
        (trailers[key] ??= []).push(value);
      }
      const files = git('diff-tree', '-r', '--name-only', '--no-commit-id', commit).split('\n');
      return { commit, subject, trailers, files };
    });
}

function fileAtBase({ repository }: RunProject, file: string): string | undefined {
  try {
    return execFileSync('git', ['-C', repository, 'show', `main:${file}`], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const isKept = (parent: string): boolean => parent.split(/[\\/]/).includes('.kept');
  return entries.filter((entry) => !entry.isDirectory() && !isKept(entry.parentPath)).map((entry) => entry.name);
}
