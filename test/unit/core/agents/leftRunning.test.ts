import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deniedAccess } from '../../../../src/core/agents/deniedAccess.ts';
import { leftRunningSentence } from '../../../../src/core/agents/leftRunning.ts';

suite('programs that were left running', () => {
  test('are told with their names and numbers', () => {
    assert.equal(leftRunningSentence('It', []), '');
    assert.equal(
      leftRunningSentence('test', ['redis-server']),
      'test left 1 program running, which Wavegate has ended: redis-server.',
    );
    assert.equal(
      leftRunningSentence('Its agent', ['node', 'node', 'sh']),
      'Its agent left 3 programs running, which Wavegate has ended: node (2), sh.',
    );
  });
});

suite('a denial by the sandbox', () => {
  const outputs: readonly [string, string][] = [
    [
      "Error: EROFS: read-only file system, open '/home/me/.config/x/settings.json'",
      '/home/me/.config/x/settings.json',
    ],
    ["npm error EACCES: permission denied, mkdir '/usr/lib/node_modules'", '/usr/lib/node_modules'],
    ["OSError: [Errno 30] Read-only file system: '/home/me/.local/lib'", '/home/me/.local/lib'],
    ["mkdir: cannot create directory '/home/me/out': Read-only file system", '/home/me/out'],
    ['touch: cannot touch ‘/opt/x’: Read-only file system', '/opt/x'],
    ['open /home/me/go/env: read-only file system', '/home/me/go/env'],
    ['bash: /etc/motd: Read-only file system', '/etc/motd'],
    ['java.io.FileNotFoundException: /home/me/.gradle/x.lock (Read-only file system)', '/home/me/.gradle/x.lock'],
    [
      'Error: Failed to create Vitest API token at /home/me/.local/share/vitest/.token or /wt/a/node_modules/.vitest/.token',
      '/home/me/.local/share/vitest/.token',
    ],
  ];
  for (const [output, place] of outputs) {
    test(`is explained, with what to do: ${output.slice(0, 60)}`, () => {
      const told = deniedAccess(`something\n${output}\nmore`, '/wt/a') ?? '';
      assert.ok(told.includes(place), told);
      assert.match(told, /worktree\.writable/);
    });
  }

  test('is not seen where a program failed for a reason of its own', () => {
    assert.equal(deniedAccess("Error: EACCES: permission denied, open '/wt/a/x'", '/wt/a'), undefined);
    assert.equal(deniedAccess('1 test failed', '/wt/a'), undefined);
  });

  test('of a key is explained, too', () => {
    assert.match(deniedAccess('git@host: Permission denied (publickey).', '/wt/a') ?? '', /\$SSH_AUTH_SOCK/);
  });
});
