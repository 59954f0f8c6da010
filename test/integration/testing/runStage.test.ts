import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { makeMemoryFolder } from '../../../scripts/testing/memoryFolder.ts';
import { failureList, runStage } from '../../../scripts/testing/runStage.ts';
import type { StageResult } from '../../../scripts/testing/runStage.ts';
import type { Tests } from '../../../scripts/testing/stages.ts';
import { wholly } from '../../support/wholly.ts';

const cache = path.join(import.meta.dirname, '..', '..', '..', '.cache');

/** A test that passes from its n-th run on. */
const passesFrom = (run: number): string => `
import { appendFileSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
test('works', () => {
  appendFileSync(import.meta.filename + '.runs', '.');
  if (readFileSync(import.meta.filename + '.runs', 'utf8').length < ${run}) throw new Error('too early');
});
`;

interface Tried extends Partial<Tests> {
  readonly again?: boolean;
}

/** A process for all files, where it does not matter how many there are. */
const together: Tried = { concurrency: 'together' };

async function stageOf(
  t: TestContext,
  tests: Readonly<Record<string, string>>,
  { again = true, ...work }: Tried = {},
): Promise<StageResult> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'stage-'));
  t.after(() => rm(folder, wholly));
  for (const [name, text] of Object.entries(tests)) {
    const file = path.join(folder, name.endsWith('.ts') ? name : `${name}.test.ts`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  // A run of tests within a test is one of its own.
  delete process.env['NODE_TEST_CONTEXT'];
  const folders = [path.relative('test', folder)];
  const all: Tests = { kind: 'tests', concurrency: 1, hangMinutes: 1, timing: true, folders, ...work };
  const name = `tried ${path.basename(folder)}`;
  return (await runStage({ name, work: all }, again)) ?? assert.fail('No stage.');
}

/** A test that passes if so many tests of its process began before it. */
const passesAfter = (others: number): string => `
import { test } from 'node:test';
test('works', () => {
  const before = globalThis.begun ?? 0;
  globalThis.begun = before + 1;
  if (before !== ${others}) throw new Error(before + ' others');
});
`;

suite('a stage of tests by folders', () => {
  test('runs the files of each folder in one process, counts all of them, and runs failed ones again in a process of their own', async (t) => {
    const tests = {
      'one/a': passesAfter(0),
      'one/b': passesAfter(1),
      'one/c': passesFrom(2),
      'two/a': passesAfter(0),
      'two/b': passesAfter(0),
    };
    const result = await stageOf(t, tests, { byFolder: true });
    assert.deepEqual([result.passed, result.failed], [5, 0], result.output);
    assert.deepEqual(result.flaky.map((file) => path.basename(file)).sort(), ['b.test.ts', 'c.test.ts']);
  });

  test('ends with all that failed, also a process that ended by itself', async (t) => {
    const tests = {
      'one/a': passesFrom(2),
      'two/a': "process.stderr.write('gone\\n');\nprocess.exit(1);",
      'two/b': passesFrom(1),
    };
    const result = await stageOf(t, tests, { byFolder: true, again: false });
    assert.deepEqual([result.passed, result.failed], [0, 2], result.output);
    const list = result.output.slice(result.output.indexOf(failureList));
    assert.match(list, /too early/);
    assert.match(list, /gone/);
  });
});

suite('a stage of tests in memory', () => {
  test('has its temporary folders there where the machine has room, and leaves nothing', async (t) => {
    const told = path.join(await mkdtemp(path.join(tmpdir(), 'wavegate-stage-')), 'told');
    t.after(() => rm(path.dirname(told), wholly));
    const file = `
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
test('works', () => writeFileSync(${JSON.stringify(told)}, mkdtempSync(path.join(tmpdir(), 'left-'))));
`;
    assert.equal((await stageOf(t, { a: file }, { ...together, inMemory: true })).passed, 1);
    const left = await readFile(told, 'utf8');
    const memory = await makeMemoryFolder();
    await memory?.remove();
    if (memory === undefined) return t.skip('no room in memory');
    assert.match(left, /^\/dev\/shm\//);
    assert.equal(existsSync(path.dirname(left)), false);
  });

  test('removes what an interrupted run of tests has left', async (t) => {
    const first = await makeMemoryFolder();
    if (first === undefined) return t.skip('no room in memory');
    await first.remove();
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const abandoned = first.folder.replace(/-\d+-/, `-${gone}-`);
    await mkdir(abandoned);
    await (await makeMemoryFolder())?.remove();
    assert.equal(existsSync(abandoned), false);
  });
});

suite('a stage of tests in CI', () => {
  test('runs a failed file once more, and names it as flaky with its failure', async (t) => {
    const result = await stageOf(t, { good: passesFrom(1), late: passesFrom(2) }, together);
    assert.deepEqual([result.passed, result.failed], [2, 0]);
    assert.deepEqual(
      result.flaky.map((file) => path.basename(file)),
      ['late.test.ts'],
    );
    assert.match(result.output, /too early/);
  });

  test('is red where a file fails twice, with the failures of the first run', async (t) => {
    const result = await stageOf(t, { broken: passesFrom(3), late: passesFrom(2) }, together);
    assert.deepEqual([result.passed, result.failed, result.flaky], [0, 2, []]);
  });

  test('runs only the file of a test once more whose step, written in another file, failed', async (t) => {
    const shared = "export const step = (test, work) => test.test('a step', work);";
    const late = `${passesFrom(2)
      .replace("test('works', () => {", "test('works', (t) => step(t, () => {")
      .replace(/\}\);\n$/, '}));\n')}
import { step } from './steps.ts';`;
    const result = await stageOf(t, { good: passesFrom(1), late, 'steps.ts': shared }, together);
    assert.deepEqual([result.passed, result.failed], [3, 0], result.output);
    assert.deepEqual(
      result.flaky.map((file) => path.basename(file)),
      ['late.test.ts'],
    );
  });

  test('runs all its files once more where what failed is written in none of them', async (t) => {
    const both = { one: "import './shared.ts';", good: passesFrom(1) };
    const late = await stageOf(t, { ...both, 'shared.ts': passesFrom(2) });
    assert.deepEqual([late.failed, late.flaky.map((file) => path.basename(file))], [0, ['shared.ts']]);
    const broken = await stageOf(t, { ...both, 'shared.ts': passesFrom(3) }, together);
    assert.deepEqual([broken.passed, broken.failed, broken.flaky], [1, 1, []]);
  });

  test('is red at once where its tests do not depend on timing, more than three files fail, or it is no CI', async (t) => {
    const late = passesFrom(2);
    assert.equal((await stageOf(t, { late }, { ...together, timing: false })).failed, 1);
    assert.equal((await stageOf(t, { a: late, b: late, c: late, d: late }, together)).failed, 4);
    assert.equal((await stageOf(t, { late }, { ...together, again: false })).failed, 1);
  });
});
