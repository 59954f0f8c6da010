import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createForgeOf } from '../../src/forge/forgeOf.ts';
import type { ForgeRef } from '../../src/core/model/forge.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import type { Forge } from '../../src/sessionPorts/forge.ts';
import type { SessionContext } from '../../src/sessionPorts/sessionHandler.ts';
import { createLandSession } from '../../src/sessions/ship/landSession.ts';
import { GiteaServer } from '../support/giteaServer.ts';
import { GitlabServer } from '../support/gitlabServer.ts';
import type { ServedRequests } from '../support/servedRequests.ts';

/** `glab api` as this project calls it, where the real one is not on the PATH. */
const standIn = `#!${process.execPath}
const { readFileSync } = require('node:fs');
const { request } = require('node:http');
const args = process.argv.slice(2);
const after = (flag) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
const asked = request('http://' + process.env.GITLAB_HOST + '/api/v4/' + args.at(-1), {
  method: after('--method'),
  headers: { 'private-token': process.env.GITLAB_TOKEN, 'content-type': 'application/json' },
}, (answer) => {
  answer.pipe(process.stdout);
  answer.on('end', () => {
    if (answer.statusCode < 300) return;
    console.error('glab: (HTTP ' + answer.statusCode + ')');
    process.exitCode = 1;
  });
});
asked.on('error', (error) => { console.error(String(error)); process.exit(1); });
asked.end(args.includes('--input') ? readFileSync(0) : undefined);
`;

