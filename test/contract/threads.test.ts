import assert from 'node:assert/strict';
import { EventEmitter, on } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { ThreadLine } from '../../src/ports/threads.ts';
import { createThreads } from '../../src/threads/threads.ts';
import type { ThreadsOptions } from '../../src/threads/threads.ts';
import { temporaryFolder } from '../support/journalFixture.ts';
import { patience } from '../support/until.ts';

interface Request {
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** A channel of the test's own: what it answers, and what it was sent. */
interface Server {
  readonly url: string;
  answer: (request: Request) => { readonly status: number; readonly body?: unknown } | 'never';
  readonly requests: Request[];
  /** Waits until that many requests satisfy the condition. */
  received(count: number, which: (request: Request) => boolean): Promise<void>;
}

async function startServer(context: TestContext): Promise<Server> {
  const arrivals = new EventEmitter();
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      const request = { url: incoming.url ?? '', body: JSON.parse(text) as Record<string, unknown> };
      self.requests.push(request);
      arrivals.emit('request');
      const answer = self.answer(request);
      if (answer === 'never') return;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const self: Server = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/channel`,
    answer: () => ({ status: 200, body: { id: 'T1' } }),
    requests: [],
    async received(count, which) {
      const seen = on(arrivals, 'request', { signal: AbortSignal.timeout(patience) });
      while (self.requests.filter(which).length < count) await seen.next();
    },
  };
  return self;
}

async function options(context: TestContext): Promise<ThreadsOptions & { readonly log: string }> {
  const root = await temporaryFolder(context);
  return {
    layout: { runFolder: (run) => path.join(root, run) },
    // Generous, because a loaded machine is slow; only a channel that never answers is waited for this long.
    timeoutMs: patience,
    retryMs: [1, 1, 1],
    log: path.join(root, 'run', 'thread.log'),
  };
}

/** A line about an event, told at the beginning of time. */
const line = (event: number, text: string): ThreadLine => ({ event, at: 0, text });
const isLine = ({ body }: Request): boolean => 'text' in body;
const texts = (server: Server): readonly unknown[] => server.requests.filter(isLine).map(({ body }) => body['text']);

suite('the thread of a run', () => {
  test('is bound at the intake, and lines are delivered there in order', async (context) => {
    const server = await startServer(context);
    const threads = createThreads(await options(context));
    const bound = await threads.bind({
      run: 'run',
      title: 'Big change',
      intake: server.url,
      threads: 'http://127.0.0.1:1/',
    });
    assert.deepEqual(bound, { mode: 'intake', id: 'T1' });
    assert.deepEqual(server.requests[0]?.body, { run: 'run', title: 'Big change' });
    await Promise.all(['a', 'b', 'c'].map((text, index) => threads.post('run', [line(index + 1, text)])));
    await server.received(3, isLine);
    assert.deepEqual(
      texts(server),
      ['a', 'b', 'c'].map((text, index) => `1970-01-01T00:00:00.000Z #${index + 1} ${text}`),
    );
    assert.deepEqual(
      server.requests.filter(isLine).map(({ url, body }) => [url, body['number']]),
      [
        ['/channel/T1', 1],
        ['/channel/T1', 2],
        ['/channel/T1', 3],
      ],
    );
  });

  test('falls back to the threads, then to a log, when a channel is down, slow or does not answer as agreed', async (context) => {
    for (const answer of [
      () => ({ status: 500 }),
      () => ({ status: 200, body: { name: 'no id' } }),
      () => 'never' as const,
    ]) {
      const [intake, other] = [await startServer(context), await startServer(context)];
      intake.answer = answer;
      other.answer = () => ({ status: 201, body: { id: 7 } });
      const request = { run: 'run', title: 't', intake: intake.url };
      const impatient = { timeoutMs: 2_000 };
      const first = createThreads({ ...(await options(context)), ...impatient });
      assert.deepEqual(await first.bind({ ...request, threads: other.url }), { mode: 'threads', id: '7' });
      const second = createThreads({ ...(await options(context)), ...impatient });
      assert.deepEqual(await second.bind(request), { mode: 'log', id: 'thread.log' });
    }
  });

  test('a channel that comes back gets every line once, in order, and nothing was waited for', async (context) => {
    const server = await startServer(context);
    const threads = createThreads(await options(context));
    await threads.bind({ run: 'run', title: 't', intake: server.url });
    server.answer = () => ({ status: 503 });
    await threads.post('run', [line(1, 'one')]);
    await server.received(4, isLine);
    server.answer = () => ({ status: 200 });
    const before = server.requests.length;
    await threads.post('run', [line(2, 'two')]);
    await server.received(1, ({ body }) => body['number'] === 2);
    assert.deepEqual(
      server.requests.slice(before).map(({ body }) => body['number']),
      [1, 2],
    );
  });

  test('another process goes on delivering where the last one stopped', async (context) => {
    const server = await startServer(context);
    const shared = await options(context);
    const first = createThreads(shared);
    await first.bind({ run: 'run', title: 't', intake: server.url });
    await first.post('run', [line(1, 'one')]);
    await server.received(1, isLine);
    server.answer = () => ({ status: 503 });
    await first.post('run', [line(2, 'two')]);
    await server.received(5, isLine);
    server.answer = () => ({ status: 200, body: { id: 'another' } });
    const again = await createThreads(shared).bind({ run: 'run', title: 't', intake: server.url });
    assert.deepEqual(again, { mode: 'intake', id: 'T1' });
    await server.received(6, isLine);
    assert.match(String(server.requests.at(-1)?.body['text']), /two$/);
  });

  test('the log holds one line per post, whatever the text', async (context) => {
    const shared = await options(context);
    const threads = createThreads(shared);
    await threads.bind({ run: 'run', title: 't' });
    await threads.post('run', [line(1, 'first\r\n  second\nthird')]);
    assert.equal(await readFile(shared.log, 'utf8'), '1970-01-01T00:00:00.000Z #1 first second third\n');
  });

  test('a line that was told before is not told again, and one a crash cut off is told anew', async (context) => {
    const shared = await options(context);
    const first = createThreads(shared);
    await first.bind({ run: 'run', title: 't' });
    await first.post('run', [line(1, 'one'), line(3, 'three')]);
    await appendFile(shared.log, '1970-01-01T00:00:00.000Z #4 fo');
    await createThreads(shared).post('run', [line(1, 'one'), line(3, 'three'), line(4, 'four')]);
    const log = await readFile(shared.log, 'utf8');
    assert.deepEqual(
      log
        .trimEnd()
        .split('\n')
        .map((text) => text.slice(25)),
      ['#1 one', '#3 three', '#4 four'],
    );
  });

  test('a folder that cannot be written stops nothing', async (context) => {
    const root = path.join(await temporaryFolder(context), 'file');
    await writeFile(root, '');
    const threads = createThreads({
      layout: { runFolder: () => root },
    });
    assert.deepEqual(await threads.bind({ run: 'run', title: 't' }), { mode: 'log', id: 'thread.log' });
    await threads.post('run', [line(1, 'lost')]);
  });
});
