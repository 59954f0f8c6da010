import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { compareFingerprints, describeDifference } from '../../../src/git/guard/compareFingerprints.ts';
import type { Difference, Knowledge } from '../../../src/git/guard/compareFingerprints.ts';
import { completeFingerprint, takeFingerprint, takeLaterFingerprint } from '../../../src/git/guard/fingerprint.ts';
import { withoutSameContent } from '../../../src/git/guard/undoFile.ts';
import { undoDifferences } from '../../../src/git/guard/undoDifferences.ts';
import type { UndoReport } from '../../../src/git/guard/undoDifferences.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, snapshotWorktree, workspacesOf, worktreeOf } from './testWorkspaces.ts';

/** Nothing but the repository tells who did what. */
const alone = { reserved: false, wrote: [] };

interface Guarded {
  readonly repository: TestRepository;
  readonly base: string;
  /** Runs git in the agent's worktree. */
  readonly agent: (...args: string[]) => string;
  readonly folder: string;
  /** What changed since the guard was set, one line each, by who did it. */
  readonly differences: (
    known?: Knowledge,
  ) => Promise<{ readonly session: readonly string[]; readonly unclear: readonly string[] }>;
  readonly undo: (known?: Knowledge) => Promise<UndoReport>;
  readonly backup: string;
}

/**
 * A run with two sessions in their worktrees, and the guard of the first one set.
 *
 * @param edits what the person has changed in the checkout before
 */
async function guarded(context: TestContext, edits: Readonly<Record<string, string>> = {}): Promise<Guarded> {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repository.commit('Second');
  const base = repository.git('rev-parse', 'HEAD');
  repository.git('branch', 'feature');
  repository.git('tag', 'v1');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
  repository.git('update-ref', 'refs/wavegate/r1/kept', base);
  const workspaces = workspacesOf(repository);
  await workspaces.openRun('r1', 'wavegate/r1', base);
  await workspaces.prepare(scope, [session('a', base), session('b', base)], settings());
  const folder = worktreeOf(repository, 'a');
  for (const [file, text] of Object.entries(edits)) repository.write(file, text);
  const request = { repository: repository.folder, worktree: folder, branch: session('a', base).branch ?? '' };
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  const backup = path.join(repository.home, 'backup');
  const kept = path.join(repository.home, 'kept');
  const compare = async (known: Knowledge): Promise<readonly Difference[]> => {
    const after = await takeLaterFingerprint(request, before);
    return withoutSameContent(compareFingerprints(before, after, known), before, after, kept);
  };
  return {
    repository,
    base,
    folder,
    backup,
    agent: (...args) => repository.gitIn(folder, ...args),
    differences: async (known = alone) => {
      const found = await compare(known);
      const by = (who: Difference['by']) => found.filter((one) => one.by === who).map(describeDifference);
      return { session: by('session'), unclear: by('unclear') };
    },
    undo: async (known = alone) =>
      undoDifferences({ repository: repository.folder, before, differences: await compare(known), backup, kept }),
  };
}

const nothing = { session: [], unclear: [] };

test('what an agent does in its own worktree and on its own branch is no difference', async (context) => {
  const { agent, folder, differences } = await guarded(context);
  writeIn(folder, 'a.txt', 'work\n');
  agent('add', '-A');
  agent('commit', '--quiet', '-m', 'Work');
  writeIn(folder, 'new', 'x');
  assert.deepEqual(await differences(), nothing);
});

test('what Wavegate does for other sessions meanwhile is no difference', async (context) => {
  const { repository, base, differences } = await guarded(context);
  const other = session('b', base);
  const worktree = worktreeOf(repository, 'b');
  writeIn(worktree, 'b.txt', 'work of b\n');
  const request = { repository: repository.folder, worktree, branch: other.branch ?? '', base, message: 'B' };
  const { commit } = await snapshotWorktree(request);
  repository.git('update-ref', 'refs/wavegate/r1/merged/one', commit);
  await workspacesOf(repository).remove(scope, [other], settings());
  repository.git('branch', 'wavegate/r2', base);
  assert.deepEqual(await differences(), nothing);
});

test('refs an agent moves, creates or deletes are put back, and stay reachable', async (context) => {
  const { repository, base, agent, folder, differences, undo } = await guarded(context);
  const before = repository.git('for-each-ref');
  writeIn(folder, 'a.txt', 'work\n');
  agent('commit', '--quiet', '-am', 'Work');
  const work = agent('rev-parse', 'HEAD');
  agent('push', '--quiet', '.', 'HEAD:wavegate/r1');
  agent('update-ref', 'refs/heads/main', work);
  agent('branch', 'extra');
  agent('tag', 'v2');
  agent('tag', '-f', 'v1', 'HEAD');
  agent('branch', '--quiet', '-D', 'feature');
  agent('update-ref', '-d', 'refs/wavegate/r1/kept');
  agent('update-ref', 'refs/remotes/origin/main', work);
  agent('replace', base, work);
  const expected = [
    'refs/heads/extra was created',
    'refs/heads/feature was deleted',
    'refs/heads/main was moved',
    'refs/heads/wavegate/r1 was moved',
    'refs/remotes/origin/main was moved',
    `refs/replace/${base} was created`,
    'refs/tags/v1 was moved',
    'refs/tags/v2 was created',
    'refs/wavegate/r1/kept was deleted',
  ];
  assert.deepEqual(await differences().then((found) => found.session), expected);
  const report = await undo();
  assert.equal(report.undone.length, expected.length);
  const without = (refs: string) =>
    refs.split('\n').filter((line) => !line.includes('/backup/') && !line.includes('.sessions/'));
  assert.deepEqual(without(repository.git('for-each-ref')), without(before));
  assert.equal(repository.git('rev-parse', 'refs/wavegate/r1/backup/one/a/heads/main'), work);
  assert.equal(repository.git('rev-parse', 'refs/wavegate/r1/backup/one/a/heads/extra'), work);
  assert.deepEqual((await differences()).session, []);
});

