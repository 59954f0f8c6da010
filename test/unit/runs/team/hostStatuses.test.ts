import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { QueuedJob } from '../../../../src/database/jobs.ts';
import type { SessionKey, SessionStatus } from '../../../../src/ports/executor.ts';
import { followStatuses, statusOf } from '../../../../src/runs/team/hostStatuses.ts';

const queued = (more: Partial<QueuedJob> = {}): QueuedJob => ({ takes: 0, waits: true, ...more });

suite('how a session in the queue stands', () => {
  const stands: readonly (readonly [string, QueuedJob, SessionStatus])[] = [
    ['waits for its first host', queued(), { takenOver: false, host: '' }],
    ['is on a host', queued({ takes: 1, waits: false, host: 'tower' }), { takenOver: false, host: 'tower' }],
    [
      'is on a host that has told more of it',
      queued({ takes: 1, waits: false, host: 'tower', status: { takenOver: false, stage: 'red', quietMinutes: 3 } }),
      { takenOver: false, stage: 'red', quietMinutes: 3, host: 'tower' },
    ],
    [
      'waits for another host after one was lost',
      queued({ takes: 2, host: 'tower', status: { takenOver: false, stage: 'red' } }),
      { takenOver: false, stage: 'red', host: '', lostHost: 'tower' },
    ],
  ];
  for (const [what, job, status] of stands)
    test(`is told where it ${what}`, () => assert.deepEqual(statusOf(job), status));
});

suite('following the sessions of a run', () => {
  const key = { session: 's', epoch: 1 };
  const first = { run: 'r1', ...key, ...queued({ takes: 1, waits: false, host: 'tower' }) };

  /** Follows until the answers are used up. @returns what was told */
  async function follow(answers: readonly (readonly (SessionKey & QueuedJob)[] | Error)[], running = [key]) {
    const told: (readonly [string, SessionStatus])[] = [];
    const ending = new AbortController();
    let asked = 0;
    let notice = (): void => undefined;
    let watched = 0;
    await followStatuses({
      jobs: {
        findAll() {
          const answer = answers[asked++];
          // Told of at once, so that the next look is not waited for.
          setImmediate(() => (asked >= answers.length ? ending.abort() : notice()));
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? []);
        },
        watch: (_run, onChange) => ((notice = onChange), (watched += 1), () => (watched -= 1)),
      },
      ...{ run: 'r1', running: () => running, signal: ending.signal },
      onStatus: (session, status) => told.push([session, status]),
    });
    assert.equal(watched, 0, 'it no longer listens');
    return told;
  }

  test('tells the first status, a change, and nothing that is as it was or has ended', async () => {
    const other = { ...first, host: 'attic' };
    const ended = { ...first, host: 'cellar', result: { outcome: 'done' as const, message: '' } };
    assert.deepEqual(await follow([[first, first], [other], [ended]]), [
      ['s', { takenOver: false, host: 'tower' }],
      ['s', { takenOver: false, host: 'attic' }],
    ]);
  });

  test('tells how a session stands that was dispatched again, although the one before stood the same', async () => {
    const again = { ...first, epoch: 2 };
    assert.equal((await follow([[first], [again], [again]])).length, 2);
  });

  test('goes on after the database was away', async () => {
    assert.equal((await follow([new Error('away'), [first]])).length, 1);
  });

  test('does not ask for a run in which nothing runs', async () => {
    const ending = new AbortController();
    await followStatuses({
      jobs: { findAll: () => assert.fail('nothing to ask for'), watch: () => () => undefined },
      ...{ run: 'r1', signal: ending.signal, onStatus: () => assert.fail('nothing to tell') },
      running: () => (setImmediate(() => ending.abort()), []),
    });
  });
});
