import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import { verifyWork } from '../../../../src/sessions/agent/verifyWork.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';

const run = (command: string, failed: readonly string[] = [], exitCode = failed.length === 0 ? 0 : 1): CheckRun => ({
  ...{ name: 'verify', command, exitCode, timedOut: false, milliseconds: 5, runs: 1, tail: '' },
  failed: failed.map((name) => ({ name, excerpt: '' })),
});

/** A worktree in which commands end as said for the commit that is checked out. */
function worktree(results: Readonly<Record<string, (command: string) => CheckRun>>, stopAfter = Infinity) {
  const steps: string[] = [];
  const stop = new AbortController();
  let at = 'snapshot';
  const services = {
    checks: {
      run: ({ command }: { readonly command?: string }) => {
        steps.push(`run ${command} at ${at}`);
        if (steps.length >= stopAfter) stop.abort();
        return Promise.resolve(results[at]?.(command ?? '') ?? run(command ?? ''));
      },
    },
    git: { restore: (_: unknown, commit: string) => Promise.resolve(void steps.push(`restore ${(at = commit)}`)) },
  };
  const context = {
    ...{ place: { worktree: '/w' }, job: { limits: { minutes: 1 } }, marker: 'M=1', output: () => undefined },
    ...{ signal: stop.signal, reportProgress: () => undefined },
  } as unknown as SessionContext;
  const how = { env: {} };
  const verify = (commands: readonly string[], base = 'base') =>
    verifyWork(services, { verify: commands, base, report: [] }, context, how, 'snapshot');
  return { steps, verify };
}

suite('commands that verify the work of an agent', () => {
  test('run once each where they are green, and what they changed is put back', async () => {
    const { steps, verify } = worktree({});
    const verified = await verify(['lint', 'test']);
    assert.deepEqual(
      verified.map(({ passes }) => passes),
      [true, true],
    );
    assert.deepEqual(steps, ['run lint at snapshot', 'run test at snapshot', 'restore snapshot']);
  });

  test('that are red run again on what the agent began with, and the worktree holds its work afterwards', async () => {
    const { steps, verify } = worktree({ snapshot: (command) => run(command, command === 'test' ? ['new'] : []) });
    const verified = await verify(['lint', 'test', 'test']);
    assert.deepEqual(
      verified.map(({ passes, redBefore }) => [passes, redBefore]),
      [
        [true, false],
        [false, false],
        [false, false],
      ],
    );
    assert.deepEqual(steps.slice(3), ['restore snapshot', 'restore base', 'run test at base', 'restore snapshot']);
  });

  test('excuse failures that had their names before, and no other', async () => {
    const fails = (names: readonly string[]) => (command: string) => run(command, names);
    const same = await worktree({ snapshot: fails(['old']), base: fails(['old', 'older']) }).verify(['test']);
    assert.deepEqual([same[0]?.passes, same[0]?.known], [true, 1]);
    const more = await worktree({ snapshot: fails(['old', 'new']), base: fails(['old']) }).verify(['test']);
    assert.equal(more[0]?.passes, false);
    const nameless = (command: string) => run(command, [], 1);
    const unnamed = await worktree({ snapshot: nameless, base: nameless }).verify(['test']);
    assert.deepEqual([unnamed[0]?.passes, unnamed[0]?.redBefore], [false, true]);
  });

  test('are not run on what was before where the agent changed nothing', async () => {
    const { steps, verify } = worktree({ snapshot: (command) => run(command, ['old']) });
    const [verified] = await verify(['test'], 'snapshot');
    assert.equal(verified?.passes, false);
    assert.deepEqual(steps, ['run test at snapshot', 'restore snapshot']);
  });

  test('stop where a person asks, and the work is put back all the same', async () => {
    const { steps, verify } = worktree({ snapshot: (command) => run(command, ['x']) }, 1);
    await verify(['one', 'two']);
    assert.deepEqual(steps, ['run one at snapshot', 'restore snapshot']);
  });

  test('are none where the task names none, and nothing is touched', async () => {
    const { steps, verify } = worktree({});
    assert.deepEqual(await verify([]), []);
    assert.deepEqual(steps, []);
  });
});