test('settings, hooks and other files of the git folder are put back, with a copy kept', async (context) => {
  const { repository, agent, differences, undo, backup } = await guarded(context);
  const at = (file: string) => path.join(repository.folder, '.git', file);
  const config = readFileSync(at('config'), 'utf8');
  agent('config', 'core.hooksPath', '/tmp/evil');
  agent('config', 'user.name', 'Somebody else');
  writeIn(repository.folder, '.git/hooks/pre-commit', '#!/bin/sh\n');
  writeFileSync(at('info/exclude'), 'src/\n');
  assert.deepEqual((await differences()).session, [
    '.git/config was changed',
    '.git/hooks/pre-commit was changed',
    '.git/info/exclude was changed',
  ]);
  const report = await undo();
  assert.match(report.undone[0] ?? '', /^\.git\/config was changed; undone, copy kept in .*backup/);
  assert.equal(readFileSync(at('config'), 'utf8'), config);
  assert.equal(existsSync(at('hooks/pre-commit')), false);
  assert.match(readFileSync(path.join(backup, 'config'), 'utf8'), /evil/);
  assert.equal(readFileSync(path.join(backup, 'info/exclude'), 'utf8'), 'src/\n');
  assert.deepEqual(await differences(), nothing);
});

test('notes an editor makes about branches in the config are nobody’s doing', async (context) => {
  const { repository, differences } = await guarded(context);
  repository.git('config', 'branch.main.vscode-merge-base', 'origin/main');
  assert.deepEqual(await differences(), nothing);
});

test('an agent that stashes is noticed, and the stashes of the person stay', async (context) => {
  const { repository, agent, folder, differences, undo } = await guarded(context);
  writeIn(folder, 'a.txt', 'stashed by the agent\n');
  agent('stash');
  assert.deepEqual((await differences()).session, ['refs/stash was created']);
  await undo();
  assert.equal(repository.git('stash', 'list'), '');
  assert.match(repository.git('show', 'refs/wavegate/r1/backup/one/a/stash:a.txt'), /by the agent/);
});

test('an agent that stashes on top of a stash of the person leaves only that one', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  repository.write('a.txt', 'mine\n');
  repository.git('stash');
  const base = repository.git('rev-parse', 'HEAD');
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  const worktree = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree, branch: session('a', base).branch ?? '' };
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  const list = repository.git('stash', 'list');
  writeIn(worktree, 'a.txt', 'stashed by the agent\n');
  repository.gitIn(worktree, 'stash');
  const differences = compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
  await undoDifferences({
    repository: repository.folder,
    before,
    differences,
    backup: path.join(repository.home, 'backup'),
    kept: path.join(repository.home, 'kept'),
  });
  assert.equal(repository.git('stash', 'list'), list);
});

test('what the person does meanwhile is reported and never undone', async (context) => {
  const { repository, differences, undo } = await guarded(context);
  repository.write('a.txt', 'the person types\n');
  repository.git('commit', '--quiet', '-am', "The person's commit");
  repository.write('b.txt', 'half a sentence');
  repository.write('draft', 'x');
  repository.git('stash', '--include-untracked');
  repository.git('switch', '--quiet', '-c', 'topic');
  repository.write('b.txt', 'another sentence');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('tag', 'from-a-fetch', 'HEAD');
  const refs = repository.git('for-each-ref');
  const found = await differences();
  assert.deepEqual(found.session, []);
  assert.deepEqual(
    found.unclear.map((line) => line.replace(repository.folder, '.')),
    [
      'refs/heads/main was moved',
      'refs/heads/topic was created',
      'refs/remotes/origin/main was moved',
      'refs/stash was created',
      'refs/tags/from-a-fetch was created',
      'another branch or commit was checked out in .',
      'b.txt changed in your checkout',
    ],
  );
  const report = await undo();
  assert.deepEqual(report.undone, []);
  assert.match(report.left.at(-1) ?? '', /because you may have done it/);
  assert.equal(repository.git('for-each-ref'), refs);
  assert.equal(readFileSync(path.join(repository.folder, 'b.txt'), 'utf8'), 'another sentence');
});

