import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createWorkerClient } from '../../src/compose/workerClient.ts';
import { createWorkerServices } from '../../src/compose/workerServices.ts';
import { WorkspaceError } from '../../src/ports/workspaces.ts';
import { bundledWorker } from '../support/sessionHostBundle.ts';
import { until } from '../support/until.ts';
import { testRepository } from './git/testRepository.ts';
import type { TestRepository } from './git/testRepository.ts';
import { settings, worktreeOf } from './git/testWorkspaces.ts';

const source = pathToFileURL(path.join(import.meta.dirname, '..', '..', 'src', 'compose', 'workerClient.ts')).href;

function wantedIn(repository: TestRepository): Parameters<ReturnType<typeof createWorkerClient>['prepare']>[1] {
  const base = repository.git('rev-parse', 'HEAD');
  const guard = path.join(repository.home, 'backup', 'a.guard');
  return [{ id: 'a', branch: 'wavegate/r1.sessions/one/a', base, folder: worktreeOf(repository, 'a'), guard }];
}

const roots = ({ home }: TestRepository) => ({
  stateRoot: path.join(home, 'state'),
  worktreeRoot: path.join(home, 'worktrees'),
});

/** A worker's program that does something before it is one. */
function programThat(repository: TestRepository, does: string, worker: string): string {
  const program = path.join(repository.home, 'program.mjs');
  writeFileSync(program, `${does}\nawait import(${JSON.stringify(pathToFileURL(worker).href)});\n`);
  return program;
}

/** A process that asks a worker for the commit of main, says so, and then does as told. */
function processThatAsks(repository: TestRepository, program: string, then: string) {
  const script = `
    const { createWorkerClient } = await import(${JSON.stringify(source)});
    const commit = await createWorkerClient(${JSON.stringify(program)}).resolve(${JSON.stringify(repository.folder)}, 'main');
    console.log(commit);
    ${then}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('a worker answers as the work itself would, what is refused included', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const worker = createWorkerClient(await bundledWorker());
  const head = repository.git('rev-parse', 'HEAD');
  assert.equal(await worker.resolve(repository.folder, 'main'), head);
  assert.equal(await worker.resolve(repository.folder, 'none'), undefined);
  const evidence = await worker.prepare(repository.folder, wantedIn(repository), settings(), roots(repository));
  assert.deepEqual(evidence, { a: `${worktreeOf(repository, 'a')} wavegate/r1.sessions/one/a@${head}` });
  await assert.rejects(
    worker.changes(repository.folder, head, '0'.repeat(40)),
    (error) =>
      error instanceof WorkspaceError && error.reason === 'unknown-commit' && /Fetch the commit/.test(error.message),
  );
});

/** A worker that ends when it is asked, the first `times` times, and works afterwards. */
function dyingWorker(repository: TestRepository, worker: string, times: number) {
  const count = path.join(repository.home, 'asked');
  const program = programThat(
    repository,
    `const { appendFileSync, existsSync, readFileSync } = await import('node:fs');
     const asked = () => existsSync(${JSON.stringify(count)}) ? readFileSync(${JSON.stringify(count)}, 'utf8').length : 0;
     if (asked() < ${times}) await new Promise(() => process.on('message', () => { appendFileSync(${JSON.stringify(count)}, 'x'); process.exit(7); }));`,
    worker,
  );
  return { program, asked: () => readFileSync(count, 'utf8').length };
}

test('a worker that ends in the middle is replaced, and the work is done all the same', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const { program, asked } = dyingWorker(repository, await bundledWorker(), 1);
  const worker = createWorkerClient(program);
  assert.equal(await worker.resolve(repository.folder, 'main'), repository.git('rev-parse', 'HEAD'));
  const prepared = await worker.prepare(repository.folder, wantedIn(repository), settings(), roots(repository));
  assert.match(prepared['a'] ?? '', /one\/a@/);
  assert.equal(asked(), 1);
});

test('the command line works without a worker', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const { program, asked } = dyingWorker(repository, await bundledWorker(), 100);
  for (const each of [path.join(repository.home, 'missing.mjs'), program]) {
    const worker = createWorkerClient(each, createWorkerServices());
    assert.equal(await worker.resolve(repository.folder, 'main'), repository.git('rev-parse', 'HEAD'));
    const prepared = await worker.prepare(repository.folder, wantedIn(repository), settings(), roots(repository));
    assert.match(prepared['a'] ?? '', /one\/a@/);
  }
  assert.equal(asked(), 2, 'each call tries a worker again');
});

test('the editor says that there is no worker instead of starting git itself', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const { program, asked } = dyingWorker(repository, await bundledWorker(), 100);
  await assert.rejects(createWorkerClient(program).resolve(repository.folder, 'main'), (error) => {
    assert.ok(error instanceof WorkspaceError && error.reason === 'no-worker');
    assert.match(error.message, /ended before it answered: exit code 7\. It is .*program\.mjs/);
    return true;
  });
  assert.equal(asked(), 2, 'a second one was tried');
});

test('what a worker starts sees the environment as it is when it is asked', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const program = path.join(repository.home, 'telling.mjs');
  writeFileSync(program, "process.on('message', ({ id }) => process.send({ id, value: process.env.WAVEGATE_TOLD }));");
  context.after(() => delete process.env['WAVEGATE_TOLD']);
  const worker = createWorkerClient(program);
  const told = ['first', 'second'].map((value) => {
    process.env['WAVEGATE_TOLD'] = value;
    return worker.resolve(repository.folder, 'main');
  });
  assert.deepEqual(await Promise.all(told), ['first', 'second']);
});

test('a worker ends with the process that started it, however that ends', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const pidFile = path.join(repository.home, 'pid');
  const noting = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`;
  const program = programThat(repository, noting, await bundledWorker());
  const asking = processThatAsks(repository, program, 'setInterval(() => {}, 1000);');
  context.after(() => asking.kill('SIGKILL'));
  await once(asking.stdout, 'data');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  assert.ok(isAlive(pid));
  asking.kill('SIGKILL');
  await until(() => !isAlive(pid));
});

test('a worker that waits for work does not keep a process from ending', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const asking = processThatAsks(repository, await bundledWorker(), '');
  const [code] = (await once(asking, 'close')) as [number];
  assert.equal(code, 0);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process nobody has waited for yet is dead all the same.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}
