import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Work } from '../../../src/core/model/effects.ts';
import type { CheckWork } from '../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { hostHere } from '../../support/hostHere.ts';
import { createSessionFixture } from './sessionFixture.ts';
import type { SessionFixture } from './sessionFixture.ts';

async function run(fixture: SessionFixture, work: Work, session: string = work.kind): Promise<SessionResult> {
  const executor = fixture.executor({ startHost: hostHere });
  const job = fixture.job(work, { subject: work.kind, session });
  await executor.ensureSession(job);
  return executor.awaitResult(job);
}

/** Commits files to the checkout's branch. */
function commit(fixture: SessionFixture, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(fixture.repository, name), text);
  fixture.git('add', '.');
  fixture.git('commit', '--quiet', '-m', Object.keys(files).join());
  return fixture.git('rev-parse', 'HEAD');
}

const testFile = (values: Readonly<Record<string, boolean>>) =>
  [
    `import { test } from 'node:test';`,
    ...Object.entries(values).map(
      ([name, good]) => `test('${name}', () => { if (!${good}) throw new Error('not ${name}'); });`,
    ),
  ].join('\n');

/** Runs the tests of the file without a process beside the runner. */
const checkCommand = 'node --test --test-isolation=none a.test.mjs';

/** Puts a program named gh first on the PATH that keeps one pull request. @returns what it was asked, call by call */
function standInForGh(t: TestContext, folder: string, url: string): () => readonly (readonly string[])[] {
  const bin = path.join(folder, 'bin');
  const calls = path.join(folder, 'gh-calls');
  mkdirSync(bin);
  writeFileSync(calls, '');
  const script = [
    `#!${process.execPath}`,
    `const { appendFileSync, readFileSync } = require('node:fs');`,
    `const asked = process.argv.slice(2);`,
    `const open = readFileSync(${JSON.stringify(calls)}, 'utf8').includes('"create"');`,
    `appendFileSync(${JSON.stringify(calls)}, JSON.stringify(asked) + '\\n');`,
    `if (asked[1] === 'view' && !open) { console.error('no pull requests found'); process.exit(1); }`,
    `console.log(asked[1] === 'view' ? 'OPEN ${url}' : 'Creating pull request\\n${url}');`,
  ];
  writeFileSync(path.join(bin, 'gh'), script.join('\n'), { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}${path.delimiter}${before ?? ''}`;
  t.after(() => (process.env['PATH'] = before));
  return () =>
    readFileSync(calls, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as readonly string[]);
}

/** Refs that keep what a merge comes to. */
const kept = { keep: 'refs/wavegate/run/merged/one', keepConflicts: 'refs/wavegate/run/conflicts/one' } as const;

const checkWork = (fixture: SessionFixture, changes: Partial<CheckWork>): CheckWork => ({
  kind: 'check',
  commit: fixture.base,
  checks: [{ name: 'test', command: checkCommand }],
  retries: 0,
  minutes: 15,
  worktree: { copy: [], link: [], setup: [], teardown: [], env: [] },
  env: [],
  report: [],
  known: [],
  port: 42_000,
  ports: 1,
  sandbox: { sandbox: 'off', writable: [] },
  reserved: false,
  branch: 'wavegate/run.sessions/one/check',
  ...changes,
});

describe('a session of checks', () => {
  test('is done when all are green, and removes the worktree it made', async (t) => {
    const fixture = createSessionFixture(t);
    const good = commit(fixture, { 'a.test.mjs': testFile({ sorts: true, adds: true }) });
    const result = await run(fixture, checkWork(fixture, { commit: good }));
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(result.checks?.[0]?.passed, 2);
    assert.equal(existsSync(path.join(path.dirname(fixture.worktree), 'check')), false);
    assert.doesNotMatch(fixture.git('worktree', 'list'), /\/check /);
  });

  test('is blocked by a red one, names what failed where, and runs the others all the same', async (t) => {
    const fixture = createSessionFixture(t);
    const bad = commit(fixture, { 'a.test.mjs': testFile({ sorts: true, adds: false }) });
    const checks = [
      { name: 'test', command: checkCommand },
      { name: 'lint', command: 'node -e process.exit(0)' },
    ];
    const result = await run(fixture, checkWork(fixture, { commit: bad, checks }));
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, /test failed: adds/);
    const failed = result.checks?.[0]?.failed[0];
    assert.equal(failed?.file, 'a.test.mjs');
    assert.match(failed?.excerpt ?? '', /not adds/);
    assert.equal(result.checks?.[1]?.exitCode, 0);
  });

  test('does not count what failed before the run, but what is new', async (t) => {
    const fixture = createSessionFixture(t);
    const baseline = commit(fixture, { 'a.test.mjs': testFile({ sorts: false, adds: true }) });
    const same = commit(fixture, { 'a.test.mjs': testFile({ adds: true, sorts: false, divides: true }) });
    const worse = commit(fixture, { 'a.test.mjs': testFile({ sorts: false, adds: false }) });
    const known = await run(fixture, checkWork(fixture, { commit: same, baseline }));
    assert.equal(known.outcome, 'done', known.message);
    assert.match(known.message, /test: 1 failed before/);
    const next = createSessionFixture(t);
    next.git('fetch', '--quiet', fixture.repository, 'main');
    const fresh = await run(next, checkWork(next, { commit: worse, baseline }));
    assert.equal(fresh.outcome, 'blocked');
    assert.deepEqual(
      fresh.checks?.[0]?.failed.map(({ name }) => name),
      ['adds'],
    );
  });

  test('repeats a red check as often as the plan allows', async (t) => {
    const fixture = createSessionFixture(t);
    const command = `node -e "fs.appendFileSync('runs', 'x'); process.exit(fs.readFileSync('runs').length < 2 ? 1 : 0)"`;
    const result = await run(fixture, checkWork(fixture, { retries: 2, checks: [{ name: 'flaky', command }] }));
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(result.checks?.[0]?.runs, 2);
  });

  test('ends a check that takes too long, and says so', async (t) => {
    const fixture = createSessionFixture(t);
    const checks = [{ name: 'slow', command: 'node -e "setInterval(() => {}, 1000)"' }];
    const result = await run(fixture, checkWork(fixture, { checks, minutes: 0.01 }));
    assert.equal(result.outcome, 'blocked');
    assert.equal(result.checks?.[0]?.timedOut, true);
    assert.match(result.message, /slow took too long/);
  });

  test('says what is missing when a program of it is not installed', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(
      fixture,
      checkWork(fixture, { checks: [{ name: 'test', command: 'no-such-runner --all' }] }),
    );
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, /no-such-runner was not found on the PATH/);
  });

  test('runs the plan’s set-up in its worktree first', async (t) => {
    const fixture = createSessionFixture(t);
    const worktree = { copy: [], link: [], teardown: [], setup: [`node -e "fs.writeFileSync('ready', '')"`], env: [] };
    const checks = [{ name: 'ready', command: `node -e "fs.readFileSync('ready')"` }];
    const result = await run(fixture, checkWork(fixture, { checks, worktree }));
    assert.equal(result.outcome, 'done', result.message);
  });

  test('tears down whatever it set up, also what it compares with', async (t) => {
    const fixture = createSessionFixture(t);
    const log = path.join(path.dirname(fixture.repository), 'services').replaceAll('\\', '/');
    const note = (word: string) => `node -e "fs.appendFileSync('${log}', '${word} ' + process.cwd() + '\\n')"`;
    const worktree = { copy: [], link: [], setup: [note('up')], teardown: [note('down')], env: [] };
    const checks = [{ name: 'red', command: 'node -e process.exit(1)' }];
    await run(fixture, checkWork(fixture, { checks, worktree, baseline: fixture.base }));
    const words = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    assert.deepEqual(words, ['up', 'down', 'up', 'down']);
  });

  test('stays green when its teardown fails, and says what was left', async (t) => {
    const fixture = createSessionFixture(t);
    const teardown = ['node -e "console.error(\'no such service\'); process.exit(1)"'];
    const worktree = { copy: [], link: [], setup: [], teardown, env: [] };
    const checks = [{ name: 'green', command: 'node -e process.exit(0)' }];
    const result = await run(fixture, checkWork(fixture, { checks, worktree }));
    assert.equal(result.outcome, 'done', result.message);
    assert.match(result.message, /worktree\.teardown[^]*no such service[^]*The worktree was left at/);
  });
});

describe('mechanical sessions', () => {
  test('a merge names the files two tasks cannot both have changed', async (t) => {
    const fixture = createSessionFixture(t);
    const part = (subject: string) => {
      fixture.git('checkout', '--quiet', '-B', subject, fixture.base);
      return { subject, commit: commit(fixture, { 'src/a.js': `export const a = '${subject}';\n` }) };
    };
    const parts = [part('one'), part('two')];
    const work = { kind: 'merge', onto: fixture.base, ...kept, parts } as const;
    const conflict = await run(fixture, work);
    assert.equal(conflict.outcome, 'blocked');
    assert.deepEqual(conflict.conflicts, ['src/a.js']);
    assert.match(conflict.message, /one and two changed the same places of src\/a\.js/);
    assert.deepEqual(conflict.unresolved?.between, ['one', 'two']);
    const left = fixture.git('show', `${conflict.unresolved?.commit}:src/a.js`);
    assert.match(left, /<<<<<<< .*a = 'one'.*=======.*a = 'two'.*>>>>>>> /s);
  });

  test('a merge takes a resolution that is what its parts add up to, and no other', async (t) => {
    const fixture = createSessionFixture(t);
    const part = (subject: string) => {
      fixture.git('checkout', '--quiet', '-B', subject, fixture.base);
      const files = { 'src/a.js': `export const a = '${subject}';\n`, [`${subject}.txt`]: subject };
      return { subject, commit: commit(fixture, files) };
    };
    const work = { kind: 'merge', onto: fixture.base, ...kept, parts: [part('one'), part('two')] } as const;
    const from = (await run(fixture, work)).unresolved?.commit ?? '';
    const resolved = async (files: Readonly<Record<string, string>>) => {
      fixture.git('checkout', '--quiet', '--detach', from);
      const resolution = { from, commit: commit(fixture, files), files: ['src/a.js'] };
      return run(fixture, { ...work, resolution }, `take-${Object.keys(files).length}-${JSON.stringify(files).length}`);
    };
    const good = await resolved({ 'src/a.js': "export const a = 'one and two';\n" });
    assert.equal(good.outcome, 'done', good.message);
    assert.equal(fixture.git('rev-parse', `${good.commit}^`), fixture.base);
    assert.deepEqual(good.changes?.map((change) => change.path).sort(), ['one.txt', 'src/a.js', 'two.txt']);
    const marked = await resolved({ 'src/a.js': `${fixture.git('show', `${from}:src/a.js`)}\n// both\n` });
    assert.match(marked.message, /src\/a\.js still held conflict markers/);
    assert.deepEqual(marked.conflicts, ['src/a.js']);
    const beyond = await resolved({ 'src/a.js': "export const a = 'both';\n", 'two.txt': 'three' });
    assert.notEqual(beyond.outcome, 'done');
    assert.match(beyond.message, /two\.txt was changed with the conflicts, but it was in none/);
  });

  test('a merge, then a commit of its tree, move the run branch by one commit', async (t) => {
    const fixture = createSessionFixture(t);
    fixture.git('checkout', '--quiet', '-b', 'part');
    const part = commit(fixture, { 'src/a.js': 'export const a = 2;\n' });
    fixture.git('branch', 'wavegate/run', fixture.base);
    const merged = await run(fixture, {
      kind: 'merge',
      onto: fixture.base,
      parts: [{ subject: 'a', commit: part }],
      ...kept,
    });
    assert.equal(merged.outcome, 'done', merged.message);
    assert.deepEqual(
      merged.changes?.map((change) => change.path),
      ['src/a.js'],
    );
    const executor = fixture.executor({ startHost: hostHere });
    const work: Work = {
      kind: 'commit',
      tree: merged.tree ?? '',
      parent: fixture.base,
      message: 'Wave one',
      branch: 'wavegate/run',
      sign: 'never',
    };
    await executor.ensureSession(fixture.job(work, { session: 'commit', subject: 'commit' }));
    const committed = await executor.awaitResult({ run: 'run', session: 'commit', epoch: 1 });
    assert.equal(committed.outcome, 'done', committed.message);
    assert.equal(fixture.git('rev-parse', 'wavegate/run'), committed.commit);
  });

  test('ship pushes the branch to a real remote and writes the pull request', async (t) => {
    const fixture = createSessionFixture(t);
    const remote = path.join(path.dirname(fixture.repository), 'remote.git');
    fixture.git('init', '--quiet', '--bare', remote);
    fixture.git('remote', 'add', 'origin', remote);
    fixture.git('branch', 'wavegate/run', fixture.base);
    const result = await run(fixture, {
      kind: 'ship',
      branch: 'wavegate/run',
      sign: 'never',
      head: fixture.base,
      remote: 'origin',
      changelog: { file: 'CHANGELOG.md', entry: '- Something new', message: 'Changelog' },
      pullRequest: { title: 'Title', body: 'Body' },
    });
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(fixture.git('--git-dir', remote, 'rev-parse', 'wavegate/run'), result.pushed?.commit);
    assert.match(fixture.git('show', 'wavegate/run:CHANGELOG.md'), /Something new/);
    assert.equal(result.pullRequest?.text, '# Title\n\nBody');
  });

  test('ship opens the pull request with gh, and finds the one that is open when it is repeated', async (t) => {
    if (process.platform === 'win32') return t.skip('a script cannot stand in for gh.exe');
    const fixture = createSessionFixture(t);
    const folder = path.dirname(fixture.repository);
    const remote = path.join(folder, 'remote.git');
    fixture.git('init', '--quiet', '--bare', remote);
    fixture.git('remote', 'add', 'origin', remote);
    const asked = standInForGh(t, folder, 'https://example.org/pull/7');
    const body = 'A line of the decision record.\n'.repeat(6_000);
    const ship: Work = {
      kind: 'ship',
      sign: 'never',
      branch: 'main',
      head: fixture.base,
      remote: 'origin',
      pullRequest: { title: 'A "title"; $(touch x)', body, base: 'trunk', forge: { kind: 'github', guessed: true } },
    };
    const first = await run(fixture, ship);
    assert.equal(first.pullRequest?.url, 'https://example.org/pull/7', first.message);
    const [create] = asked().filter(([, verb]) => verb === 'create');
    assert.deepEqual(create?.slice(0, 8), [
      'pr',
      'create',
      '--head',
      'main',
      '--base',
      'trunk',
      '--title',
      'A "title"; $(touch x)',
    ]);
    assert.equal(readFileSync(create.at(-1) ?? '', 'utf8'), body);
    const executor = fixture.executor({ startHost: hostHere });
    const again = fixture.job(ship, { subject: 'ship', session: 'ship-again' });
    await executor.ensureSession(again);
    assert.equal((await executor.awaitResult(again)).pullRequest?.url, 'https://example.org/pull/7');
    assert.deepEqual(
      asked().map(([, verb]) => verb),
      ['view', 'create', 'view'],
    );
  });

  test('ship to a remote that is not there is blocked and says how to add it', async (t) => {
    const fixture = createSessionFixture(t);
    const result = await run(fixture, {
      kind: 'ship',
      sign: 'never',
      branch: 'main',
      head: fixture.base,
      remote: 'origin',
    });
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, /git remote add/);
  });
});
