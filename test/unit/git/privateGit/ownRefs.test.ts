import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { configText } from '../../../../src/git/privateGit/carriedSettings.ts';
import { madeIn, readOwnRefs, workIn } from '../../../../src/git/privateGit/ownRefs.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const id = (digit: string): string => digit.repeat(40);
const entry = (to: string, said: string): string => `${id('0')} ${to} Zoë <z@localhost> 1700000000 +0000\t${said}\n`;

async function worktree(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries({ 'objects/ab/x': '', HEAD: 'ref: refs/heads/a\n', ...files })) {
    const file = path.join(folder, '.git', ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

suite('work that an agent has committed by itself', () => {
  test('is found on its branches, in its stashes, and where HEAD once was, the newest first', async (t) => {
    const folder = await worktree(t, {
      'refs/heads/a': id('1'),
      'refs/heads/side': id('2'),
      'logs/refs/stash': entry(id('3'), 'WIP') + entry(id('4'), 'WIP again'),
      'logs/HEAD': entry(id('5'), 'commit: One') + entry(id('1'), 'checkout: moving') + entry(id('5'), 'reset: moving'),
    });
    const own = readOwnRefs(folder);
    assert.deepEqual(Object.fromEntries(own?.refs ?? []), { 'refs/heads/a': id('1'), 'refs/heads/side': id('2') });
    assert.deepEqual(own?.stashes, [id('4'), id('3')]);
    assert.deepEqual(own.history, [id('5'), id('1')]);
  });

  test('is found where HEAD is on no branch', async (t) => {
    const folder = await worktree(t, { HEAD: `${id('6')}\n` });
    assert.equal(readOwnRefs(folder)?.refs.get('HEAD'), id('6'));
  });

  test('is none where the agent has made no object, or its git folder is a link to somewhere else', async (t) => {
    const bare = await temporaryFolder(t);
    mkdirSync(path.join(bare, '.git', 'objects', 'info'), { recursive: true });
    assert.equal(readOwnRefs(bare), undefined);
    const linked = await temporaryFolder(t);
    symlinkSync(path.join(await worktree(t, {}), '.git'), path.join(linked, '.git'));
    assert.equal(readOwnRefs(linked), undefined);
    assert.equal(readOwnRefs(path.join(linked, 'missing')), undefined);
  });

  test('is found in packs too', async (t) => {
    const folder = await temporaryFolder(t);
    for (const name of ['objects/pack', 'refs/heads'])
      mkdirSync(path.join(folder, '.git', ...name.split('/')), { recursive: true });
    assert.equal(readOwnRefs(folder), undefined, 'an empty folder of packs');
    writeFileSync(path.join(folder, '.git', 'objects', 'pack', 'pack-1.pack'), '');
    assert.notEqual(readOwnRefs(folder), undefined);
  });

  test('has an end, however many refs and commits it makes', async (t) => {
    const logs = Array.from({ length: 3_000 }, (_, count) => entry(count.toString(16).padStart(40, 'a'), 'commit: x'));
    const packed = Array.from({ length: 3_000 }, (_, count) => `${id('1')} refs/heads/b${count}\n`);
    const own = readOwnRefs(await worktree(t, { 'logs/HEAD': logs.join(''), 'packed-refs': packed.join('') }));
    assert.equal(own?.history.length, 1_000);
    assert.equal(own.history[0], (2_999).toString(16).padStart(40, 'a'), 'the newest is among them');
    assert.ok(own.refs.size <= 1_001);
  });

  for (const [said, made] of [
    ['commit: Add a', true],
    ['commit (initial): Add a', true],
    ['commit (amend): Add a', true],
    ['cherry-pick: Add a', true],
    ['revert: Add a', true],
    ['am: Add a', true],
    ['rebase (pick): Add a', true],
    ['rebase (start): checkout main', false],
    ['rebase (finish): returning to refs/heads/a', false],
    ['rebase: fast-forward', false],
    ["merge side: Merge made by the 'ort' strategy.", true],
    ['merge origin/main: Fast-forward', false],
    ['pull: Fast-forward', false],
    ['pull: Merge made', true],
    ['checkout: moving from main to a', false],
    ['reset: moving to HEAD~1', false],
    ['clone: from /x', false],
    ['fetch: x', false],
    ['committed: no such command', false],
  ] as const)
    test(`${made ? 'is' : 'is not'} what git logs as "${said}"`, async (t) => {
      const folder = await worktree(t, { 'logs/HEAD': entry(id('7'), said) });
      assert.deepEqual(madeIn(folder), made ? [id('7')] : []);
      assert.deepEqual(workIn(path.join(folder, '.git')), made ? [id('7')] : []);
    });

  test('is not a line of a log that is cut off or empty', async (t) => {
    const folder = await worktree(t, {
      'logs/HEAD': `\n${id('0')} ${id('7').slice(0, 30)}\n${id('0')} ${id('0')} Z\tcommit: x\n`,
    });
    assert.deepEqual(madeIn(folder), []);
  });

  test('in a submodule counts with its stashes, each once', async (t) => {
    const folder = await worktree(t, {
      'logs/HEAD': entry(id('7'), 'commit: One') + entry(id('7'), 'commit (amend): One'),
      'logs/refs/stash': entry(id('8'), 'WIP'),
    });
    assert.deepEqual(workIn(path.join(folder, '.git')), [id('7'), id('8')]);
  });
});

suite('settings written for an agent’s git', () => {
  test('keep every value as it is, whatever is in it', () => {
    const text = configText([
      { key: 'user.name', value: 'Zoë "Z" \\ #1; x' },
      { key: 'core.symlinks' },
      { key: 'core.excludesfile', value: ' led by a space\tand a tab\nand a line' },
      { key: 'submodule.lib "a".x.url', value: '/a' },
    ]);
    assert.equal(
      text,
      [
        '[user]',
        '\tname = "Zoë \\"Z\\" \\\\ #1; x"',
        '[core]',
        '\tsymlinks',
        '\texcludesfile = " led by a space\\tand a tab\\nand a line"',
        '[submodule "lib \\"a\\".x"]',
        '\turl = "/a"',
        '',
      ].join('\n'),
    );
  });
});
