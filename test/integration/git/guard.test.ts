import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { compareFingerprints, describeDifference } from '../../../src/git/guard/compareFingerprints.ts';
import type { Difference, Knowledge } from '../../../src/git/guard/compareFingerprints.ts';
import { completeFingerprint, takeFingerprint, takeLaterFingerprint } from '../../../src/git/guard/fingerprint.ts';
import { setGuard } from '../../../src/git/guard/sessionGuard.ts';
import { untold } from '../../../src/git/guard/tellOnce.ts';
import { withoutSameContent } from '../../../src/git/guard/undoFile.ts';
import { undoDifferences } from '../../../src/git/guard/undoDifferences.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, snapshotWorktree, workspacesOf, worktreeOf } from './testWorkspaces.ts';

/** Nothing but the repository tells who did what. */
const alone = { reserved: false, wrote: [], others: false };

interface Guarded {
  readonly repository: TestRepository;
  readonly base: string;
  /** Runs git in the agent's worktree. */
  readonly agent: (...args: string[]) => string;
  readonly folder: string;
  /** Changes since the guard was set, one line each, by who made them. */
  readonly differences: (
    known?: Knowledge,
  ) => Promise<{ readonly session: readonly string[]; readonly person: readonly string[] }>;
  readonly undo: (known?: Knowledge) => Promise<readonly string[]>;
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
      return { session: by('session'), person: by('person') };
    },
    undo: async (known = alone) =>
      undoDifferences({ repository: repository.folder, before, differences: await compare(known), backup, kept }),
  };
}

const nothing = { session: [], person: [] };

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

test('refs that an agent leads to its own commits are put back, and what they held stays reachable', async (context) => {
  const { repository, base, agent, folder, differences, undo } = await guarded(context);
  const before = repository.git('for-each-ref');
  writeIn(folder, 'a.txt', 'work\n');
  agent('commit', '--quiet', '-am', 'Work');
  const work = agent('rev-parse', 'HEAD');
  const into = (...refs: string[]) =>
    agent('push', '--quiet', '--force', repository.folder, ...refs.map((ref) => `HEAD:${ref}`));
  into('refs/heads/feature', 'refs/heads/extra', 'refs/heads/wavegate/r1', 'refs/tags/v1', 'refs/remotes/origin/main');
  // Nothing proves whose doing this is: it stays, and is told.
  repository.git('branch', 'same', base);
  repository.git('update-ref', '-d', 'refs/wavegate/r1/kept');
  const expected = [
    'branch extra was created',
    'branch feature was moved',
    'branch wavegate/r1 was moved',
    'remote branch origin/main was moved',
    'tag v1 was moved',
  ];
  assert.deepEqual(await differences(), {
    session: expected,
    person: ['branch same was created', 'refs/wavegate/r1/kept was deleted'],
  });
  const lines = await undo();
  assert.equal(lines.filter((line) => line.includes('; undone, copy kept as refs/wavegate/')).length, expected.length);
  repository.git('branch', '-D', 'same');
  repository.git('update-ref', 'refs/wavegate/r1/kept', base);
  const without = (refs: string) =>
    refs.split('\n').filter((line) => !line.includes('/backup/') && !line.includes('.sessions/'));
  assert.deepEqual(without(repository.git('for-each-ref')), without(before));
  assert.equal(repository.git('rev-parse', 'refs/wavegate/r1/backup/one/a/heads/feature'), work);
  assert.deepEqual(await differences(), nothing);
});

