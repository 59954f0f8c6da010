import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { GitError } from '../../../../src/git/call/gitError.ts';
import { scopeViolations } from '../../../../src/git/place/scope.ts';
import { asWorkspace, workspaceFailure } from '../../../../src/git/place/workspaceFailure.ts';
import { WorkspaceError } from '../../../../src/ports/workspaces.ts';

suite('a failure of git or of the disk', () => {
  const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code });
  for (const [what, error, reason, message] of [
    [
      'git that is not installed',
      new GitError('missing', 'git was not found on PATH.'),
      'no-git',
      'git was not found on PATH.',
    ],
    [
      'git that failed',
      new GitError('failed', 'git reset failed in /repo: why'),
      'git',
      'git reset failed in /repo: why',
    ],
    ['git that took too long', new GitError('timeout', 'git fetch took too long.'), 'git', 'git fetch took too long.'],
    [
      'git on a full disk',
      new GitError('disk-full', 'git reset failed in /repo: unable to write file.'),
      'disk-full',
      'The disk is full: git reset failed in /repo: unable to write file. Free some space, or move the worktrees with worktree.root in the plan, and try again.',
    ],
    [
      'a full disk',
      withCode('ENOSPC', 'ENOSPC: no space left on device, write'),
      'disk-full',
      'The disk is full: ENOSPC: no space left on device, write Free some space, or move the worktrees with worktree.root in the plan, and try again.',
    ],
    ['a file that is not there', withCode('ENOENT', 'ENOENT: no such file'), 'git', 'ENOENT: no such file'],
    ['what is no error', 'a text', 'git', 'a text'],
  ] as const)
    test(`is told with its reason and its cause: ${what}`, async () => {
      const told = workspaceFailure(error);
      assert.deepEqual([told.reason, told.message, told.cause], [reason, message, error]);
      await assert.rejects(
        asWorkspace(() => Promise.reject(error as Error)),
        (thrown: unknown) => thrown instanceof WorkspaceError && thrown.reason === reason,
      );
    });

  test('that is told already stays as it is, and work that succeeds is left alone', async () => {
    const ours = new WorkspaceError('git-too-old', 'This git is too old.');
    assert.equal(workspaceFailure(ours), ours);
    assert.equal(await asWorkspace(() => Promise.resolve(7)), 7);
  });
});

suite('changes of a session', () => {
  const file = fc.constantFrom('src/a.ts', 'src/deep/b.ts', 'README.md', '.env', 'src/.env', 'a*b', '[x].ts', 'Ä/ö.md');
  const kind = fc.constantFrom('added', 'modified', 'deleted');
  const changes = fc.array(fc.record({ path: file, kind, additions: fc.nat(), deletions: fc.nat() }));
  const everything = { owns: ['**'], deletes: ['**'], protected: [] };

  test('to what it owns and may delete are all in order, and none is where it owns nothing', () => {
    fc.assert(
      fc.property(changes, (made) => {
        assert.deepEqual(scopeViolations(made, everything), []);
        assert.equal(scopeViolations(made, { owns: [], deletes: [], protected: [] }).length, made.length);
      }),
    );
  });

  test('to protected files are refused whatever it owns, each told once and in order', () => {
    fc.assert(
      fc.property(changes, (made) => {
        const found = scopeViolations(made, { ...everything, protected: ['**/.env'] });
        const expected = made.filter(({ path }) => path.endsWith('.env'));
        assert.deepEqual(
          found.map(({ path, why }) => [path, why]),
          expected.map(({ path }) => [path, 'protected']),
        );
      }),
    );
  });

  test('need leave to delete for a deletion, and ownership for anything else', () => {
    fc.assert(
      fc.property(changes, (made) => {
        const owned = scopeViolations(made, { ...everything, deletes: [] });
        assert.ok(owned.every(({ kind: how, why }) => how === 'deleted' && why === 'undeclared-deletion'));
        assert.equal(owned.length, made.filter(({ kind: how }) => how === 'deleted').length);
        const deletable = scopeViolations(made, { ...everything, owns: [] });
        assert.ok(deletable.every(({ kind: how, why }) => how !== 'deleted' && why === 'not-owned'));
        assert.equal(owned.length + deletable.length, made.length);
      }),
    );
  });
});
