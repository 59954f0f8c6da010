import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { answerFile, createRequestBox, mostBytes, readAnswer, requestFile } from '../../../src/decisions/requestBox.ts';
import { readRequests, requestWords } from '../../../src/decisions/requests.ts';
import { watchRequests } from '../../../src/decisions/watchRequests.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';
import { until } from '../../support/until.ts';

describe('files of other tools at the gates of a run', () => {
  it('ask by their names, with a note in them, and whatever else lies there is left alone', async (t) => {
    const folder = await temporaryFolder(t);
    for (const [name, text] of [
      ['launch-1.approved', ' CI is green.\n\u001b[31mred '],
      ['spot-check-2.hold', ''],
      ['launch-1.maybe', ''],
      ['launch.approved', ''],
      ['../launch-1.approved'.replace('../', ''), ' CI is green.\n\u001b[31mred '],
      ['notes.txt', ''],
    ] as const)
      await writeFile(path.join(folder, name), text);
    await mkdir(path.join(folder, 'launch-3.approved'));
    await symlink('/etc/hostname', path.join(folder, 'launch-4.approved'));
    const found = await readRequests(folder);
    assert.deepEqual(found.map(({ gate, verdict, note }) => [gate, verdict, note]).sort(), [
      ['launch-1', 'approved', 'CI is green. [31mred'],
      ['spot-check-2', 'hold', ''],
    ]);
    assert.deepEqual(await readRequests(path.join(folder, 'gone')), []);
  });

  it('are shown as what they are: a wish that decides nothing, cut where no one reads on', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'launch-1.rejected'), 'x'.repeat(10_000));
    const [request] = await readRequests(folder);
    assert.equal(request?.note.length, 500);
    assert.equal(
      requestWords({ gate: 'launch-1', verdict: 'rejected', note: 'Not yet.', at: 0 }),
      'a file asks for rejection, which decides nothing: Not yet.',
    );
    assert.equal(
      requestWords({ gate: 'launch-1', verdict: 'approved', note: '', at: 0, refused: 'No key of the run.' }),
      'a file asks for approval, which does not count (No key of the run.)',
    );
    assert.match(requestWords({ gate: 'g', verdict: 'hold', note: '', at: 0 }), /^a file asks for a hold, /);
  });

  it('are told of as they come and go, until that is ended', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'requests');
    const told: number[] = [];
    const end = watchRequests(folder, (requests) => told.push(requests.length));
    t.after(end);
    await until(async () => (await readdir(folder).catch(() => undefined)) !== undefined);
    await writeFile(path.join(folder, 'launch-1.approved'), '');
    await until(() => told.at(-1) === 1);
    await rm(path.join(folder, 'launch-1.approved'));
    await until(() => told.at(-1) === 0);
    end();
  });
});

describe('a request to the process that drives a run', () => {
  it('is answered by it, once, and nothing is left of it', async (t) => {
    const folder = await temporaryFolder(t);
    const box = createRequestBox(() => folder);
    const ended = new AbortController();
    t.after(() => ended.abort());
    const heard: string[] = [];
    box.attend('r1', (text) => Promise.resolve((heard.push(text), { refused: 'Look again.' })), ended.signal);
    assert.deepEqual(await box.ask('r1', 'please', 60_000), { refused: 'Look again.' });
    assert.deepEqual(heard, ['please']);
    assert.deepEqual(await readdir(folder), []);
  });

  it('that no process answers is withdrawn, so that nothing comes of it later', async (t) => {
    const folder = await temporaryFolder(t);
    assert.equal(await createRequestBox(() => folder).ask('r1', 'please', 0), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it('that is too large, or no file, is not read', async (t) => {
    const folder = await temporaryFolder(t);
    const id = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
    await writeFile(path.join(folder, requestFile(id('1'))), 'x'.repeat(mostBytes + 1));
    await symlink('/etc/hostname', path.join(folder, requestFile(id('2'))));
    await writeFile(path.join(folder, requestFile(id('3'))), 'fine');
    const ended = new AbortController();
    t.after(() => ended.abort());
    const heard: string[] = [];
    createRequestBox(() => folder).attend('r1', (text) => Promise.resolve((heard.push(text), {})), ended.signal);
    await until(() => heard.length === 2);
    assert.deepEqual(heard.sort(), ['', 'fine']);
    assert.equal((await readdir(folder)).includes(answerFile(id('2'))), false);
  });

  it('has an answer only where the file holds one', async (t) => {
    const file = path.join(await temporaryFolder(t), 'a.json');
    assert.equal(await readAnswer(file), undefined);
    for (const [text, answer] of [
      ['{', undefined],
      ['null', undefined],
      ['{}', {}],
      ['{"refused": 7, "moved": "yes"}', {}],
      ['{"refused": "No.", "moved": true}', { refused: 'No.', moved: true }],
    ] as const) {
      await writeFile(file, text);
      assert.deepEqual(await readAnswer(file), answer);
    }
  });
});
