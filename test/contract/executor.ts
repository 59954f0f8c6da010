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

/** Contract of every executor, wherever its sessions run. */
export function describeExecutor(name: string, setUp: (t: TestContext) => ExecutorSetup): void {
  describe(`${name} executor`, () => {
    test('gives the result of a session that has ended', async (t) => {
      const { executor, quick } = setUp(t);
      const first = executor();
      await first.ensureSession(quick());
      const result = await first.awaitResult(quick());
      assert.equal(result.outcome, 'done', result.message);
    });

    test('the commits that a result names are in the repository when it is given, for this executor and the next', async (t) => {
      const { executor, quick, hasCommit } = setUp(t);
      const first = executor();
      await first.ensureSession(quick());
      const { snapshot } = await first.awaitResult(quick());
      assert.ok(snapshot !== undefined && hasCommit(snapshot), snapshot);
      assert.equal((await executor().awaitResult(quick())).snapshot, snapshot);
    });

    test('runs a session once, however often it is asked for', async (t) => {
      const { executor, quick, starts } = setUp(t);
      const first = executor();
      await first.ensureSession(quick());
      await first.ensureSession(quick());
      const results = [first.awaitResult(quick()), first.awaitResult(quick())];
      assert.deepEqual(...((await Promise.all(results)) as [unknown, unknown]));
      await first.ensureSession(quick());
      assert.equal((await first.awaitResult(quick())).outcome, 'done');
      assert.equal(starts(), 1);
    });

    test('runs a session once when two executors ask for it at the same moment', async (t) => {
      const { executor, quick, starts } = setUp(t);
      const both = [executor(), executor()];
      await Promise.all(both.map((each) => each.ensureSession(quick())));
      const results = await Promise.all(both.map((each) => each.awaitResult(quick())));
      assert.deepEqual(results[0], results[1]);
      assert.equal(starts(), 1);
    });

    test('attaches to a running session after a restart; nothing runs twice', async (t) => {
      const { executor, endless, begun, starts } = setUp(t);
      await executor().ensureSession(endless());
      await begun();
      const next = executor();
      await next.ensureSession(endless());
      await next.stop(endless());
      assert.equal((await next.awaitResult(endless())).outcome, 'cancelled');
      assert.equal(starts(), 1);
    });

    test('runs another epoch of a session anew', async (t) => {
      const { executor, quick, starts } = setUp(t);
      const first = executor();
      for (const epoch of [1, 2]) {
        await first.ensureSession(quick(epoch));
        assert.equal((await first.awaitResult({ ...quick(), epoch })).outcome, 'done');
      }
      assert.equal(starts(), 2);
    });

    test('stops waiting when told to, and the session goes on', async (t) => {
      const { executor, endless, begun } = setUp(t);
      const first = executor();
      await first.ensureSession(endless());
      await begun();
      const patience = new AbortController();
      const waiting = first.awaitResult(endless(), patience.signal);
      patience.abort(new Error('enough'));
      await assert.rejects(waiting, /enough/);
      await first.stop(endless());
      assert.equal((await first.awaitResult(endless())).outcome, 'cancelled');
    });

    test('stops a session that it has not started itself, as a window does that only shows the run', async (t) => {
      const { executor, endless, begun } = setUp(t);
      const first = executor();
      await first.ensureSession(endless());
      await begun();
      await executor().stop(endless());
      assert.equal((await first.awaitResult(endless())).outcome, 'cancelled');
    });

    test('brings what a session prints to whoever shows it, and its end', async (t) => {
      const { executor, onlooker, endless, begun } = setUp(t);
      const first = executor();
      await first.ensureSession(endless());
      await begun();
      const left = new AbortController();
      t.after(() => left.abort());
      const folder = await onlooker().watch(endless(), left.signal);
      const read = (name: string): string =>
        existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : '';
      assert.match(read(sessionFiles.job), new RegExp(`"session":"${endless().session}"`));
      await until(() => read(sessionFiles.events) !== '');
      await first.stop(endless());
      await first.awaitResult(endless());
      await until(() => read(sessionFiles.result).includes('cancelled'));
    });

    test('stopping a session that has ended changes nothing', async (t) => {
      const { executor, quick } = setUp(t);
      const first = executor();
      await first.ensureSession(quick());
      await first.awaitResult(quick());
      await first.stop(quick());
      assert.equal((await first.awaitResult(quick())).outcome, 'done');
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

    test('does not know a session nobody has asked for', async (t) => {
      const { executor, quick } = setUp(t);
      await assert.rejects(executor().awaitResult({ run: 'run', session: 'nobody', epoch: 1 }), ExecutorError);
      const nobody = { ...quick(), session: 'nobody' };
      await assert.rejects(executor().watch(nobody, new AbortController().signal), ExecutorError);
      for (const ask of ['stop', 'takeOver', 'handBack'] as const) {
        await assert.rejects(executor()[ask](nobody), (error) => error instanceof ExecutorError && error.isUnknown);
      }
    });
  });
}
