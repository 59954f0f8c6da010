import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { refsInFiles } from '../../../../src/git/refs/refFiles.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];

async function refsOf(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>) {
  const common = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(common, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return refsInFiles(common);
}

suite('refs of a repository', () => {
  test('are those in files of their own, and those that were packed', async (t) => {
    const packed = `# pack-refs with: peeled fully-peeled sorted \n${one} refs/heads/main\n${two} refs/tags/v1\n^${three}\n`;
    assert.deepEqual(await refsOf(t, { 'packed-refs': packed, 'refs/heads/a/b': `${three}\n` }), {
      'refs/heads/main': one,
      'refs/tags/v1': two,
      'refs/heads/a/b': three,
    });
  });

  test('are where their own file says, however old the packed one is', async (t) => {
    const found = await refsOf(t, { 'packed-refs': `${one} refs/heads/main\n`, 'refs/heads/main': two });
    assert.deepEqual(found, { 'refs/heads/main': two });
  });

  test('that name another ref lead where that one does, and those that lead in a circle or nowhere are none', async (t) => {
    const found = await refsOf(t, {
      'refs/heads/main': one,
      'refs/remotes/origin/HEAD': 'ref: refs/heads/main\n',
      'refs/heads/x': 'ref: refs/heads/y',
      'refs/heads/y': 'ref: refs/heads/x',
      'refs/heads/self': 'ref: refs/heads/self',
      'refs/heads/gone': 'ref: refs/heads/nowhere',
    });
    assert.deepEqual(found, { 'refs/heads/main': one, 'refs/remotes/origin/HEAD': one });
  });

  test('are read although some file is half written, locked, empty or no ref', async (t) => {
    const found = await refsOf(t, {
      'refs/heads/main': `${one}\n`,
      'refs/heads/main.lock': `${two}\n`,
      'refs/heads/empty': '',
      'refs/heads/torn': one.slice(0, 20),
      'refs/heads/noise': 'not an object',
      'packed-refs': `${two.slice(0, 10)} refs/heads/short\n${two} HEAD\n${three} refs/heads/packed`,
    });
    assert.deepEqual(found, { 'refs/heads/packed': three, 'refs/heads/main': one });
  });

  test('are read in repositories whose objects have long names, and with the line ends of Windows', async (t) => {
    const long = 'a'.repeat(64);
    const found = await refsOf(t, { 'refs/heads/main': `${long}\r\n`, 'packed-refs': `${long} refs/tags/v1\r\n` });
    assert.deepEqual(found, { 'refs/tags/v1': long, 'refs/heads/main': long });
  });

  test('are none in a folder that is none', async (t) => assert.deepEqual(await refsOf(t, {}), {}));
});
