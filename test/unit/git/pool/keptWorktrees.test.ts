import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { enforceLimits } from '../../../../src/git/pool/enforceLimits.ts';
import {
  findSetup,
  freeSetups,
  listSetups,
  partsOfSetups,
  setupFolder,
  setupPart,
  setupRecord,
} from '../../../../src/git/pool/keptSetups.ts';
import {
  claim,
  filesIn,
  freeKept,
  keepTime,
  listKept,
  newPlace,
  poolFolder,
  recordIn,
} from '../../../../src/git/pool/keptWorktrees.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const day = 24 * 60 * 60_000;
const now = 100 * day;
const key = (letter: string): string => letter.repeat(64);

async function pool(t: Pick<TestContext, 'after'>) {
  const folder = poolFolder(await temporaryFolder(t));
  /** Keeps a worktree of so many days ago. @returns its folder */
  const keep = async (daysAgo: number, bytes = 1, record?: string): Promise<string> => {
    const place = newPlace(folder, now - daysAgo * day).folder;
    await mkdir(filesIn({ folder: place }), { recursive: true });
    const about = { written: 'w', commit: `c${daysAgo}`, keptAt: now - daysAgo * day, bytes };
    await writeFile(recordIn({ folder: place }), record ?? JSON.stringify(about));
    return place;
  };
  const keepSetup = async (name: string, daysAgo: number, bytes = 1): Promise<void> => {
    const place = setupFolder(folder, name);
    await mkdir(place, { recursive: true });
    await writeFile(
      setupRecord(place),
      JSON.stringify({ key: name, keptAt: now - daysAgo * day, bytes, commands: ['npm ci'] }),
    );
  };
  const left = async (): Promise<readonly string[]> => (await listKept(folder)).map(({ commit }) => commit);
  return { folder, keep, keepSetup, left };
}

suite('worktrees that are kept', () => {
  test('are listed with the newest first, past what is half-made, damaged or none', async (t) => {
    const { folder, keep, left } = await pool(t);
    assert.deepEqual(await listKept(folder), [], 'there is no pool yet');
    await keep(3);
    await keep(1);
    await keep(2, 1, '{"written":');
    await mkdir(newPlace(folder, now).part);
    await mkdir(path.join(folder, 'empty'));
    assert.deepEqual(await left(), ['c1', 'c3']);
  });

  test('are had by one of those that ask for the same', async (t) => {
    const { folder, keep, left } = await pool(t);
    await keep(1);
    const [kept] = await listKept(folder);
    assert.ok(kept !== undefined);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(kept)));
    const mine = claims.filter((each) => each !== undefined);
    assert.equal(mine.length, 1);
    assert.ok(existsSync(mine[0]?.folder ?? ''));
    assert.deepEqual(await left(), [], 'nobody else sees it meanwhile');
    assert.deepEqual(await freeKept([kept]), [], 'it is not removed under whoever has it');
  });

  test('have names of their own, also of the same moment', () => {
    const places = Array.from({ length: 200 }, () => newPlace('/pool', now).folder);
    assert.equal(new Set(places).size, places.length);
  });

  test('keep the time of their index, by which git knows what it need not read again', async (t) => {
    const root = await temporaryFolder(t);
    const [from, to] = [path.join(root, 'from'), path.join(root, 'to')];
    for (const file of [from, to]) await writeFile(file, '');
    await utimes(from, 1000, 2000);
    await keepTime(from, to);
    assert.equal((await stat(to)).mtimeMs, 2_000_000);
  });
});

suite('limits of what is kept', () => {
  const limits = { worktrees: 3, days: 7, gigabytes: 1 };

  test('remove what is too old, and of the others the oldest that are too many', async (t) => {
    const { folder, keep, left } = await pool(t);
    for (const days of [8, 5, 1, 3, 2, 6.9]) await keep(days);
    await enforceLimits(folder, limits, now);
    assert.deepEqual(await left(), ['c1', 'c2', 'c3']);
  });

  test('remove what is too large in all, the oldest first', async (t) => {
    const { folder, keep, left } = await pool(t);
    const third = 400_000_000;
    for (const days of [1, 2, 3]) await keep(days, third);
    await enforceLimits(folder, limits, now);
    assert.deepEqual(await left(), ['c1', 'c2']);
  });

  test('leave what fits, and change nothing where nothing is kept', async (t) => {
    const { folder, keep, left } = await pool(t);
    await enforceLimits(folder, limits, now);
    for (const days of [1, 2]) await keep(days);
    await enforceLimits(folder, limits, now);
    assert.deepEqual(await left(), ['c1', 'c2']);
  });

  test('keep no more set-ups than wanted, none where none is wanted, and the newest of them', async (t) => {
    const { folder, keepSetup } = await pool(t);
    for (const [at, letter] of ['a', 'b', 'c'].entries()) await keepSetup(key(letter), at + 1);
    await enforceLimits(folder, { ...limits, setups: 2 }, now);
    assert.deepEqual(
      (await listSetups(folder)).map((each) => each.key),
      [key('a'), key('b')],
    );
    await enforceLimits(folder, { ...limits, setups: 0 }, now);
    assert.deepEqual(await listSetups(folder), []);
  });

  test('remove what an interruption left half-made a day ago, and nothing that is being made', async (t) => {
    const { folder } = await pool(t);
    const places = [newPlace(folder, now - 2 * day).part, newPlace(folder, now - 1000).part];
    const setups = [setupPart(folder, now - 2 * day), setupPart(folder, now - 1000)];
    for (const each of [...places, ...setups]) await mkdir(each, { recursive: true });
    await enforceLimits(folder, limits, now);
    assert.deepEqual(
      [...places, ...setups].map((each) => existsSync(each)),
      [false, true, false, true],
    );
    assert.deepEqual(
      partsOfSetups(folder).map(({ begun }) => begun),
      [now - 1000],
    );
  });
});

suite('set-ups that are kept', () => {
  test('are found by their whole name, and not where their record is damaged', async (t) => {
    const { folder, keepSetup } = await pool(t);
    assert.equal(await findSetup(folder, key('a')), undefined);
    await keepSetup(key('a'), 1);
    await keepSetup('ab', 1);
    assert.equal((await findSetup(folder, key('a')))?.folder, setupFolder(folder, key('a')));
    assert.deepEqual((await listSetups(folder)).length, 1, 'another folder is none');
    await writeFile(setupRecord(setupFolder(folder, key('a'))), '{"key":');
    assert.equal(await findSetup(folder, key('a')), undefined);
  });

  test('are removed once, whoever else does the same', async (t) => {
    const { folder, keepSetup } = await pool(t);
    await keepSetup(key('a'), 1);
    const kept = await listSetups(folder);
    const freed = await Promise.all([1, 2, 3].map((at) => freeSetups(folder, kept, now + at)));
    assert.equal(freed.flat().length, 1);
    assert.deepEqual(await readdir(path.join(folder, 'setups')), []);
  });
});
