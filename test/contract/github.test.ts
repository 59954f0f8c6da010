import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createForgeOf } from '../../src/forge/forgeOf.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { ForgeError } from '../../src/sessionPorts/forge.ts';
import { GithubServer } from '../support/githubServer.ts';
import { hasGh } from '../support/ownForge.ts';

test('the program gh and its API take a pull request from its opening over red checks to the merge', async (t) => {
  if (process.platform === 'win32' || !hasGh()) return t.skip('gh is not on the PATH');
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate gh '));
  const socket = path.join(folder, 'api.sock');
  const head = 'c'.repeat(40);
  let refused: string | undefined = 'Pull request is not mergeable';
  const server = new GithubServer({
    head: () => head,
    checks: (_commit, look) => [
      { name: 'lint', status: 'COMPLETED', conclusion: 'SUCCESS' },
      look < 2 ? { name: 'test', status: 'IN_PROGRESS' } : { name: 'test', status: 'COMPLETED', conclusion: 'FAILURE' },
    ],
    contains: (_newer, commit) => commit.startsWith('b'),
    log: () => 'AssertionError: 3 !== 4\n',
    merge: () => (refused === undefined ? { commit: 'd'.repeat(40) } : { refused }),
  });
  await server.listen(socket);
  t.after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const config = path.join(folder, 'config');
  mkdirSync(config);
  writeFileSync(path.join(config, 'config.yml'), `http_unix_socket: ${JSON.stringify(socket)}\n`);
  const environment = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder },
    ...{ GH_CONFIG_DIR: config, GH_TOKEN: 'no-secret' },
  };
  const place = { repository: folder, folder, environment, marker: 'X=1', signal: t.signal, output: () => undefined };
  const forge = createForgeOf(createPrograms())(
    { kind: 'github', host: 'github.com', repository: 'team/sample' },
    place,
  );
  const wanted = {
    branch: 'wavegate/r1',
    base: 'main',
    title: 'A "title"',
    body: 'Body',
    draft: true,
    labels: ['bug'],
  };
  const url = await forge.open(wanted);
  assert.equal(url, 'https://github.com/team/sample/pull/7');
  assert.deepEqual([server.pulls[0]?.title, server.pulls[0]?.draft], ['A "title"', true]);
  assert.equal(await forge.open(wanted), url);
  assert.equal(server.pulls.length, 1);
  await forge.look(url);
  const look = await forge.look(url);
  assert.deepEqual([look.state, look.head], ['open', head]);
  server.pageSize = 1;
  assert.deepEqual(
    (await forge.look(url)).checks.map(({ name }) => name),
    ['CI / lint', 'CI / test'],
    'all pages are read',
  );
  assert.equal(await forge.contains(url, head, 'b'.repeat(40)), true);
  assert.equal(await forge.contains(url, head, 'a'.repeat(40)), false);
  const test = look.checks.find(({ name }) => name === 'CI / test');
  assert.equal(test?.state, 'failed');
  assert.equal(await forge.log(test), 'AssertionError: 3 !== 4');
  assert.equal(await forge.rerun([test]), true);
  await forge.ready(url);
  assert.equal(server.pulls[0]?.draft, false);
  server.threads.push(
    {
      ...{ id: 'T1', path: 'src/a.js', line: 3, isResolved: false },
      entries: [
        { id: 'C1', author: 'grace', body: 'Close "it".\n\n```js\n$(rm -rf .)\n```' },
        { id: 'C2', author: 'ada', body: 'Why?' },
        { id: 'C3', author: 'linus', body: 'It leaks.' },
      ],
    },
    { id: 'T2', path: 'src/b.js', isResolved: true, entries: [{ id: 'C4', author: 'grace', body: 'Old.' }] },
    { id: 'R1', isResolved: false, entries: [{ id: 'R1', author: 'grace', body: 'Not yet.' }] },
  );
  const { comments = [] } = (await forge.comments(url)) ?? {};
  assert.deepEqual(
    comments.map(({ kind, author, file, line, last }) => [kind, author, file, line, last]),
    [
      ['review', 'grace', undefined, undefined, 'R1'],
      ['thread', 'grace', 'src/a.js', 3, 'C3'],
    ],
  );
  assert.match(
    comments[1]?.text ?? '',
    /^Close "it"\.[^]*\$\(rm -rf \.\)[^]*ada wrote: Why\?\n\nlinus wrote: It leaks\.$/,
  );
  for (const [thread, kind] of [
    ['T1', 'thread'],
    ['R1', 'review'],
  ] as const) {
    const answer = { thread, kind, author: 'grace', text: '@me\n"Done" $HOME', marker: `wavegate r1 ${thread}` };
    await forge.answer(url, answer);
    await forge.answer(url, answer);
  }
  assert.deepEqual(
    server.threads[0]?.entries.slice(3).map(({ body }) => body),
    ['@me\n"Done" $HOME\n\n<!-- wavegate r1 T1 -->'],
  );
  assert.deepEqual(server.remarks, ['@grace @me\n"Done" $HOME\n\n<!-- wavegate r1 R1 -->']);
  assert.deepEqual((await forge.comments(url))?.comments[1]?.last, 'C3', 'the own answer asks for none');
  assert.equal((await forge.look(url)).base, 'main');
  await forge.edit(url, { title: 'An "other"', body: '@me\n"Text" $HOME', isDraft: false });
  assert.deepEqual([server.pulls[0]?.title, server.pulls[0]?.body], ['An "other"', '@me\n"Text" $HOME']);
  await forge.retarget(url, 'release/1');
  assert.equal((await forge.look(url)).base, 'release/1');
  await assert.rejects(forge.merge(url, head, 'merge'), { reason: 'refused', message: /not mergeable/ });
  refused = undefined;
  await assert.rejects(forge.merge(url, 'e'.repeat(40), 'merge'), /Head branch was modified/);
  await forge.merge(url, head, 'rebase');
  assert.deepEqual(await forge.look(url).then(({ state, mergeCommit }) => [state, mergeCommit]), [
    'merged',
    'd'.repeat(40),
  ]);
  for (const [status, reason] of [
    [403, 'refused'],
    [422, 'refused'],
    [500, 'silent'],
  ] as const) {
    server.broken = { status, message: 'as the test has it' };
    await assert.rejects(
      forge.look(url),
      (error) => error instanceof ForgeError && error.reason === reason,
      `${status}`,
    );
  }
});