test('a branch that is checked out, or that a rebase is at work on, is never moved from under a person', async (context) => {
  const { repository, agent, folder, undo, differences } = await guarded(context);
  repository.git('worktree', 'add', '--quiet', path.join(repository.home, 'review'), 'feature');
  repository.git('switch', '--quiet', '--create', 'topic');
  for (const text of ['one\n', 'two\n']) {
    repository.write('b.txt', text);
    repository.commit(text);
  }
  assert.throws(() =>
    repository.git('-c', 'sequence.editor=sed -i.x 1s/pick/edit/;1d', 'rebase', '-i', 'HEAD~2', '--exec', 'false'),
  );
  writeIn(folder, 'a.txt', 'work\n');
  agent('commit', '--quiet', '-am', 'Work');
  const work = agent('rev-parse', 'HEAD');
  const tips = () => repository.git('for-each-ref', 'refs/heads/feature', 'refs/heads/topic');
  repository.git('fetch', '--quiet', folder, 'HEAD');
  for (const ref of ['feature', 'topic']) repository.git('update-ref', `refs/heads/${ref}`, work);
  const before = tips();
  assert.deepEqual((await differences()).session, ['branch feature was moved', 'branch topic was created']);
  assert.deepEqual(await undo(), [
    'branch feature was moved; left as it is, because it is checked out',
    'branch topic was created; left as it is, because it is checked out',
  ]);
  assert.equal(tips(), before);
});

test('settings, hooks and files of the git folder are the business of the person, unless a program says it wrote them', async (context) => {
  const { repository, differences, undo, backup } = await guarded(context);
  const at = (file: string) => path.join(repository.folder, '.git', file);
  repository.git('config', 'core.hooksPath', '/tmp/evil');
  repository.git('remote', 'add', 'fork', '/tmp/x');
  writeIn(repository.folder, '.git/hooks/pre-commit', '#!/bin/sh\n');
  writeFileSync(at('info/exclude'), 'src/\n');
  assert.deepEqual(await differences(), {
    session: [],
    person: [
      '.git/config was changed (core.hookspath, remote.fork.url, remote.fork.fetch)',
      '.git/hooks/pre-commit was changed',
      '.git/info/exclude was changed',
    ],
  });
  assert.deepEqual(await undo(), []);
  const lines = await undo({ ...alone, wrote: [at('hooks/pre-commit'), at('info/exclude')] });
  assert.match(lines[0] ?? '', /^\.git\/hooks\/pre-commit was changed; undone, copy kept in .*backup/);
  assert.equal(existsSync(at('hooks/pre-commit')), false);
  assert.equal(readFileSync(path.join(backup, 'info/exclude'), 'utf8'), 'src/\n');
  assert.match(readFileSync(at('config'), 'utf8'), /evil/);
});

test('notes an editor makes about branches in the config are nobody’s doing', async (context) => {
  const { repository, differences } = await guarded(context);
  repository.git('config', 'branch.main.vscode-merge-base', 'origin/main');
  assert.deepEqual(await differences(), nothing);
});

test('what the person does meanwhile is told and never undone', async (context) => {
  const { repository, folder, agent, differences, undo } = await guarded(context);
  writeIn(folder, 'a.txt', 'work\n');
  agent('commit', '--quiet', '-am', 'Work');
  repository.write('a.txt', 'the person types\n');
  repository.git('commit', '--quiet', '-am', "The person's commit");
  repository.write('b.txt', 'half a sentence');
  repository.write('draft', 'x');
  repository.git('stash', '--include-untracked');
  repository.git('switch', '--quiet', '-c', 'topic');
  repository.write('b.txt', 'another sentence');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('tag', 'from-a-fetch', 'HEAD');
  repository.git('branch', '-D', 'feature');
  repository.git('worktree', 'add', '--quiet', '-b', 'review', path.join(repository.home, 'review'));
  const refs = repository.git('for-each-ref');
  const found = await differences();
  assert.deepEqual(found.session, []);
  assert.deepEqual(
    found.person.map((line) => line.replace(repository.folder, '.').replace(repository.home, '..')),
    [
      'branch feature was deleted',
      'branch main was moved',
      'branch review was created',
      'branch topic was created',
      'remote branch origin/main was moved',
      'the stash was created',
      'tag from-a-fetch was created',
      'the worktree ../review was added',
      'another branch or commit was checked out in .',
      'b.txt changed in your checkout',
    ],
  );
  assert.deepEqual(await undo(), []);
  assert.equal(repository.git('for-each-ref'), refs);
  assert.equal(readFileSync(path.join(repository.folder, 'b.txt'), 'utf8'), 'another sentence');
});

