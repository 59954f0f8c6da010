import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { suite, test } from 'node:test';
import type { JobStore, QueuedJob } from '../../../../src/database/jobs.ts';
import type { SessionKey } from '../../../../src/ports/executor.ts';
import { createJobFollower } from '../../../../src/runs/team/jobFollower.ts';
import type { SessionMirror } from '../../../../src/runs/team/sessionMirror.ts';

const key = { run: 'r1', session: 's', epoch: 1 };
const job: SessionKey & QueuedJob = { ...key, takes: 0, waits: true };
const isThere = (): boolean => true;

/** A queue that answers with these, then with the last of them again and again. */
function queue(...answers: readonly (readonly (SessionKey & QueuedJob)[] | Error)[]) {
  let asked = 0;
  let watched = 0;
  let notice = (): void => undefined;
  const jobs = {
    findAll() {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      // Told of at once, so that the next look is not waited for.
      setImmediate(() => notice());
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? []);
    },
    watch: (_run: string, onChange: () => void) => ((notice = onChange), (watched += 1), () => (watched -= 1)),
  };
  const follower = createJobFollower('r1', jobs as unknown as JobStore, {} as SessionMirror);
  return { follower, watched: () => watched, asked: () => asked };
}

suite('waiting for a session in the queue of a team', () => {
  test('ends once it is as asked, and listens to nothing any more', async () => {
    const ending = new AbortController();
    const { follower, watched } = queue([], [job], [{ ...job, result: { outcome: 'done', message: '' } }]);
    await follower.follow(key, ({ result }) => result !== undefined, ending.signal);
    assert.equal(watched(), 0);
    assert.equal(
      getEventListeners(ending.signal, 'abort').length,
      0,
      'a run follows thousands of sessions by one signal',
    );
  });

  test('takes the news of the epoch that is asked for', async () => {
    const seen: number[] = [];
    const { follower } = queue([{ ...job, epoch: 2 }], [{ ...job, epoch: 2 }, job]);
    await follower.follow(key, ({ takes }) => (seen.push(takes), true));
    assert.deepEqual(seen, [0]);
  });

  test('is given up with the reason of the signal, before and while it waits', async () => {
    const { follower, asked } = queue([]);
    await assert.rejects(follower.follow(key, isThere, AbortSignal.abort(new Error('closed'))), /closed/);
    assert.equal(asked(), 0);
    const ending = new AbortController();
    const waiting = follower.follow(key, isThere, ending.signal);
    ending.abort(new Error('closed too'));
    await assert.rejects(waiting, /closed too/);
  });

  test('fails for all who wait once the database has been away for too long', async () => {
    const ending = new AbortController();
    const { follower, watched } = queue(new Error('The database is away.'));
    const both = [follower.follow(key, isThere, ending.signal), follower.follow({ ...key, session: 't' }, isThere)];
    for (const { status } of await Promise.allSettled(both)) assert.equal(status, 'rejected');
    assert.equal(watched(), 0);
    assert.equal(getEventListeners(ending.signal, 'abort').length, 0);
  });
});
