import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { batchCommandLine, resolveLaunch } from '../../../src/processes/launch.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

/** Folder with `one/` and `two/` on the PATH. */
async function machine(t: TestContext) {
  const folder = await temporaryFolder(t);
  const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
  await Promise.all([one, two].map((each) => mkdir(each)));
  const put = async (file: string, mode = 0o755): Promise<string> => {
    const place = path.join(folder, file);
    await writeFile(place, '#!/bin/sh\n');
    await chmod(place, mode);
    return place;
  };
  const find = (
    program: string,
    env: Readonly<Record<string, string>> = { PATH: ['', one, two].join(path.delimiter) },
  ) => resolveLaunch([program, 'a b', ''], folder, env);
  return { folder, put, find };
}

// Windows looks for other endings, and has no mode that keeps a file from being executed.
suite('a program that is to be started', { skip: process.platform === 'win32' }, () => {
  test('is the first one of that name on the PATH, with its arguments as they are', async (t) => {
    const { put, find } = await machine(t);
    const second = await put('two/tool');
    assert.deepEqual(await find('tool'), { file: second, args: ['a b', ''], verbatim: false });
    const first = await put('one/tool');
    assert.equal((await find('tool')).file, first);
  });

  test('that may not be executed is passed over for a later one, and named where there is none', async (t) => {
    const { put, find } = await machine(t);
    const unusable = await put('one/tool', 0o644);
    await assert.rejects(find('tool'), {
      name: 'ProgramError',
      reason: 'not-executable',
      message: `${unusable} may not be executed. Make it executable, or name another program.`,
    });
    const second = await put('two/tool');
    assert.equal((await find('tool')).file, second);
  });

  test('with a folder is looked for from the worktree, and not on the PATH', async (t) => {
    const { folder, put, find } = await machine(t);
    await put('one/tool');
    const own = await put('own');
    assert.equal((await find('./own')).file, own);
    assert.equal((await find(own, {})).file, own);
    await assert.rejects(find('./tool'), {
      reason: 'not-found',
      message: `There is no program ./tool (looked in ${folder}). Correct its path, or create it.`,
    });
  });

  test('is not found in the worktree by its bare name, nor as a folder', async (t) => {
    const { folder, put, find } = await machine(t);
    await put('tool');
    await mkdir(path.join(folder, 'one', 'tool'));
    const message = 'The program tool was not found on the PATH. Install it, correct its name, or give its full path.';
    await assert.rejects(find('tool'), { reason: 'not-found', message });
    await assert.rejects(find('tool', {}), { reason: 'not-found', message });
  });

  test('is found by a PATH of any spelling, as environments of Windows have it', async (t) => {
    const { folder, put, find } = await machine(t);
    const file = await put('one/tool');
    assert.equal((await find('tool', { Path: path.join(folder, 'one') })).file, file);
  });

  test('is refused where its folder has gone, or is a file', async (t) => {
    const { folder, put } = await machine(t);
    for (const gone of [path.join(folder, 'gone'), await put('file')])
      await assert.rejects(resolveLaunch(['sh'], gone, {}), {
        reason: 'no-folder',
        message: `The folder ${gone} is not there any more, so nothing could be started in it.`,
      });
  });
});

/** What cmd.exe makes of a line: a caret takes the meaning of the next character away, outside of quotes. */
function readByCmd(line: string): string {
  let read = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '"') isQuoted = !isQuoted;
    if (character === '^' && !isQuoted) read += line[(at += 1)] ?? '';
    else {
      assert.ok(isQuoted || !'&|<>()%!'.includes(character), `cmd.exe would interpret ${character} of ${line}`);
      read += character;
    }
  }
  return read;
}

/** The arguments that a program of Windows sees, by the rules of its C library. */
function argumentsOf(line: string): readonly string[] {
  const found: string[] = [];
  let current: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length;) {
    const [slashes = ''] = /^\\*/.exec(line.slice(at)) ?? [];
    at += slashes.length;
    const character = line[at] ?? '';
    at += 1;
    if (character === '"') {
      current = (current ?? '') + '\\'.repeat(Math.floor(slashes.length / 2));
      if (slashes.length % 2 === 1) current += '"';
      else isQuoted = !isQuoted;
    } else if (character === ' ' && !isQuoted) {
      if (current !== undefined || slashes !== '') found.push((current ?? '') + slashes);
      current = undefined;
    } else current = (current ?? '') + slashes + character;
  }
  return current === undefined ? found : [...found, current];
}

suite('arguments of a batch file', () => {
  test('reach its program as they are, whatever they are: cmd.exe reads them twice and interprets nothing', () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      '^',
      '%PATH%',
      '&',
      '|',
      '<',
      '>',
      '!',
      '(',
      ')',
      ' ',
      'a',
      'é',
      ',',
      ';',
      '*',
      '?',
    );
    const argument = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
        const line = batchCommandLine('npm.cmd', args);
        assert.equal(line.startsWith('"npm.cmd') && line.endsWith('"'), true);
        // `/s` takes the outer quotes away, and the batch file hands its arguments on.
        const handedOn = readByCmd(line.slice(1, -1)).slice('npm.cmd'.length);
        assert.deepEqual(argumentsOf(readByCmd(handedOn)), args);
      }),
    );
  });

  test('do not keep a batch file in a folder with spaces from being found', () => {
    assert.equal(
      batchCommandLine('C:\\Program Files (x86)\\a&b\\npm.cmd', []),
      '"C:\\Program^ Files^ ^(x86^)\\a^&b\\npm.cmd"',
    );
  });
});