test('without logs of refs, nothing of the person is taken for the doing of an agent', async (context) => {
  const { repository, differences, undo } = await guarded(context);
  repository.git('config', 'core.logAllRefUpdates', 'false');
  rmSync(path.join(repository.folder, '.git/logs'), { recursive: true });
  repository.write('a.txt', 'mine\n');
  repository.git('commit', '--quiet', '-am', 'Mine');
  repository.git('switch', '--quiet', '-c', 'topic');
  const mine = repository.commit('Mine, too');
  assert.deepEqual((await differences()).session, []);
  await undo();
  assert.equal(repository.git('rev-parse', 'topic'), mine);
});

test("files an agent writes into the person's checkout are reported, even where the person had changes", async (context) => {
  const { repository, differences } = await guarded(context);
  repository.write('a.txt', 'changed by whom?\n');
  repository.write('deep/new', 'x');
  repository.git('add', 'a.txt');
  assert.deepEqual((await differences()).person, [
    'a.txt changed in your checkout',
    'deep/new changed in your checkout',
  ]);
});

test('a ref that moved again since it was looked at is left alone', async (context) => {
  const { repository, base, folder, agent } = await guarded(context);
  const request = { repository: repository.folder, worktree: folder, branch: session('a', base).branch ?? '' };
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  agent('commit', '--quiet', '--allow-empty', '-m', 'Work');
  agent('push', '--quiet', repository.folder, 'HEAD:feature');
  const differences = compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
  const moved = repository.commit('Moved again');
  repository.git('branch', '-f', 'feature', moved);
  const { home, folder: top } = repository;
  const lines = await undoDifferences({ repository: top, before, differences, backup: home, kept: home });
  assert.deepEqual(lines, ['branch feature was moved; left as it is, because it was moved again']);
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

/** Work in progress of the person, and what an agent then does to it. */
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
  repository.git('switch', '--quiet', '-c', 'topic');
  repository.git('add', '--all');
  repository.git('branch', '-D', 'feature');
  repository.git('config', 'core.hooksPath', '/tmp');
  const reserved = { reserved: true, wrote: [], others: false };
  assert.deepEqual((await differences(reserved)).person, []);
  const lines = await undo(reserved);
  assert.deepEqual(
    lines.filter((line) => !line.includes('; undone, ')),
    [],
  );
  assert.equal(repository.git('branch', '--show-current'), 'main');
  assert.equal(repository.git('branch', '--format=%(refname:short)', '--list', 'topic', 'feature'), 'feature');
  const text = (file: string) => readFileSync(path.join(repository.folder, file), 'utf8');
  assert.equal(text('a.txt'), 'a\n');
  for (const [file, before] of Object.entries(underWay)) assert.equal(text(file), before, file);
  assert.equal(existsSync(path.join(repository.folder, 'planted')), false);
  assert.equal(readFileSync(path.join(backup, 'checkout', 'planted'), 'utf8'), 'x');
  assert.equal(repository.git('diff', '--cached', '--name-only'), '');
  assert.deepEqual(await differences(reserved), nothing);
});

test('in a reserved checkout, what one of several sessions did is undone, and blocks none of them', async (context) => {
  const { repository, differences, undo } = await guarded(context);
  repository.git('branch', 'planted');
  const reserved = { reserved: true, wrote: [], others: true };
  assert.deepEqual(await differences(reserved), nothing);
  assert.deepEqual(await undo(reserved), [
    'branch planted was created; undone, copy kept as refs/wavegate/r1/backup/one/a/heads/planted',
  ]);
});

