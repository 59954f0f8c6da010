import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { JobStore, OutputPiece, QueuedJob, WantedOutput } from '../../../../src/database/jobs.ts';
import type { SessionKey } from '../../../../src/ports/executor.ts';
import { JournalError } from '../../../../src/ports/journal.ts';
import { createJobFollower } from '../../../../src/runs/team/jobFollower.ts';
import type { SessionMirror } from '../../../../src/runs/team/sessionMirror.ts';

const key = (session: string, epoch = 1): SessionKey => ({ run: 'r1', session, epoch });
const done: QueuedJob = { takes: 1, waits: false, result: { outcome: 'done', message: '' } };
const isOver = ({ result }: QueuedJob): boolean => result !== undefined;

/** Sessions in a database that is played, each as it is at the moment; a question asks for several. */
function table(jobs: Record<string, QueuedJob | undefined>) {
  const asked: (readonly string[])[] = [];
  const copied: string[] = [];
  const watching = new Set<() => void>();
  let failure: Error | undefined;
  let pieces: (readonly OutputPiece[])[] = [];
  const store = {
    findAll: (run: string, keys: readonly Omit<SessionKey, 'run'>[]) => {
      asked.push(keys.map(({ session }) => session));
      if (failure !== undefined) return Promise.reject(failure);
      const found = keys.flatMap(({ session, epoch }) => {
        const job = jobs[session];
        return job === undefined ? [] : [{ run, session, epoch, ...job }];
      });
      return Promise.resolve(found);
    },
    output: () => Promise.resolve(pieces.shift() ?? []),
    watch: (_run: string, onChange: () => void) => (watching.add(onChange), () => void watching.delete(onChange)),
  } as unknown as JobStore;
  const mirror = {
    known: ({ session, epoch }: SessionKey, take: number): Promise<WantedOutput> =>
      Promise.resolve({ session, epoch, take, events: 0, output: copied.length }),
    add: ({ session }: SessionKey, { bytes }: OutputPiece) =>
      Promise.resolve(void copied.push(`${session} ${bytes.toString()}`)),
  } as unknown as SessionMirror;
  return {
    ...{ asked, copied, watching, jobs, follower: createJobFollower('r1', store, mirror) },
    fail: (error: Error | undefined) => (failure = error),
    prints: (...each: (readonly OutputPiece[])[]) => (pieces = each),
    /** Tells whoever watches that something has changed. */
    change: (session: string, job: QueuedJob) => {
      jobs[session] = job;
      for (const onChange of watching) onChange();
    },
  };
}

suite('sessions on hosts that are waited for', () => {
  test('are asked for together, and each wait ends when its session is over', async () => {
    const { follower, asked, change, watching } = table({ a: done, b: { takes: 0, waits: true } });
    const both = [follower.follow(key('a'), isOver), follower.follow(key('b'), isOver)];
    await both[0];
    change('b', done);
    await Promise.all(both);
    assert.deepEqual(asked.at(-1), ['b'], 'one that is over is not asked for again');
    assert.ok(asked.every((sessions) => sessions.length <= 2));
    assert.equal(watching.size, 0, 'nothing is watched where nothing is waited for');
  });

  test('are told of each time they change, until somebody has seen enough', async () => {
    const { follower, change } = table({ a: { takes: 0, waits: true } });
    const seen: number[] = [];
    let isFirst = true;
    await follower.follow(key('a'), ({ takes }) => {
      seen.push(takes);
      if (isFirst) setImmediate(() => change('a', { takes: 1, waits: false }));
      isFirst = false;
      return takes > 0;
    });
    assert.deepEqual([...new Set(seen)], [0, 1]);
  });

  test('of another number of the same session are others', async () => {
    const { follower, jobs } = table({ a: done });
    const ended = new AbortController();
    const later = follower.follow(key('a', 2), ({ takes }) => takes > 5, ended.signal);
    await follower.follow(key('a', 1), isOver);
    jobs['a'] = { ...done, takes: 6 };
    await later;
  });

  test('that are not in the queue yet are waited for', async () => {
    const { follower, change, asked } = table({});
    const wait = follower.follow(key('a'), isOver);
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    change('a', done);
    await wait;
  });

  test('are no longer waited for once the person leaves, and the others are', async () => {
    const { follower, change } = table({ a: { takes: 0, waits: true }, b: { takes: 0, waits: true } });
    const leaving = new AbortController();
    const left = follower.follow(key('a'), isOver, leaving.signal);
    const other = follower.follow(key('b'), isOver);
    const why = new Error('The window was closed.');
    leaving.abort(why);
    await assert.rejects(left, why);
    change('b', done);
    await other;
    await assert.rejects(follower.follow(key('a'), isOver, AbortSignal.abort(why)), why);
  });

  test('all end with the words of the database where that is away for too long, and may be followed again', async () => {
    const { follower, fail, watching } = table({ a: done, b: done });
    const away = new JournalError('io', 'The database does not answer.');
    fail(away);
    const results = await Promise.allSettled([follower.follow(key('a'), isOver), follower.follow(key('b'), isOver)]);
    assert.deepEqual(
      results.map((one) => one.status === 'rejected' && one.reason === away),
      [true, true],
    );
    assert.equal(watching.size, 0);
    fail(undefined);
    await follower.follow(key('a'), isOver);
  });

  test('have what they printed copied before their end is told, however much it is', async () => {
    const { follower, copied, prints } = table({ a: done });
    const piece = (text: string): OutputPiece => ({
      session: 'a',
      epoch: 1,
      take: 1,
      stream: 'output',
      begins: 0,
      bytes: Buffer.from(text),
    });
    prints(
      Array.from({ length: 200 }, (_, at) => piece(String(at))),
      [piece('the last one')],
    );
    let before = 0;
    await follower.follow(key('a'), (job) => ((before = copied.length), isOver(job)));
    assert.equal(before, 201);
    assert.equal(copied.at(-1), 'a the last one');
  });

  test('that no host has taken have printed nothing, and nothing is asked', async () => {
    const { follower, copied, prints } = table({
      a: { takes: 0, waits: false, result: { outcome: 'cancelled', message: '' } },
    });
    prints([{ session: 'a', epoch: 1, take: 1, stream: 'output', begins: 0, bytes: Buffer.from('x') }]);
    await follower.follow(key('a'), isOver);
    assert.deepEqual(copied, []);
  });
});
