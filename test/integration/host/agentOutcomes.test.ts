import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import type { AgentWork } from '../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { startHost } from '../../../src/executors/local/startHost.ts';
import { hostHere } from '../../support/hostHere.ts';
import { createSessionFixture, isRunning } from './sessionFixture.ts';
import type { SessionFixture } from './sessionFixture.ts';

const readOnly: Partial<AgentWork> = { mode: 'read-only', owns: [], mayBeEmpty: true };

async function run(
  fixture: SessionFixture,
  behaviour: readonly string[],
  work?: Partial<AgentWork>,
  job?: Partial<Job>,
  startHost = hostHere,
): Promise<SessionResult> {
  const executor = fixture.executor({ startHost });
  const asked = fixture.agentJob(behaviour, work, job);
  await executor.ensureSession(asked);
  return executor.awaitResult(asked);
}

const paths = (result: SessionResult) => result.changes?.map((change) => change.path);

describe('a session of an agent', () => {
  test('that changes its file and says so is done, and its work is a commit on its branch', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, ['done', 'src/a.js', 'src/new/d.js']);
    assert.equal(result.outcome, 'done', result.message);
    assert.deepEqual(paths(result), ['src/a.js', 'src/new/d.js']);
    assert.equal(result.summary, 'Did done.');
    const branch = 'wavegate/run.sessions/one/task';
    assert.equal(result.snapshot, fixture.git('rev-parse', branch));
    assert.match(fixture.git('show', `${branch}:src/a.js`), /changed by task/);
    assert.equal(fixture.git('status', '--porcelain'), '', 'the checkout of the person is as it was');
    assert.match(
      readFileSync(path.join(fixture.folder(), 'output.log'), 'utf8'),
      /working on task, told \d+ characters/,
    );
  });

  test('without a handoff ends as no-handoff; its changes are kept', async (t) => {
    const result = await run(createSessionFixture(t), ['silent', 'src/a.js']);
    assert.equal(result.outcome, 'no-handoff');
    assert.deepEqual(paths(result), ['src/a.js']);
  });

  test('with half a handoff ends as no-handoff', async (t) => {
    const result = await run(createSessionFixture(t), ['torn', 'src/a.js']);
    assert.equal(result.outcome, 'no-handoff');
    assert.match(result.message, /not complete JSON/);
  });

  test('with a handoff older than itself ends as stale-handoff', async (t) => {
    assert.equal((await run(createSessionFixture(t), ['stale', 'src/a.js'])).outcome, 'stale-handoff');
  });

  test('with the handoff of another session ends as stale-handoff', async (t) => {
    const result = await run(createSessionFixture(t), ['stranger', 'src/a.js']);
    assert.equal(result.outcome, 'stale-handoff');
    assert.match(result.message, /another session/);
  });

  test('that claims a change it did not make is blocked, and told apart', async (t) => {
    const result = await run(createSessionFixture(t), ['boaster', 'src/new/e.js', 'src/a.js']);
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, /src\/new\/e\.js, which did not change/);
  });

  test('that asks a question is blocked by it', async (t) => {
    const result = await run(createSessionFixture(t), ['asker', 'src/a.js']);
    assert.equal(result.outcome, 'blocked');
    assert.equal(result.question, 'Which of the two?');
  });

  test('that exits with an error has crashed, and its last words are told', async (t) => {
    const result = await run(createSessionFixture(t), ['fails']);
    assert.equal(result.outcome, 'crashed');
    assert.equal(result.exitCode, 3);
    assert.match(result.message, /exit code 3.*cannot go on/);
  });

  test('that changes a file it does not own is scope-violated; the change is undone and a copy kept', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, ['done', 'src/a.js', 'src/b.js']);
    assert.equal(result.outcome, 'scope-violated');
    assert.deepEqual(result.violations, ['src/b.js']);
    assert.deepEqual(paths(result), ['src/a.js']);
    assert.equal(readFileSync(path.join(fixture.worktree, 'src', 'b.js'), 'utf8'), 'export const b = 1;\n');
    const backup = path.join(fixture.layout.backupFolder('run'), 'one', 'task', 'src', 'b.js');
    assert.match(readFileSync(backup, 'utf8'), /changed by task/);
  });

  test('that deletes its own file without having declared it is scope-violated, and the file is back', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, ['eraser', 'src/a.js']);
    assert.equal(result.outcome, 'scope-violated');
    assert.match(
      result.message,
      /^The agent deleted src\/a\.js: its task owns that, but "deletes" does not name it\. .* Undone: /,
    );
    assert.ok(existsSync(path.join(fixture.worktree, 'src', 'a.js')));
  });

  test('that may only read and writes is readonly-violated, and nothing of it stays', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, ['done', 'src/a.js'], readOnly);
    assert.equal(result.outcome, 'readonly-violated');
    assert.equal(result.snapshot, fixture.base);
    assert.deepEqual(result.changes, []);
    assert.equal(readFileSync(path.join(fixture.worktree, 'src', 'a.js'), 'utf8'), 'export const a = 1;\n');
  });

  test('that pushes its work into the repository of the person is scope-violated, and they are gone', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, ['meddler', 'src/a.js']);
    assert.equal(result.outcome, 'scope-violated');
    assert.match(result.message, /branch meddled was created/);
    assert.equal(fixture.git('for-each-ref', 'refs/heads/meddled'), '');
    assert.deepEqual(paths(result), ['src/a.js'], 'what it may change is kept');
  });

  test('of an auditor gives findings, each with its citation looked up', async (t) => {
    const result = await run(createSessionFixture(t), ['auditor'], readOnly, { kind: 'audit' });
    assert.equal(result.outcome, 'done', result.message);
    assert.deepEqual(
      result.findings?.map(({ id, citation }) => [id, citation]),
      [
        ['f1', 'verified'],
        ['f2', 'unverified'],
        ['f3', 'unverified'],
      ],
    );
  });

  test('whose own verification fails when Wavegate repeats it is blocked', async (t) => {
    const verify = ['node -e process.exit(0)', 'node -e process.exit(7)'];
    const result = await run(createSessionFixture(t), ['done', 'src/a.js'], { verify });
    assert.equal(result.outcome, 'blocked');
    assert.deepEqual(
      result.verification?.map(({ exitCode }) => exitCode),
      [0, 7],
    );
    assert.match(result.message, /process\.exit\(7\)" ended with 7/);
  });

  test('whose verification changes files keeps only what the agent changed', async (t) => {
    const fixture = createSessionFixture(t);
    const verify = [`node -e "fs.writeFileSync('src/b.js', 'x'); fs.writeFileSync('made.txt', 'x')"`];
    const result = await run(fixture, ['done', 'src/a.js'], { verify });
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(readFileSync(path.join(fixture.worktree, 'src', 'b.js'), 'utf8'), 'export const b = 1;\n');
    assert.ok(!existsSync(path.join(fixture.worktree, 'made.txt')));
  });

  test(
    'leaves no process behind, neither a child nor one that has cut its ties',
    { skip: process.platform === 'win32' },
    async (t) => {
      const fixture = createSessionFixture(t);
      const result = await run(fixture, ['parent', 'src/a.js'], {}, {}, startHost);
      assert.equal(result.outcome, 'done', result.message);
      assert.equal(await isRunning(Number(await fixture.left('child'))), false);
      assert.equal(await isRunning(Number(await fixture.left('daemon'))), false);
    },
  );

  test('that is ended on request is cancelled, with everything it started; what it did is kept', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    const job = fixture.agentJob(['endless', 'src/a.js']);
    await executor.ensureSession(job);
    const daemon = Number(await fixture.left('daemon'));
    await executor.stop(job);
    const result = await executor.awaitResult(job);
    assert.equal(result.outcome, 'cancelled');
    assert.deepEqual(paths(result), ['src/a.js']);
    assert.equal(await isRunning(daemon), false);
  });

  test('that takes too long is ended as timeout', async (t) => {
    const limits = { minutes: 0.02, idleMinutes: 15 };
    const result = await run(createSessionFixture(t), ['endless'], {}, { limits });
    assert.equal(result.outcome, 'timeout');
  });

  test('that says nothing for too long is ended as stuck', async (t) => {
    const limits = { minutes: 15, idleMinutes: 0.01 };
    const result = await run(createSessionFixture(t), ['mute'], {}, { limits });
    assert.equal(result.outcome, 'stuck');
  });

  test('whose program is not installed has crashed, and the message says what to do', async (t) => {
    const fixture = createSessionFixture(t);
    const job = fixture.agentJob(['done']);
    const work = job.work as AgentWork;
    const profile = { ...work.profile, argv: ['no-such-agent', '{directive}'] };
    const result = await run(fixture, ['done'], { profile });
    assert.equal(result.outcome, 'crashed');
    assert.match(result.message, /no-such-agent was not found on the PATH\. Install it/);
  });

  test('sees the allowed part of the environment and its own variables, and no more', async (t) => {
    const fixture = createSessionFixture(t);
    process.env['WAVEGATE_TEST_SECRET'] = 'secret';
    process.env['WAVEGATE_TEST_ALLOWED'] = 'allowed';
    t.after(() => {
      delete process.env['WAVEGATE_TEST_SECRET'];
      delete process.env['WAVEGATE_TEST_ALLOWED'];
    });
    const { profile } = fixture.agentJob(['environment']).work as AgentWork;
    await run(fixture, ['environment'], { profile: { ...profile, env: ['WAVEGATE_TEST_ALLOWED'] } });
    const seen = JSON.parse(readFileSync(path.join(fixture.folder(), 'output.log'), 'utf8')) as Record<string, string>;
    assert.equal(seen['WAVEGATE_TEST_SECRET'], undefined);
    assert.equal(seen['WAVEGATE_TEST_ALLOWED'], 'allowed');
    assert.equal(seen['WAVEGATE_TASK'], 'task');
    assert.equal(seen['WAVEGATE_PORT'], '42000');
    assert.equal(seen['ELECTRON_RUN_AS_NODE'], undefined);
  });

  test('that prints five times what is kept of it ends, and keeps the beginning and the end', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor({ outputLimit: 8 * 1024 * 1024, startHost: hostHere });
    await executor.ensureSession(fixture.agentJob(['loud'], { mayBeEmpty: true }));
    const result = await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 });
    assert.equal(result.outcome, 'done', result.message);
    const log = readFileSync(path.join(fixture.folder(), 'output.log'), 'utf8');
    assert.ok(log.length <= 9 * 1024 * 1024, `${log.length} bytes kept`);
    assert.match(log, /more than 4 MB/);
    assert.ok(log.endsWith('x\n'));
    assert.deepEqual(
      readdirSync(fixture.folder()).filter((name) => name.startsWith('output.log.')),
      [],
    );
  });

  test('in a repository that links .wavegate elsewhere does not start', async (t) => {
    const fixture = createSessionFixture(t);
    writeFileSync(path.join(fixture.worktree, '.wavegate'), 'a file');
    const result = await run(fixture, ['done']);
    assert.equal(result.outcome, 'crashed');
    assert.match(result.message, /\.wavegate/);
  });
});
