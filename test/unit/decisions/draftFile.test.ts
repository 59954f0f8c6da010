import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { RunDrafts } from '../../../src/runs/editor/runDrafts.ts';
import { changeDraft } from '../../../src/core/gates/gateDraft.ts';
import { emptyDraft } from '../../../src/core/model/gateDraft.ts';
import type { DraftEntry } from '../../../src/core/model/gateDraft.ts';
import { appendDraft, readDrafts } from '../../../src/decisions/draftFile.ts';
import { errorMessage } from '../../../src/util/errors.ts';
import { until } from '../../support/until.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wavegate-drafts-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const mark = (name: string, value: string): DraftEntry => ({ gate: 'g', change: { type: 'answer', name, value } });
const fold = (entries: readonly DraftEntry[]) =>
  entries.reduce((draft, { change }) => changeDraft(draft, change), emptyDraft);

/** A window on the drafts of a file. */
function openWindow(file: string) {
  const said: string[] = [];
  const window = new RunDrafts(
    () => undefined,
    (error) => said.push(errorMessage(error)),
  );
  window.follow(file);
  return { window, said };
}

suite('drafts of decisions on disk', () => {
  test('are none where nobody has begun anything', async () => {
    assert.deepEqual(await readDrafts(path.join(folder, 'none.jsonl')), { entries: [] });
  });

  test('hold what both of two windows have marked in the same moment, and of one file the last mark', async () => {
    const file = path.join(folder, 'two.jsonl');
    const files = Array.from({ length: 20 }, (_, number) => `src/${number}.js`);
    const [one, two] = [openWindow(file).window, openWindow(file).window];
    await Promise.all(files.flatMap((name) => [one.add(mark(name, 'ok')), two.add(mark(`${name}x`, 'not-ok'))]));
    await two.add(mark('src/0.js', 'not-ok'));
    await until(() => one.entries.length === 41);
    const { answers } = fold(one.entries);
    assert.equal(Object.keys(answers).length, 40);
    assert.deepEqual([answers['src/0.js'], answers['src/1.js'], answers['src/1.jsx']], ['not-ok', 'ok', 'not-ok']);
    assert.deepEqual(fold(two.entries), fold(one.entries));
    one.follow(undefined);
    two.follow(undefined);
  });

  test('are kept as a copy where the file is damaged, which is said once', async () => {
    const file = path.join(folder, 'damaged.jsonl');
    await appendDraft(file, mark('a', 'ok'));
    await appendFile(file, 'nonsense\n{"gate":7}\n');
    await appendDraft(file, mark('b', 'ok'));
    const before = await readFile(file, 'utf8');
    const first = openWindow(file);
    await until(() => first.said.length > 0);
    assert.match(first.said.join('\n'), /cannot be read.*a copy of the file is kept as .*damaged\.damaged-/);
    assert.deepEqual(fold(first.window.entries).answers, { a: 'ok', b: 'ok' });
    const [copy] = (await readdir(folder)).filter((name) => name.startsWith('damaged.damaged-'));
    assert.equal(await readFile(path.join(folder, copy ?? ''), 'utf8'), before);

    await first.window.add(mark('c', 'ok'));
    const again = openWindow(file);
    await again.window.add(mark('d', 'ok'));
    assert.deepEqual([first.said.length, again.said.length], [1, 0]);
    assert.deepEqual(Object.keys(fold(again.window.entries).answers), ['a', 'b', 'c', 'd']);
    first.window.follow(undefined);
    again.window.follow(undefined);
  });

  test('lose nothing to a line that a crash cut off', async () => {
    const file = path.join(folder, 'torn.jsonl');
    await writeFile(file, `${JSON.stringify(mark('a', 'ok'))}\n{"gate":"g","chan`);
    assert.deepEqual(fold((await readDrafts(file)).entries).answers, { a: 'ok' });
    await appendDraft(file, mark('b', 'ok'));
    assert.deepEqual(fold((await readDrafts(file)).entries).answers, { a: 'ok', b: 'ok' });
  });
});
