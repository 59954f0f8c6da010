import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileStore, someEvent, someEvents, temporaryFolder } from '../../support/journalFixture.ts';

interface Holder {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** The next line it prints; undefined at the end. */
  next(): Promise<string | undefined>;
}

function startHolder(context: TestContext, root: string): Holder {
  const program = path.join(import.meta.dirname, 'leaseHolder.ts');
  const child = spawn(process.execPath, [program, root, 'run'], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async next() {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
  };
}

async function newRun(context: TestContext): Promise<string> {
  const root = await temporaryFolder(context);
  const journal = await fileStore(root).create('run');
  await journal.append([someEvent(1)]);
  await journal.close();
  return root;
}

const leases = async (root: string): Promise<readonly string[]> =>
  (await readdir(path.join(root, 'run'))).filter((name) => name.startsWith('lease-'));

suite('the lease of a journal', () => {
  test('a killed writer loses nothing it has confirmed, and the next one takes over', async (context) => {
    const root = await newRun(context);
    let confirmed = 1;
    for (let round = 0; round < 3; round += 1) {
      const holder = startHolder(context, root);
      assert.equal(await holder.next(), 'open');
      await assert.rejects(fileStore(root).open('run'), (error: Error) => {
        assert.match(error.message, new RegExp(`process ${holder.child.pid}`));
        return 'reason' in error && error.reason === 'in-use';
      });
      for (let line = await holder.next(); line !== undefined; line = await holder.next()) {
        confirmed = Number(line);
        if (confirmed % 10 === 0) holder.child.kill('SIGKILL');
      }
      const events = await fileStore(root).read('run');
      assert.ok(events.length >= confirmed);
      assert.deepEqual(events, someEvents(events.length));
    }
    assert.equal((await leases(root)).length, 1);
  });

  test('of several processes that want a dead writer’s run, exactly one gets it', async (context) => {
    const root = await newRun(context);
    const dead = startHolder(context, root);
    assert.equal(await dead.next(), 'open');
    dead.child.kill('SIGKILL');
    await once(dead.child, 'close');

    const rivals = Array.from({ length: 4 }, () => startHolder(context, root));
    const answers = await Promise.all(rivals.map((rival) => rival.next()));
    assert.deepEqual(answers.toSorted(), ['in-use', 'in-use', 'in-use', 'open']);
    rivals[answers.indexOf('open')]?.child.kill('SIGKILL');
  });

  test('tokens rise with every taking, also when the lease file was removed by hand', async (context) => {
    const root = await newRun(context);
    const file = path.join(root, 'run', 'journal.jsonl');
    for (let round = 2; round <= 3; round += 1) {
      const { journal } = await fileStore(root).open('run');
      await journal.append([someEvent(round)]);
      await journal.close();
    }
    const tokens = (await readFile(file, 'utf8')).match(/"token":\d+/g);
    assert.deepEqual(tokens, ['"token":1', '"token":2', '"token":3']);
    await rm(path.join(root, 'run', 'lease-3'));
    const { journal } = await fileStore(root).open('run');
    await journal.close();
    assert.deepEqual(await leases(root), ['lease-4']);
  });

  test('a writer whose lease was taken stops before its next record', async (context) => {
    const root = await newRun(context);
    const { journal } = await fileStore(root).open('run');
    await journal.append([someEvent(2)]);
    await writeFile(path.join(root, 'run', 'lease-3'), await readFile(path.join(root, 'run', 'lease-2')));
    await assert.rejects(journal.append([someEvent(3)]), { reason: 'lost-lease' });
    await journal.close();
    assert.deepEqual(await fileStore(root).read('run'), someEvents(2));
  });

  test('a process that got the pid of a dead writer does not count as it', async (context) => {
    const root = await newRun(context);
    const held = { pid: process.pid, started: 'earlier', released: false };
    await hold(root, held);
    const { journal } = await fileStore(root).open('run');
    await journal.close();
  });

  test('a run open on another machine is never taken, and the message says what to do', async (context) => {
    const root = await newRun(context);
    await hold(root, { pid: 1, started: 'x', host: 'elsewhere', released: false });
    await assert.rejects(fileStore(root).open('run'), /machine elsewhere .*remove .*lease-2/);
  });

  test('a lease file left unreadable by a crash counts once it is old', async (context) => {
    const root = await newRun(context);
    const file = path.join(root, 'run', 'lease-2');
    await writeFile(file, '');
    // As new as can be, however long this takes.
    const soon = new Date(Date.now() + 3_600_000);
    await utimes(file, soon, soon);
    await assert.rejects(fileStore(root).open('run'), { reason: 'in-use' });
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(file, longAgo, longAgo);
    const { journal } = await fileStore(root).open('run');
    await journal.close();
  });
});

/** Writes a lease as some other process would have. */
async function hold(root: string, changes: object): Promise<void> {
  const folder = path.join(root, 'run');
  const own = JSON.parse(await readFile(path.join(folder, 'lease-1'), 'utf8')) as object;
  await writeFile(path.join(folder, 'lease-2'), JSON.stringify({ ...own, token: 2, ...changes }));
}