test('in a reserved checkout, a session is not blamed for what was done while another one was at work, which has ended', async (context) => {
  const { repository, base } = await guarded(context);
  const [first, second] = await Promise.all(
    ['a', 'b'].map((subject) =>
      setGuard(
        {
          repository: repository.folder,
          worktree: worktreeOf(repository, subject),
          backupFolder: path.join(repository.home, 'backup', 'r1'),
          stateRoot: path.join(repository.home, 'state'),
          worktreeRoot: path.join(repository.home, 'worktrees'),
        },
        { branch: session(subject, base).branch ?? '', reserved: true },
      ),
    ),
  );
  repository.git('commit', '--quiet', '--allow-empty', '-m', 'By one of them');
  const line = 'by one of several sessions: branch main was moved; left as it is, because it is checked out';
  assert.deepEqual(await first?.restore([]), { violations: [], noticed: [line] });
  await first?.end();
  assert.deepEqual(await second?.restore([]), { violations: [], noticed: [line] });
  await second?.end();
});

test('a commit made on the branch checked out stays even in a reserved checkout, and is told', async (context) => {
  const { repository, differences, undo } = await guarded(context);
  repository.write('a.txt', 'x\n');
  const commit = repository.commit('By whom?');
  const reserved = { reserved: true, wrote: [], others: false };
  assert.deepEqual((await differences(reserved)).session, ['branch main was moved']);
  assert.deepEqual(await undo(reserved), ['branch main was moved; left as it is, because it is checked out']);
  assert.equal(repository.git('rev-parse', 'HEAD'), commit);
  assert.equal(repository.git('status', '--porcelain'), '');
});

test('what an agent’s own program says it wrote is its doing, and nothing else in the checkout is', async (context) => {
  const { repository, differences, undo } = await guarded(context, underWay);
  disturb(repository);
  const wrote = ['a.txt', 'b.txt', 'planted'].map((file) => path.join(repository.folder, file));
  const known = { ...alone, wrote };
  assert.deepEqual(await differences(known), {
    session: ['a.txt changed in your checkout', 'b.txt changed in your checkout', 'planted changed in your checkout'],
    person: ['draft changed in your checkout', 'late changed in your checkout'],
  });
  await undo(known);
  const text = (file: string) => readFileSync(path.join(repository.folder, file), 'utf8');
  assert.equal(text('a.txt'), 'a\n');
  assert.equal(text('b.txt'), 'half a sentence\n');
  assert.equal(text('late'), 'by the agent\n');
  assert.equal(existsSync(path.join(repository.folder, 'planted')), false);
});

test('what a session could not write is the person’s, whatever else speaks for its doing', async (context) => {
  const { repository, folder, agent, differences } = await guarded(context, underWay);
  disturb(repository);
  writeIn(folder, 'a.txt', 'work\n');
  agent('commit', '-qam', 'Work');
  repository.git('fetch', '-q', folder, 'HEAD:refs/heads/taken');
  const wrote = [path.join(repository.folder, 'a.txt')];
  const known = { ...alone, reserved: true, wrote };
  const { session } = await differences({ ...known, mayWrite: () => false });
  assert.deepEqual(session, []);
  const mayWrite = (file: string) => file === path.join(repository.folder, 'late');
  assert.deepEqual((await differences({ ...known, mayWrite })).session, ['late changed in your checkout']);
});

test('of sessions that run at the same time, one tells what the person did', async (context) => {
  const home = testRepository(context, {}).home;
  const difference = { what: 'ref', name: 'refs/heads/topic', by: 'person', after: 'a'.repeat(40) } as const;
  const guard = (name: string) => path.join(home, `${name}.guard`);
  assert.deepEqual(await untold([difference], guard('a')), [difference]);
  assert.deepEqual(await untold([difference], guard('b')), []);
  assert.deepEqual(await untold([difference], guard('a')), [difference]);
  assert.deepEqual(
    await untold([{ ...difference, after: 'b'.repeat(40) }], guard('b')).then(({ length }) => length),
    1,
  );
});
