import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ForgeRef, StackedRequest } from '../../../../src/core/model/forge.ts';
import type { Forge, PullRequestLook, PullRequestRequest } from '../../../../src/sessionPorts/forge.ts';
import { ForgeError } from '../../../../src/sessionPorts/forge.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { shipStack } from '../../../../src/sessions/ship/shipStack.ts';

const urlOf = (wave: string): string => `https://github.com/team/sample/pull/${wave}`;
const planned = (wave: string, isKnown: boolean): StackedRequest => ({
  ...{ wave, branch: `r1.waves/${wave}`, commit: `commit-${wave}` },
  ...(isKnown ? { url: urlOf(wave) } : {}),
});

interface Scripted {
  /** Requests that an earlier attempt has opened, as they are now. */
  readonly known?: Readonly<Record<string, Partial<PullRequestLook>>>;
  /** Why the remote does not take a branch. */
  readonly refusedPush?: string;
  /** Why the forge does not open a request from a branch. */
  readonly refusedOpen?: readonly [string, ForgeError];
  readonly refusedLook?: ForgeError;
  readonly host?: ForgeRef;
  /** Wave whose texts a person wrote at this attempt. */
  readonly edited?: string;
}

/** Ships three waves. */
async function ship({
  known = {},
  refusedPush,
  refusedOpen,
  refusedLook,
  edited,
  host = { kind: 'github' },
}: Scripted = {}) {
  const opened: PullRequestRequest[] = [];
  const changed: string[] = [];
  const pushed: string[] = [];
  const forge: Partial<Forge> = {
    look(url) {
      if (refusedLook !== undefined) return Promise.reject(refusedLook);
      const wave = url.split('/').at(-1) ?? '';
      return Promise.resolve({ state: 'open', head: `commit-${wave}`, base: 'main', checks: [], ...known[wave] });
    },
    open(request) {
      if (refusedOpen?.[0] === request.branch) return Promise.reject(refusedOpen[1]);
      const wave = request.branch.split('/').at(-1) ?? '';
      const isOpen = known[wave] !== undefined && (known[wave].state ?? 'open') === 'open';
      if (isOpen) return Promise.resolve(urlOf(wave));
      opened.push(request);
      return Promise.resolve(`https://github.com/team/sample/pull/new-${request.branch.split('/').at(-1) ?? ''}`);
    },
  };
  forge.edit = (url, { title }) => Promise.resolve(void changed.push(`${url}: ${title}`));
  const services = { forgeOf: () => forge as Forge, environment: {} };
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate stack '));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const context = {
    ...{ folder, reportProgress: () => undefined, output: () => undefined },
    ...{ place: { repository: '/' }, signal: new AbortController().signal },
  } as unknown as SessionContext;
  const push = (branch: string, commit: string): Promise<void> => {
    if (branch === refusedPush)
      return Promise.reject(new Error(`Branch ${branch} was not pushed: others have been there.`));
    pushed.push(`${branch} at ${commit}`);
    return Promise.resolve();
  };
  const text = (wave: string) => ({ title: `Title of ${wave}`, body: `Body of ${wave}` });
  const below = ['a', 'b'].map((wave) => ({
    ...planned(wave, known[wave] !== undefined),
    ...text(wave),
    ...(edited === wave ? { edited: true } : {}),
  }));
  const { commit: _commit, ...top } = planned('c', known['c'] !== undefined);
  const pullRequest = { ...text('c'), base: 'main', forge: host, template: false };
  const result = await shipStack(services, { stack: { below, top }, pullRequest, commit: 'head' }, push, context);
  return { result, folder, pushed, changed, opened: opened.map(({ branch, base }) => `${branch} on ${base ?? ''}`) };
}

