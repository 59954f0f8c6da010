import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { runProgram } from '../../../scripts/processes.ts';
import { bundledAttach } from '../../support/sessionHostBundle.ts';
import { until } from '../../support/until.ts';
import { createSessionFixture } from './sessionFixture.ts';

const program = await bundledAttach();

/** Runs the terminal's program on a folder, without a terminal. */
function attach(t: TestContext, folder: string) {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let shown = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (shown += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, shown: () => shown };
}

describe('the terminal of a session', () => {
  test('shows what works where, what it prints, and how it ended', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    await executor.ensureSession(fixture.agentJob(['done', 'src/a.js'], { verify: ['node -e console.log(6*7)'] }));
    const terminal = attach(t, fixture.folder());
    assert.equal(await terminal.ended, 0);
    const text = terminal.shown();
    assert.match(text, /implement task/);
    assert.match(text, /wavegate\/run\.sessions\/one\/task/);
    assert.match(text, /working on task/);
    assert.match(text, /Verifying: node -e/);
    assert.match(text, /42\n/);
    assert.match(text, /done.*Did done\./s);
    assert.ok(text.indexOf('working on task') < text.indexOf('Did done.'), 'output comes before the end');
  });

  test(
    'follows output as it comes, and detaches without ending the session',
    { skip: process.platform === 'win32' },
    async (t) => {
      const fixture = createSessionFixture(t);
      const executor = fixture.executor();
      const job = fixture.agentJob(['endless']);
      await executor.ensureSession(job);
      const terminal = attach(t, fixture.folder());
      await until(() => (terminal.shown().match(/still here/g)?.length ?? 0) > 3);
      terminal.child.kill('SIGINT');
      assert.equal(await terminal.ended, 0);
      assert.match(terminal.shown(), /Detached\. The session keeps running/);
      const size = () => readFileSync(path.join(fixture.folder(), 'output.log')).length;
      const before = size();
      await until(() => size() > before);
      await executor.stop(job);
      assert.equal((await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 })).outcome, 'cancelled');
    },
  );

  test('of a long session starts with its last lines, none of them cut', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    await executor.ensureSession(fixture.agentJob(['done']));
    await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 });
    const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} ends here`);
    appendFileSync(path.join(fixture.folder(), 'output.log'), `${lines.join('\n')}\n`);
    const terminal = attach(t, fixture.folder());
    await terminal.ended;
    const shown = terminal
      .shown()
      .split('\n')
      .filter((line) => line.includes('ends here'));
    assert.ok(shown.length > 5_000 && shown.length < 20_000, `${shown.length} lines`);
    assert.match(shown[0] ?? '', /^line \d+ ends here$/);
    assert.equal(shown.at(-1), 'line 39999 ends here');
  });

  test('of an ended session shows what was printed between its stages, in that order', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    const verify = ['node -e console.log(6*7)', 'node -e console.log(7*7)'];
    await executor.ensureSession(fixture.agentJob(['done', 'src/a.js'], { verify }));
    await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 });
    const terminal = attach(t, fixture.folder());
    await terminal.ended;
    const order = [
      'working on task',
      'Verifying: node -e console.log(6*7)',
      '\n42',
      'Verifying: node -e console.log(7*7)',
      '\n49',
    ];
    const places = order.map((text) => terminal.shown().indexOf(text));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      terminal.shown(),
    );
    assert.ok(!places.includes(-1), terminal.shown());
  });

  test(
    'goes on while its size changes all the time, from the first moment on',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const fixture = createSessionFixture(t);
      const executor = fixture.executor();
      await executor.ensureSession(fixture.agentJob(['done', 'src/a.js']));
      await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 });
      // `script` gives it a terminal, and each `stty` sends it the signal of another size.
      const resizing = 'while kill -0 $!; do stty cols 80; stty cols 40; done';
      const line = `"$NODE" "$PROGRAM" "$FOLDER" < /dev/null & ${resizing} 2> /dev/null`;
      const env = {
        ...process.env,
        NODE: process.execPath,
        PROGRAM: program,
        FOLDER: fixture.folder(),
        SHELL: '/bin/sh',
      };
      const { output } = await runProgram('script', ['--quiet', '--command', line, '/dev/null'], { env });
      assert.match(output, /Did done\./);
      assert.doesNotMatch(output, /TypeError|is not a function/);
    },
  );

  test(
    'breaks its lines for another width too, when it has ended long ago',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const fixture = createSessionFixture(t);
      const executor = fixture.executor();
      await executor.ensureSession(fixture.agentJob(['done', 'src/a.js']));
      await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 });
      const line = 'stty cols 120; tty; exec "$NODE" "$PROGRAM" "$FOLDER"';
      const env = { ...process.env, NODE: process.execPath, PROGRAM: program, FOLDER: fixture.folder() };
      const child = spawn('script', ['--quiet', '--command', line, '/dev/null'], {
        env: { ...env, SHELL: '/bin/sh' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      t.after(() => child.kill('SIGKILL'));
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
      await until(() => shown.includes('close this terminal.'));
      const [terminal = ''] = /\/dev\/pts\/\d+/.exec(shown) ?? [];
      shown = '';
      await runProgram('stty', ['-F', terminal, 'cols', '24']);
      await until(() => /this\s+terminal\./.test(shown));
      const rows = shown.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '').split(/\r?\n/);
      assert.ok(rows.includes('Press any key to close'), shown);
      child.stdin.write('x');
      await new Promise((resolve) => child.once('close', resolve));
    },
  );

  test('of a session that has been removed says so', async (t) => {
    const fixture = createSessionFixture(t);
    const terminal = attach(t, fixture.folder());
    assert.equal(await terminal.ended, 0);
    assert.match(terminal.shown(), /no session in .* any more/);
  });

  test('waits for the rest of an event line that is only half written', async (t) => {
    const fixture = createSessionFixture(t);
    const folder = fixture.folder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'job.json'), JSON.stringify({ job: fixture.agentJob(['done']), worktree: '/w' }));
    const event = JSON.stringify({ at: 1, type: 'stage', text: 'Half and half', bytes: 0 });
    writeFileSync(path.join(folder, 'events.jsonl'), event.slice(0, 20));
    const terminal = attach(t, folder);
    await until(() => terminal.shown().includes('implement task'));
    appendFileSync(path.join(folder, 'events.jsonl'), `${event.slice(20)}\n`);
    await until(() => terminal.shown().includes('Half and half'));
  });
});