function hasGlab(): boolean {
  try {
    execFileSync('glab', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Served {
  readonly server: ServedRequests;
  readonly ref: ForgeRef;
  readonly environment: Readonly<Record<string, string>>;
}

/** @param folder that goes when the test ends */
async function gitlab(t: TestContext, folder: string): Promise<Served & { readonly server: GitlabServer }> {
  const server = new GitlabServer();
  await server.listen();
  t.after(() => server.close());
  const { host } = server;
  const config = path.join(folder, 'config');
  mkdirSync(config);
  const known = { hosts: { [host]: { token: 'no-secret', api_protocol: 'http', api_host: host } } };
  writeFileSync(path.join(config, 'config.yml'), JSON.stringify({ ...known, check_update: false }), { mode: 0o600 });
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  if (!hasGlab()) writeFileSync(path.join(bin, 'glab'), standIn, { mode: 0o755 });
  const PATH = `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const environment = { PATH, HOME: folder, GLAB_CONFIG_DIR: config, GITLAB_TOKEN: 'no-secret' };
  return { server, ref: { kind: 'gitlab', host, repository: 'team/sample' }, environment };
}

async function gitea(t: TestContext): Promise<Served & { readonly server: GiteaServer }> {
  const server = new GiteaServer();
  await server.listen();
  t.after(() => server.close());
  const ref = { kind: 'gitea', host: server.host, repository: 'team/sample', tokenEnv: 'TOKEN' } as const;
  return { server, ref, environment: { TOKEN: 'no-secret' } };
}

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate forge '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function forgeAt({ ref, environment }: Served, folder: string, signal: AbortSignal): Forge {
  const place = { repository: folder, folder, environment, marker: 'X=1', signal, output: () => undefined };
  return createForgeOf(createPrograms())(ref, place);
}

/** Opens a request for each of two waves, and has both merged. @returns what the session says */
async function landTwo(served: Served, folder: string, signal: AbortSignal) {
  const { server, ref, environment } = served;
  const forge = forgeAt(served, folder, signal);
  server.setBranch('main', ['c0']);
  server.setBranch('w/one', ['c0', 'c1']);
  server.setBranch('w/two', ['c0', 'c1', 'c2']);
  const open = (branch: string, base: string): Promise<string> =>
    forge.open({ branch, base, title: branch, body: 'Body', draft: false });
  const urls = [await open('w/one', 'main'), await open('w/two', 'w/one')];
  assert.equal(await open('w/two', 'w/one'), urls[1], 'one that is open is found');
  const requests = ['one', 'two'].map((wave, index) => ({
    ...{ wave, branch: `w/${wave}`, commit: `c${index + 1}`, url: urls[index] ?? '' },
  }));
  // The forge is not ready for the first merge at once.
  server.hiccups = 1;
  const context = {
    ...{ place: { repository: folder }, folder, nonce: 'n', marker: 'X=1', signal },
    ...{ reportProgress: () => undefined, output: () => undefined },
  } as unknown as SessionContext;
  const session = createLandSession({ forgeOf: createForgeOf(createPrograms()), environment });
  const pace = { isDraft: false, everySeconds: 0.01, minutes: 5 };
  const work = { kind: 'land', forge: ref, url: urls[1] ?? '', commit: 'c2', base: 'main', how: 'merge' } as const;
  return { forge, urls, result: await session({ ...work, ...pace, stack: { requests, target: 'main' } }, context) };
}

for (const [name, serve] of [
  ['GitLab, by its API through glab', gitlab],
  ['Gitea and Forgejo, by their API', gitea],
] as const) {
  test(`${name}, merges the requests of waves from the bottom up and leads each to the base branch before`, async (t) => {
    if (process.platform === 'win32' && serve === gitlab) return t.skip('a script cannot stand in for glab.exe');
    const folder = folderFor(t);
    const served = await serve(t, folder);
    const { server } = served;
    const { forge, urls, result } = await landTwo(served, folder, t.signal);
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(result.message, 'Merged all 2 requests, the last one as merge-of-c.');
    assert.deepEqual(
      server.requests.map(({ branch, base, state }) => [branch, base, state]),
      [
        ['w/one', 'main', 'merged'],
        ['w/two', 'main', 'merged'],
      ],
    );
    assert.deepEqual(server.commitsOf('main'), ['c0', 'c1', 'merge-of-c1', 'c2', 'merge-of-c2']);
    const [, second = ''] = urls;
    assert.equal((await forge.look(second)).state, 'merged');
    assert.equal(await forge.contains(second, 'merge-of-c2', 'c1'), true);
    assert.equal(await forge.contains(second, 'c1', 'c2'), false);
    await assert.rejects(forge.look(second.replace(/\d+$/, '9')), { reason: 'refused', message: /404/ });
  });

  test(`${name}, gets the title and text that a person writes later`, async (t) => {
    if (process.platform === 'win32' && serve === gitlab) return t.skip('a script cannot stand in for glab.exe');
    const folder = folderFor(t);
    const served = await serve(t, folder);
    served.server.setBranch('w', ['c1']);
    const forge = forgeAt(served, folder, t.signal);
    const url = await forge.open({ branch: 'w', base: 'main', title: 'T', body: 'B', draft: true });
    await forge.edit(url, { title: 'Ours', body: 'Our "words".\n$HOME', isDraft: true });
    const [request] = served.server.requests;
    assert.match(request?.title ?? '', /^(?:Draft|WIP): Ours$/);
    assert.equal(request?.body, 'Our "words".\n$HOME');
  });
}

test('GitLab tells a red pipeline also where none of its own jobs is red, and its jobs page by page', async (t) => {
  if (process.platform === 'win32') return t.skip('a script cannot stand in for glab.exe');
  const folder = folderFor(t);
  const served = await gitlab(t, folder);
  const { server } = served;
  server.setBranch('w', ['c1']);
  const forge = forgeAt(served, folder, t.signal);
  const url = await forge.open({ branch: 'w', base: 'main', title: 'T', body: 'B' });
  server.jobs = Array.from({ length: 200 }, (_, index) => ({ name: `job ${index}`, stage: 'test', status: 'success' }));
  assert.equal((await forge.look(url)).checks.length, 200);
  server.jobs = [{ name: 'unit', stage: 'test', status: 'success' }];
  for (const [pipeline, states] of [
    ['failed', ['passed', 'failed']],
    ['canceled', ['passed', 'failed']],
    ['running', ['passed', 'pending']],
    ['success', ['passed']],
  ] as const) {
    server.pipeline = pipeline;
    const { checks } = await forge.look(url);
    assert.deepEqual(
      checks.map(({ state }) => state),
      states,
      pipeline,
    );
  }
});

test('Gitea tells all statuses where its pages are smaller than what is asked for', async (t) => {
  const served = await gitea(t);
  const { server } = served;
  server.setBranch('w', ['c1']);
  const forge = forgeAt(served, folderFor(t), t.signal);
  const url = await forge.open({ branch: 'w', base: 'main', title: 'T', body: 'B' });
  server.pageSize = 30;
  server.statuses = [
    ...Array.from({ length: 199 }, (_, index) => ({ context: `job ${index}`, status: 'success' })),
    { context: 'last', status: 'failure' },
  ];
  const { checks } = await forge.look(url);
  assert.deepEqual([checks.length, checks.at(-1)?.state], [200, 'failed']);
});