test('each wave is pushed to its branch and opened on the one before; the last one holds the tip of the run', async () => {
  const { result, pushed, opened } = await ship();
  assert.deepEqual(pushed, ['r1.waves/a at commit-a', 'r1.waves/b at commit-b', 'r1.waves/c at head']);
  assert.deepEqual(opened, ['r1.waves/a on main', 'r1.waves/b on r1.waves/a', 'r1.waves/c on r1.waves/b']);
  assert.equal(result.outcome, 'done');
  assert.equal(result.pullRequest?.url, result.stack?.[2]?.url);
  assert.match(result.pullRequest?.text ?? '', /# Title of a\n\nBody of a\n\n# Title of b[^]*# Title of c/);
});

test('an earlier attempt is gone on with: what is merged is left alone, what is open is found, what is closed is opened again', async () => {
  const { result, pushed, opened } = await ship({ known: { a: { state: 'merged' }, b: { state: 'closed' }, c: {} } });
  assert.deepEqual(
    pushed,
    ['r1.waves/b at commit-b', 'r1.waves/c at head'],
    'a branch of a merged one is not made again',
  );
  assert.deepEqual(opened, ['r1.waves/b on main']);
  assert.deepEqual(
    result.stack?.map(({ wave, url }) => [wave, url]),
    [
      ['a', urlOf('a')],
      ['b', `https://github.com/team/sample/pull/new-b`],
      ['c', urlOf('c')],
    ],
  );
  assert.match(result.message, /in the order of the merge: b: \S+, c: \S+\.$/);
});

test('a text that a person wrote is sent to the request that is open already, and the others stay as they are at the forge', async () => {
  const { result, opened, changed } = await ship({ known: { a: {}, b: {}, c: {} }, edited: 'b' });
  assert.deepEqual([result.outcome, opened, changed], ['done', [], [`${urlOf('b')}: Title of b`]]);
});

test('at a host that is not asked each branch is pushed, and each form is named with what to do after a merge', async () => {
  const host = { kind: 'github', guessed: true, host: 'bitbucket.org', repository: 'team/sample' } as const;
  const { result, folder, pushed, opened } = await ship({ host });
  assert.deepEqual([result.outcome, pushed.length, opened], ['done', 3, []]);
  const forms = [...result.message.matchAll(/^Wave (\w): Pull requests at Bitbucket are opened by hand: (\S+)$/gm)];
  const form = 'https://bitbucket.org/team/sample/pull-requests/new';
  assert.deepEqual(
    forms.map(([, wave, address]) => [wave, address]),
    [
      ['a', `${form}?source=r1.waves%2Fa&dest=main`],
      ['b', `${form}?source=r1.waves%2Fb&dest=r1.waves%2Fa`],
      ['c', `${form}?source=r1.waves%2Fc&dest=r1.waves%2Fb`],
    ],
  );
  assert.match(result.message, /after each merge, edit its destination branch, so that it goes into main\./);
  const text = readFileSync(path.join(folder, 'pull request of r1.waves-a.md'), 'utf8');
  assert.equal(text, '# Title of a\n\nBody of a\n');
  const azure = { ...host, host: 'ssh.dev.azure.com', repository: 'v3/team/project/sample' };
  const { message } = (await ship({ host: azure })).result;
  assert.match(
    message,
    /https:\/\/dev\.azure\.com\/team\/project\/_git\/sample\/pullrequestcreate\?sourceRef=r1\.waves%2Fa&/,
  );
  assert.match(message, /az repos pr update --id NUMBER --target-branch BRANCH/);
});

test('one that was merged into a branch that got no further is opened again', async () => {
  const astray = { state: 'merged', base: 'r1.waves/a' } as const;
  const { opened } = await ship({ known: { a: { state: 'merged' }, b: astray, c: {} } });
  assert.deepEqual(opened, ['r1.waves/b on main']);
});

test('what the remote or the forge refuses is told with its wave, and what is open is not lost', async () => {
  const moved = await ship({ refusedPush: 'r1.waves/b' });
  assert.equal(moved.result.outcome, 'blocked');
  assert.match(moved.result.message, /wave b waits for its branch\. Branch r1\.waves\/b was not pushed: others/);
  const refused = await ship({ refusedOpen: ['r1.waves/b', new ForgeError('refused', 'HTTP 422: Validation Failed')] });
  assert.equal(refused.result.outcome, 'blocked');
  assert.match(refused.result.message, /Wave b: The pull request could not be opened\. HTTP 422/);
  for (const { result } of [moved, refused]) {
    assert.deepEqual(
      result.stack?.map(({ url }) => url !== undefined),
      [true, false, false],
    );
    assert.equal(result.pullRequest?.url, undefined);
  }
  const silent = await ship({ known: { a: {} }, refusedLook: new ForgeError('silent', 'HTTP 500') });
  assert.match(silent.result.message, /does not say how the pull requests of the waves are\. HTTP 500/);
  const missing = await ship({ refusedOpen: ['r1.waves/a', new ForgeError('missing', 'gh is not installed.')] });
  assert.equal(
    missing.result.outcome,
    'done',
    'without its program the run ends with the push, and the texts to paste',
  );
});
