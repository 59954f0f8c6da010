import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { requireUsable } from '../../../src/state/usablePlaces.ts';
import type { Places } from '../../../src/state/usablePlaces.ts';

function places(context: TestContext): Places & { readonly home: string } {
  const home = mkdtempSync(path.join(tmpdir(), 'wavegate-places-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const gitFolder = path.join(home, 'shop', '.git');
  mkdirSync(path.join(gitFolder, 'objects'), { recursive: true });
  return { home, gitFolder, stateRoot: path.join(home, 'state'), worktreeRoot: path.join(home, 'wt', 'shop') };
}

suite('places are looked at before a run starts', () => {
  test('folders that are not there yet are made, and nothing is left in them or in the git folder', async (context) => {
    const { home, ...all } = places(context);
    await requireUsable(all);
    assert.ok(existsSync(path.join(home, 'wt', 'shop')));
    assert.deepEqual(
      [existsSync(path.join(all.stateRoot, '.wavegate-1')), existsSync(path.join(all.gitFolder, 'refs'))],
      [false, false],
    );
  });

  test('a file in the place of the worktrees is said, with the settings that name another', async (context) => {
    const { home, ...all } = places(context);
    writeFileSync(path.join(home, 'wt'), '');
    await assert.rejects(
      requireUsable(all),
      /folder for worktrees, .*wt.shop, cannot be a folder.*WAVEGATE_WORKTREES.*wavegate\.worktreeFolder.*worktree\.root/,
    );
  });

  test('a state folder nobody can make is said, with its setting', async (context) => {
    if (process.platform === 'win32') return context.skip('there is no /proc');
    const { home: _, ...all } = places(context);
    await assert.rejects(requireUsable({ ...all, stateRoot: '/proc/wavegate' }), /records of runs.*WAVEGATE_STATE/);
  });

  test('a worktree of another run is refused, and a repository of the person beside worktrees is not', async (context) => {
    const { home, ...all } = places(context);
    const inWorktrees = path.join(home, 'wt', 'shop', 'run-1', 'wave-one', 'a', '.git');
    mkdirSync(path.join(inWorktrees, 'objects', 'info'), { recursive: true });
    const worktreeRoot = path.join(home, 'wt', 'a-1');
    await requireUsable({ ...all, gitFolder: inWorktrees, worktreeRoot });
    writeFileSync(path.join(inWorktrees, 'objects', 'info', 'alternates'), `${all.gitFolder}/objects\n`);
    await assert.rejects(
      requireUsable({ ...all, gitFolder: inWorktrees, worktreeRoot }),
      /wave-one.a is a worktree of a run, and goes away with it.*Open the repository of that run/,
    );
  });

  test('a git folder that cannot be written is said, with what to do', async (context) => {
    if (process.platform !== 'linux') return context.skip('there is no file system that is read-only for certain');
    const { home: _, ...all } = places(context);
    await assert.rejects(requireUsable({ ...all, gitFolder: '/proc/sys' }), /git folder, \/proc\/sys.*clone/);
  });
});
