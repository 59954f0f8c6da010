import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../src/core/model/effects.ts';
import type { Executor } from '../../src/ports/executor.ts';
import { ExecutorError } from '../../src/ports/executor.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import { until } from '../support/until.ts';

/** One place where sessions can run, as the suite needs it. */
export interface ExecutorSetup {
  /** Another executor for the same place, as after a restart of the editor. */
  readonly executor: () => Executor;
  /** That of a window which shows the run, on the farthest machine from which it can be followed. */
  readonly onlooker: () => Executor;
  /** A session that ends as done at once. Each call names the same session. */
  readonly quick: (epoch?: number) => Job;
  /** A session that runs until it is stopped. */
  readonly endless: () => Job;
  /** How often the work of the session has really been started so far. */
  readonly starts: () => number;
  /** Resolves once the session's work has begun. */
  readonly begun: () => Promise<void>;
  /** Whether the person's repository has a commit. */
  readonly hasCommit: (commit: string) => boolean;
  /** Kills whatever hosts the session, without warning. */
  readonly killHost: () => Promise<void>;
}

/** Contract of every executor, wherever its sessions run. What can be asked of one session is asked of one: each takes a second. */
export function describeExecutor(name: string, setUp: (t: TestContext) => ExecutorSetup): void {
  describe(`${name} executor`, () => {
    test('a session that ends by itself', async (t) => {
      const { executor, quick, starts, hasCommit } = setUp(t);
      const first = executor();

      await t.test(
        'gives its result; the commits that it names are in the repository then, and for the next executor',
        async () => {
          await first.ensureSession(quick());
          const { outcome, snapshot, message } = await first.awaitResult(quick());
          assert.equal(outcome, 'done', message);
          assert.ok(snapshot !== undefined && hasCommit(snapshot), snapshot);
          assert.equal((await executor().awaitResult(quick())).snapshot, snapshot);
        },
      );

      await t.test('is not changed by being stopped', async () => {
        await first.stop(quick());
        assert.equal((await first.awaitResult(quick())).outcome, 'done');
      });

      await t.test('runs once, however often it is asked for', async () => {
        await first.ensureSession(quick());
        assert.equal((await first.awaitResult(quick())).outcome, 'done');
        assert.equal(starts(), 1);
      });

      await t.test('runs anew in another epoch, and once, however often that is asked for', async () => {
        await first.ensureSession(quick(2));
        await first.ensureSession(quick(2));
        const second = { ...quick(), epoch: 2 };
        const results = [first.awaitResult(second), first.awaitResult(second)];
        assert.deepEqual(...((await Promise.all(results)) as [unknown, unknown]));
        await first.ensureSession(quick(2));
        assert.equal((await first.awaitResult(second)).outcome, 'done');
        assert.equal(starts(), 2);
      });

      await t.test('is not taken for one that nobody has asked for, which is unknown', async () => {
        await assert.rejects(executor().awaitResult({ run: 'run', session: 'nobody', epoch: 1 }), ExecutorError);
        const nobody = { ...quick(), session: 'nobody' };
        await assert.rejects(executor().watch(nobody, new AbortController().signal), ExecutorError);
        for (const ask of ['stop', 'takeOver', 'handBack'] as const) {
          await assert.rejects(executor()[ask](nobody), (error) => error instanceof ExecutorError && error.isUnknown);
        }
      });
    });

    test('runs a session once when two executors ask for it at the same moment', async (t) => {
      const { executor, quick, starts } = setUp(t);
      const both = [executor(), executor()];
      await Promise.all(both.map((each) => each.ensureSession(quick())));
      const results = await Promise.all(both.map((each) => each.awaitResult(quick())));
      assert.deepEqual(results[0], results[1]);
      assert.equal(starts(), 1);
    });

    test('a session that does not end', async (t) => {
      const { executor, onlooker, endless, begun, starts } = setUp(t);
      const [first, next] = [executor(), executor()];
      await first.ensureSession(endless());
      await begun();

      await t.test('goes on when somebody stops waiting for it', async () => {
        const patience = new AbortController();
        const waiting = first.awaitResult(endless(), patience.signal);
        patience.abort(new Error('enough'));
        await assert.rejects(waiting, /enough/);
      });

      const left = new AbortController();
      t.after(() => left.abort());
      const folder = await onlooker().watch(endless(), left.signal);
      const read = (name: string): string =>
        existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : '';
      await t.test('brings what it prints to whoever shows it', async () => {
        assert.match(read(sessionFiles.job), new RegExp(`"session":"${endless().session}"`));
        await until(() => read(sessionFiles.events) !== '');
      });

      await t.test('is attached to after a restart; nothing runs twice', async () => {
        await next.ensureSession(endless());
        assert.equal(starts(), 1);
      });

      await t.test('is stopped by one that has not started it, as a window does that only shows the run', async () => {
        await executor().stop(endless());
        for (const each of [next, first]) assert.equal((await each.awaitResult(endless())).outcome, 'cancelled');
        assert.equal(starts(), 1);
        await until(() => read(sessionFiles.result).includes('cancelled'));
      });
    });

    test('a session whose host is killed has crashed, once, for everybody who waits', async (t) => {
      const { executor, endless, begun, killHost, starts } = setUp(t);
      const both = [executor(), executor()];
      for (const each of both) await each.ensureSession(endless());
      await begun();
      const waiting = both.map((each) => each.awaitResult(endless()));
      await killHost();
      const results = await Promise.all(waiting);
      assert.equal(results[0]?.outcome, 'crashed');
      assert.deepEqual(results[0], results[1]);
      await executor().ensureSession(endless());
      assert.equal(starts(), 1, 'the same epoch is not started again');
    });
  });
}
