import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { HostDesk } from '../../../../src/database/hostDesk.ts';
import { startReporter } from '../../../../src/runs/team/hostReporter.ts';
import { createSessionRecords } from '../../../../src/sessionHost/sessionRecords.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

type News = Parameters<HostDesk['report']>[2];

/** Folder of a session, and what its host has reported of it. `answer` is what the database says to the report of that number. */
async function host(t: TestContext, answer: (report: number) => boolean | Error = () => true) {
  const folder = await temporaryFolder(t);
  const news: News[] = [];
  let lost = 0;
  /** Begins and ends to report, as one start of the host. */
  const reportOnce = async (): Promise<void> => {
    const report = (_token: number, _key: unknown, one: News): Promise<boolean> => {
      const answered = answer(news.length + 1);
      if (answered instanceof Error) return Promise.reject(answered);
      news.push(one);
      return Promise.resolve(answered);
    };
    const reporter = await startReporter({
      ...{ desk: { report }, token: () => 7, key: { run: 'r1', session: 's', epoch: 1, take: 1 } },
      ...{ folder, records: createSessionRecords(), lost: () => (lost += 1) },
    });
    await reporter.close();
  };
  const pieces = () => news.flatMap(({ piece }) => (piece === undefined ? [] : [piece]));
  return {
    ...{ folder, news, reportOnce, pieces, lost: () => lost },
    file: (name: string) => path.join(folder, name),
    /** The bytes of a stream as whoever drives the run puts them together: a piece at the same place replaces the one before. */
    text: (stream: 'events' | 'output'): string => {
      const byBegin = new Map(
        pieces().flatMap((piece) => (piece.stream === stream ? [[piece.begins, piece.bytes]] : [])),
      );
      let text = Buffer.alloc(0);
      for (const [begins, bytes] of [...byBegin].sort(([a], [b]) => a - b))
        if (begins <= text.length) text = Buffer.concat([text.subarray(0, begins), bytes]);
      return text.toString();
    },
  };
}

suite('what a host reports of a session', () => {
  test('is all of it at the end, each byte once, and the status only where it is another', async (t) => {
    const { file, news, reportOnce, text, pieces } = await host(t);
    await reportOnce();
    assert.deepEqual(news, [], 'a session that has said nothing yet');
    await writeFile(file('events.jsonl'), '{"type":"started"}\n');
    await writeFile(file('output.log'), 'grüß dich\n');
    await writeFile(file('status.json'), '{"takenOver":false}');
    await reportOnce();
    await appendFile(file('output.log'), 'and more\n');
    await reportOnce();
    assert.deepEqual([text('events'), text('output')], ['{"type":"started"}\n', 'grüß dich\nand more\n']);
    assert.deepEqual(
      pieces().map(({ stream, begins }) => [stream, begins]),
      [
        ['events', 0],
        ['output', 0],
        ['output', 12],
      ],
    );
    assert.deepEqual(
      news.flatMap(({ status }) => status ?? []),
      [{ takenOver: false }, { takenOver: false }],
      'once for each start of the host',
    );
  });

  test('goes on where its note of what was sent is damaged: what it sends again begins where it began', async (t) => {
    const { file, reportOnce, text } = await host(t);
    await writeFile(file('output.log'), 'one\n');
    await reportOnce();
    for (const torn of ['', '{"events":0,"out', 'null', '{"events":0,"output":null}']) {
      await writeFile(file('reported.json'), torn);
      await appendFile(file('output.log'), 'more\n');
      await reportOnce();
      assert.equal(text('output'), await readFile(file('output.log'), 'utf8'), JSON.stringify(torn));
    }
  });

  test('is sent again after the database was away', async (t) => {
    const { file, reportOnce, text } = await host(t, (report) => (attempts++ < 2 ? new Error(`away ${report}`) : true));
    let attempts = 0;
    await writeFile(file('events.jsonl'), 'a\n');
    await reportOnce();
    assert.equal(text('events'), '');
    await reportOnce();
    await reportOnce();
    assert.equal(text('events'), 'a\n');
  });

  test('ends once another host has the session, and the session hears of that once', async (t) => {
    const { file, news, reportOnce, lost } = await host(t, () => false);
    await writeFile(file('events.jsonl'), 'a\n');
    await writeFile(file('output.log'), 'b\n');
    await writeFile(file('status.json'), '{"takenOver":false}');
    await reportOnce();
    assert.deepEqual([news.length, lost()], [1, 1]);
  });

  test('does not stop at a status that cannot be read', async (t) => {
    const { file, reportOnce, text } = await host(t);
    await writeFile(file('status.json'), '{');
    await writeFile(file('output.log'), 'b\n');
    await reportOnce();
    assert.equal(text('output'), 'b\n');
  });

  test('of very much output is the beginning, the end and how much of it is on the host alone', async (t) => {
    const { file, reportOnce, text } = await host(t);
    const megabyte = 1024 * 1024;
    await writeFile(file('output.log'), `${'a'.repeat(6 * megabyte)}the last words`);
    await reportOnce();
    const shown = text('output');
    const [begins, note, ends] = shown.split('\n');
    assert.ok(begins === 'a'.repeat(4 * megabyte));
    assert.equal(note, `[1984 kB are on the host alone: ${file('output.log')}]`);
    assert.equal(ends?.length, 64 * 1024);
    assert.match(ends ?? '', /^a+the last words$/);
    await reportOnce();
    assert.ok(text('output') === shown, 'a host that starts again does not send the end twice');
  });
});