test("files an agent writes into the person's checkout are reported, even where the person had changes", async (context) => {
  const { repository, differences } = await guarded(context);
  repository.write('a.txt', 'changed by whom?\n');
  repository.write('deep/new', 'x');
  repository.git('add', 'a.txt');
  assert.deepEqual((await differences()).unclear, [
    'a.txt changed in your checkout',
    'deep/new changed in your checkout',
  ]);
});

test('a ref that moved again since it was looked at is left alone', async (context) => {
  const { repository, base, folder, agent } = await guarded(context);
  const request = { repository: repository.folder, worktree: folder, branch: session('a', base).branch ?? '' };
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  agent('branch', '-f', 'feature', 'HEAD~1');
  const differences = compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
  const moved = repository.commit('Moved again');
  repository.git('branch', '-f', 'feature', moved);
  const report = await undoDifferences({
    repository: repository.folder,
    before,
    differences,
    backup: repository.home,
    kept: repository.home,
  });
  assert.deepEqual(report.left, ['refs/heads/feature was moved; left as it is']);
  assert.equal(repository.git('rev-parse', 'feature'), moved);
});

test('what an agent does to the checkout before its files have been read is found all the same', async (context) => {
  const repository = testRepository(context, { 'tracked.txt': 'a\n', 'gone.txt': 'b\n', 'still.txt': 'c\n' });
  repository.write('still.txt', 'changed by the person\n');
  repository.write('drafts/one', 'of the person');
  repository.write('drafts/two', 'of the person');
  const base = repository.git('rev-parse', 'HEAD');
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  const worktree = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree, branch: session('a', base).branch ?? '' };
  const taken = await takeFingerprint(request);
  repository.write('tracked.txt', 'changed by the agent\n');
  rmSync(path.join(repository.folder, 'gone.txt'));
  rmSync(path.join(repository.folder, 'drafts', 'one'));
  const before = await completeFingerprint(taken, path.join(repository.home, 'kept'));
  const found = compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
  assert.deepEqual(found.map(describeDifference), [
    'drafts/ changed in your checkout',
    'gone.txt changed in your checkout',
    'tracked.txt changed in your checkout',
  ]);
});

test('a file of the same size and with its time set back has changed all the same', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const base = repository.git('rev-parse', 'HEAD');
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  const worktree = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree, branch: session('a', base).branch ?? '' };
  const write = (text: string) => {
    repository.write('a.txt', text);
    utimesSync(path.join(repository.folder, 'a.txt'), 1_700_000_000, 1_700_000_000);
  };
  write('half\n');
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  write('HALF\n');
  const found = compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
  assert.deepEqual(found.map(describeDifference), ['a.txt changed in your checkout']);
});

/** What the person has under way, and what an agent then does to it. */
function disturb(repository: TestRepository): void {
  repository.write('a.txt', 'by the agent\n');
  repository.write('b.txt', 'by the agent, too\n');
  repository.write('planted', 'x');
  rmSync(path.join(repository.folder, 'draft'));
  repository.write('late', 'by the agent\n');
}

const underWay = { 'b.txt': 'half a sentence\n', draft: 'of the person\n', late: 'not to be touched\n' };

test('in a reserved checkout everything an agent does is undone, and what the person had under way is back', async (context) => {
  const { repository, differences, undo, backup } = await guarded(context, underWay);
  disturb(repository);
  repository.git('commit', '--quiet', '-am', 'By the agent');
  repository.git('switch', '--quiet', '-c', 'topic');
  const reserved = { reserved: true, wrote: [] };
  const found = await differences(reserved);
  assert.deepEqual(found.unclear, []);
  const report = await undo(reserved);
  assert.deepEqual(report.left, []);
  assert.equal(repository.git('branch', '--show-current'), 'main');
  assert.equal(repository.git('log', '-1', '--format=%s'), 'Second');
  const text = (file: string) => readFileSync(path.join(repository.folder, file), 'utf8');
  assert.equal(text('a.txt'), 'a\n');
  for (const [file, before] of Object.entries(underWay)) assert.equal(text(file), before, file);
  assert.equal(existsSync(path.join(repository.folder, 'planted')), false);
  assert.equal(readFileSync(path.join(backup, 'checkout', 'planted'), 'utf8'), 'x');
  assert.deepEqual(await differences(reserved), nothing);
});

test('what an agent’s own program says it wrote is its doing, and nothing else in the checkout is', async (context) => {
  const { repository, differences, undo } = await guarded(context, underWay);
  disturb(repository);
  const wrote = ['a.txt', 'b.txt', 'planted'].map((file) => path.join(repository.folder, file));
  const known = { reserved: false, wrote };
  assert.deepEqual(await differences(known), {
    session: ['a.txt changed in your checkout', 'b.txt changed in your checkout', 'planted changed in your checkout'],
    unclear: ['draft changed in your checkout', 'late changed in your checkout'],
  });
  await undo(known);
  const text = (file: string) => readFileSync(path.join(repository.folder, file), 'utf8');
  assert.equal(text('a.txt'), 'a\n');
  assert.equal(text('b.txt'), 'half a sentence\n');
  assert.equal(text('late'), 'by the agent\n');
  assert.equal(existsSync(path.join(repository.folder, 'planted')), false);
});
