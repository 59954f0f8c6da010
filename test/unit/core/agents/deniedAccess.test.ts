import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deniedAccess, lostItsSandbox } from '../../../../src/core/agents/deniedAccess.ts';

const worktree = '/w/api';
const outside = (path: string): string =>
  `It could not write ${path}, which lies outside its worktree: it ran in the sandbox. Name the folder in worktree.writable if it needs it.`;

/** What programs print where the sandbox keeps them from writing a path. */
const said: readonly (readonly [string, string])[] = [
  ["Error: EROFS: read-only file system, mkdir '/home/ada/.npm/_cacache'", '/home/ada/.npm/_cacache'],
  ["Error: EACCES: permission denied, open '/etc/hosts'", '/etc/hosts'],
  ["Error: EPERM: operation not permitted, unlink '/usr/lib/x'", '/usr/lib/x'],
  ["OSError: [Errno 30] Read-only file system: '/home/ada/.cache/pip'", '/home/ada/.cache/pip'],
  ["mkdir: cannot create directory '/home/ada/.m2': Read-only file system", '/home/ada/.m2'],
  ['touch: cannot touch ‘/opt/x’: Read-only file system', '/opt/x'],
  ['bash: /home/ada/.bash_history: Read-only file system', '/home/ada/.bash_history'],
  ['open /home/ada/go/pkg/mod/cache/lock: read-only file system', '/home/ada/go/pkg/mod/cache/lock'],
  [
    'error: failed to create directory `/home/ada/.cargo/registry`: Read-only file system (os error 30)',
    '/home/ada/.cargo/registry',
  ],
  [
    'Could not create service of type FileHasher: cannot create directory /home/ada/.gradle/7.2',
    '/home/ada/.gradle/7.2',
  ],
];

describe('a program that could not write', () => {
  for (const [words, path] of said) {
    test(`is told where and what to do: ${words.slice(0, 70)}`, () => {
      assert.equal(deniedAccess(words, worktree), outside(path));
    });
  }

  test('into the worktree of a task whose name begins with that of its own was outside', () => {
    const words = "Error: EACCES: permission denied, open '/w/api-client/a.js'";
    assert.equal(deniedAccess(words, worktree), outside('/w/api-client/a.js'));
  });

  test('in its own worktree is told nothing: the sandbox lets it', () => {
    for (const path of ['/w/api/a.js', '/w/api']) {
      assert.equal(deniedAccess(`Error: EACCES: permission denied, open '${path}'`, worktree), undefined);
      assert.equal(deniedAccess(`Error: EACCES: permission denied, open '${path}'`, `${worktree}/`), undefined);
    }
  });

  test('at two places is told the one outside', () => {
    const words = "EACCES: permission denied, open '/w/api/a.js'\nEROFS: read-only file system, open '/etc/x'";
    assert.equal(deniedAccess(words.split('\n').toReversed().join('\n'), worktree), outside('/etc/x'));
  });

  test('without a path in its words is told all the same', () => {
    assert.match(deniedAccess('write failed: EROFS', worktree) ?? '', /could not write outside its worktree/);
  });

  test('because the sandbox itself failed is told how to correct it or go without', () => {
    assert.equal(
      deniedAccess("building…\nbwrap: Can't find source path /nope: No such file or directory\n", worktree),
      "The sandbox could not be set up (Can't find source path /nope: No such file or directory). Correct worktree.writable, or go without one: worktree.sandbox: off.",
    );
  });

  test('because a window of an editor closed while the sandbox was set up is told to try again', () => {
    const words =
      "Can't bind mount /oldroot/dev/null on /newroot/tmp/vscode-ipc-1.sock: Unable to mount source on destination: No such file or directory";
    assert.equal(
      deniedAccess(`bwrap: ${words}\n`, worktree),
      `The sandbox could not be set up, because a file of this machine went away meanwhile (${words}). Try again.`,
    );
    assert.equal(lostItsSandbox(`bwrap: ${words}\n`), true);
    for (const more of [`bwrap: ${words}\nnot ok 1\n`, `ok 1\nbwrap: ${words}\n`, 'bwrap: No permissions', '']) {
      assert.equal(lostItsSandbox(more), false, 'whatever else was printed was printed by a program that began');
    }
  });

  test('to a remote for want of a key is told of the agent of keys', () => {
    for (const words of [
      'git@example.org: Permission denied (publickey,password).',
      'Could not open a connection to your authentication agent.',
    ]) {
      assert.match(deniedAccess(words, worktree) ?? '', /Name \$SSH_AUTH_SOCK in worktree\.writable if it needs it\.$/);
    }
  });

  test('for any other reason is told nothing', () => {
    for (const words of [
      '',
      'not ok 1 - adds',
      "ENOENT: no such file or directory, open '/x'",
      'Permission denied',
      'bwrap is fine',
    ]) {
      assert.equal(deniedAccess(words, worktree), undefined, words);
    }
  });
});
