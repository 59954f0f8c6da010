import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { parsePullRequest } from '../../../src/forge/github/parsePullRequest.ts';
import { createForgeOf } from '../../../src/forge/forgeOf.ts';
import { answerAt, commentsAt } from '../../../src/forge/pullRequestComments.ts';
import { logTail } from '../../../src/forge/shared/logTail.ts';
import { answerReason } from '../../../src/forge/shared/answerReason.ts';
import type { Forge, ForgePlace } from '../../../src/sessionPorts/forge.ts';
import { forgeOf } from '../../../src/core/queries/forge.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import { answeringPrograms, forgePlace } from '../../support/toolPrograms.ts';

const head = 'c'.repeat(40);

const place = (environment: Readonly<Record<string, string>> = {}): ForgePlace => forgePlace({ environment });
const programs = answeringPrograms;
type Called = Parameters<typeof answeringPrograms>[0];

test('checks of GitHub are read by what they came to: the newest run of each, statuses of services, and what was left out', () => {
  const run = (name: string, conclusion: string, startedAt: string, status = 'COMPLETED') => {
    return {
      __typename: 'CheckRun',
      name,
      workflowName: 'CI',
      status,
      conclusion,
      startedAt,
      detailsUrl: `https://x/${name}`,
    };
  };
  const look = parsePullRequest(
    JSON.stringify({
      ...{ state: 'OPEN', headRefOid: head, mergeCommit: null, mergeStateStatus: 'DIRTY', reviewDecision: '' },
      statusCheckRollup: [
        run('test', 'FAILURE', '2026-01-01T00:00:00Z'),
        run('test', 'SUCCESS', '2026-01-01T01:00:00Z'),
        run('docs', 'SKIPPED', '2026-01-01T00:00:00Z'),
        run('slow', '', '2026-01-01T00:00:00Z', 'IN_PROGRESS'),
        run('old', 'CANCELLED', '2026-01-01T00:00:00Z'),
        { ...run('both', 'FAILURE', '2026-01-01T00:00:00Z'), detailsUrl: 'https://x/actions/runs/1/job/1' },
        { ...run('both', 'SUCCESS', '2026-01-01T01:00:00Z'), detailsUrl: 'https://x/actions/runs/2/job/1' },
        { __typename: 'StatusContext', context: 'coverage', state: 'ERROR', targetUrl: 'https://c/1' },
      ],
    }),
  );
  assert.deepEqual(
    look?.checks.map(({ name, state, because = '' }) => `${name} ${state} ${because}`.trim()),
    [
      ...['CI / test passed', 'CI / docs skipped', 'CI / slow pending', 'CI / old failed cancelled'],
      ...['CI / both failed', 'CI / both passed', 'coverage failed'],
    ],
  );
  assert.equal(look?.obstacle, 'It conflicts with its base branch.');
  for (const text of ['', 'null', '{}', '[]', '<html>502</html>', '{"state":"OPEN"}']) {
    assert.equal(parsePullRequest(text), undefined, text);
  }
});

test('words of a failure tell a forge that is out from one that refuses', () => {
  for (const out of [
    'gh: HTTP 502: Bad gateway',
    'error connecting to api.github.com',
    'dial tcp: lookup x: no such host',
    'Post "https://api.github.com/graphql": dial tcp 192.0.2.1:443: connect: no route to host',
  ])
    assert.equal(answerReason(out), 'silent', out);
  for (const no of [
    'HTTP 422: Validation Failed',
    'HTTP 403: Resource not accessible',
    'GraphQL: No commits between main and x',
  ])
    assert.equal(answerReason(no), 'refused', no);
});

test('a log keeps its end, without colours and the times a forge puts before each line', () => {
  assert.equal(logTail('test\tRun npm test\t2026-01-01T00:00:00.123Z \u001b[31mnot ok\u001b[0m 3\n'), 'not ok 3');
  assert.equal(logTail('2026-01-01T00:00:00.123Z plain'), 'plain');
  assert.equal(logTail(' \n'), undefined);
  assert.equal(logTail('x'.repeat(20_000))?.length, 8_000);
});

test('the forge is known by the address of the remote, else by the word of the plan', () => {
  const of = (address: string, ship = ''): unknown => {
    const { run } = new SimulatedRun().start(planText(1, ship));
    return forgeOf({ ...run, target: { remote: 'origin', addresses: [address] } });
  };
  const github = { kind: 'github', host: 'github.com', repository: 'team/sample' };
  for (const address of [
    'https://github.com/team/sample.git',
    'git@github.com:team/sample.git',
    'ssh://git@github.com:22/team/sample',
  ])
    assert.deepEqual(of(address), github, address);
  assert.deepEqual(of('https://gitlab.example.org:8443/a/b/c.git'), {
    kind: 'gitlab',
    host: 'gitlab.example.org:8443',
    repository: 'a/b/c',
  });
  assert.deepEqual(of('git@codeberg.org:team/sample.git'), {
    kind: 'gitea',
    host: 'codeberg.org',
    repository: 'team/sample',
  });
  assert.deepEqual(of('git@git.corp:team/sample.git', 'ship: {forge: gitea, tokenEnv: CORP_TOKEN}\n'), {
    ...{ kind: 'gitea', host: 'git.corp', repository: 'team/sample' },
    tokenEnv: 'CORP_TOKEN',
  });
  for (const address of ['/srv/git/sample.git', 'C:\\git\\sample.git', 'file:///srv/git/sample.git', ''])
    assert.deepEqual(of(address), { kind: 'github', guessed: true }, address);
  assert.equal(of('https://github.com/team/sample', 'ship: {forge: none}\n'), undefined);
});

test('GitLab is asked through glab: request, pipeline, log, another run, merge', async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    'GET merge_requests?state=opened&source_branch=wavegate%2Fr1': [],
    'POST merge_requests': { web_url: 'https://gitlab.com/a/b/-/merge_requests/3' },
    'GET merge_requests/3': {
      state: 'opened',
      sha: head,
      detailed_merge_status: 'not_approved',
      head_pipeline: { id: 9, sha: head },
      title: 'Draft: T',
    },
    'GET pipelines/9/jobs?per_page=100&page=1': [
      { name: 'unit', stage: 'test', status: 'failed', web_url: 'https://gitlab.com/a/b/-/jobs/11' },
      { name: 'flaky', stage: 'test', status: 'failed', allow_failure: true },
      { name: 'deploy', stage: 'live', status: 'manual', allow_failure: true },
    ],
    'POST jobs/11/retry': {},
    'PUT merge_requests/3/merge': { state: 'merged' },
  };
  const started = programs((argv, input) => {
    const path = (argv.at(-1) ?? '').replace('projects/a%2Fb/', '');
    const key = `${argv[3] ?? ''} ${path}`;
    asked.push(`${key} ${input ?? ''}`.trim());
    if (path === 'jobs/11/trace') return { out: 'boom' };
    return key in answers
      ? { out: JSON.stringify(answers[key]) }
      : { code: 1, err: `glab: 404 Not Found ${key} (HTTP 404)` };
  });
  const forge = createForgeOf(started)({ kind: 'gitlab', host: 'gitlab.com', repository: 'a/b' }, place());
  const url = await forge.open({
    branch: 'wavegate/r1',
    base: 'main',
    title: 'T',
    body: 'B',
    draft: true,
    labels: ['x', 'y'],
  });
  assert.equal(url, 'https://gitlab.com/a/b/-/merge_requests/3');
  assert.match(asked[1] ?? '', /"title":"Draft: T".*"labels":"x,y"/);
  const look = await forge.look(url);
  assert.deepEqual(
    look.checks.map(({ state }) => state),
    ['failed', 'skipped', 'skipped'],
  );
  assert.equal(look.obstacle, 'GitLab says not approved.');
  const [check] = look.checks;
  assert.ok(check);
  assert.equal(await forge.log(check), 'boom');
  assert.equal(await forge.rerun([check]), true);
  await forge.merge(url, head, 'squash');
  assert.match(asked.at(-1) ?? '', /"squash":true/);
  await assert.rejects(forge.merge(url, head, 'rebase'), /rebases by a setting of the project/);
  await assert.rejects(forge.look('https://gitlab.com/a/b/-/merge_requests/4'), /404 Not Found/);
});

test('Gitea and Forgejo are asked by their API, with a token that is nowhere but in its header', async (t) => {
  const asked: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    const path = (request.url ?? '').replace('/api/v1/repos/team/sample/', '').replace(/[?].*/, '');
    const pull = {
      html_url: 'http://host/team/sample/pulls/5',
      head: { sha: head, ref: 'wavegate/r1' },
      state: 'open',
      mergeable: true,
    };
    const answers: Readonly<Record<string, unknown>> = {
      pulls: request.method === 'POST' ? pull : [],
      'pulls/5': pull,
      [`commits/${head}/statuses`]: [
        { context: 'ci/test', status: 'success' },
        { context: 'ci/test', status: 'pending' },
        { context: 'ci/lint', status: 'failure', target_url: 'http://host/actions/1' },
      ],
      'pulls/5/merge': {},
    };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? answers[path] : { message: 'not today' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ref = { kind: 'gitea', host, repository: 'team/sample' } as const;
  const made = (own: object, env: Readonly<Record<string, string>>, called: Called = () => ({ code: 1 })): Forge =>
    createForgeOf(programs(called))({ ...ref, ...own }, place(env));
  const forge = made({ tokenEnv: 'MY_TOKEN' }, { MY_TOKEN: 's3cret' });
  const url = await forge.open({ branch: 'wavegate/r1', base: 'main', title: 'T', body: 'B' });
  const look = await forge.look(url);
  assert.deepEqual(
    look.checks.map(({ name, state }) => `${name} ${state}`),
    ['ci/test passed', 'ci/lint failed'],
  );
  await forge.merge(url, head, 'merge');
  assert.ok(asked.every((line) => line.endsWith('token s3cret')));
  status = 403;
  await assert.rejects(forge.look(url), /answered 403 to GET repos\/team\/sample\/pulls\/5: not today/);
  status = 500;
  await assert.rejects(forge.look(url), { reason: 'silent' });
  await assert.rejects(
    made({ tokenEnv: 'MY_TOKEN' }, {}).look(url),
    /The variable MY_TOKEN, which ship\.tokenEnv of the plan names, is not set/,
  );
  await assert.rejects(made({}, {}).look(url), /git's credential helper has none/);
  status = 200;
  await made({}, {}, () => ({ out: 'username=ada\npassword=helped\n' })).look(url);
  assert.ok(asked.at(-1)?.endsWith('token helped'));
  server.close();
  server.closeAllConnections();
  await assert.rejects(forge.look(url), { reason: 'silent', message: /did not answer/ });
});

test('discussions of GitLab that wait for an answer are read, and answered once', async () => {
  const posted: string[] = [];
  const note = (id: number, username: string, body: string, more: object = {}) => ({
    ...{ id, body, author: { id: username === 'ada' ? 1 : 2, username }, resolvable: true, resolved: false },
    ...more,
  });
  const open = [
    note(5, 'grace', 'Close it.', { position: { new_path: 'src/a.js', new_line: 3 } }),
    note(6, 'ada', `Why?${posted.join('')}`),
  ];
  const started = programs((argv, input) => {
    const path = (argv.at(-1) ?? '').replace('projects/a%2Fb/merge_requests/3/', '');
    if (argv[3] === 'POST') posted.push(input ?? '');
    if (argv[3] === 'POST') open.push(note(7, 'ada', (JSON.parse(input ?? '{}') as { body: string }).body));
    const all = [
      { id: 'd1', notes: open },
      { id: 'd2', notes: [note(1, 'grace', 'Nice.', { resolvable: false })] },
      { id: 'd3', notes: [note(2, 'grace', 'Done?', { resolved: true })] },
      { id: 'd4', notes: [note(3, 'grace', 'added 1 commit', { system: true })] },
    ];
    const out = path === 'user' ? { id: 1 } : path.startsWith('discussions?') ? all : all[0];
    return { out: JSON.stringify(out) };
  });
  const forge = createForgeOf(started)({ kind: 'gitlab', host: 'gitlab.com', repository: 'a/b' }, place());
  const url = 'https://gitlab.com/a/b/-/merge_requests/3';
  const read = await forge.comments(url);
  assert.deepEqual(read, {
    comments: [
      {
        ...{ thread: 'd1', kind: 'thread', file: 'src/a.js', line: 3, author: 'grace', last: '5' },
        ...{ url: `${url}#note_5`, text: 'Close it.\n\nada wrote: Why?' },
      },
    ],
  });
  const answer = { thread: 'd1', kind: 'thread', author: 'grace', text: 'Closed.', marker: 'm1' } as const;
  await forge.answer(url, answer);
  await forge.answer(url, answer);
  assert.deepEqual(posted, ['{"body":"Closed.\\n\\n<!-- m1 -->"}']);
});

test('comments that a forge does not give, or does not answer with, are said to be unread, with where to look', async () => {
  const url = 'https://git.corp/team/sample/pulls/1';
  const gitea = createForgeOf(programs(() => ({})))(
    { kind: 'gitea', host: 'git.corp', repository: 'team/sample' },
    place(),
  );
  assert.match(
    (await commentsAt(gitea, { kind: 'gitea' }, url)).unread ?? '',
    /does not read comments at Gitea or Forgejo\. Look at https:\/\/git\.corp/,
  );
  for (const err of [
    'gh: HTTP 403: Resource not accessible',
    'HTTP 422',
    'HTTP 500',
    'error connecting to api.github.com',
  ]) {
    const github = createForgeOf(programs(() => ({ code: 1, err })))({ kind: 'github' }, place());
    const address = 'https://github.com/team/sample/pull/7';
    const { unread = '' } = await commentsAt(github, { kind: 'github' }, address);
    assert.ok(unread.includes(err) && unread.includes(address), unread);
    const answer = { thread: 'T', kind: 'thread', author: 'grace', text: 'No.', marker: 'm' } as const;
    assert.ok((await answerAt(github, address, answer))?.includes(err));
  }
  for (const out of ['', '<html>', '{"data":{"repository":null}}']) {
    const github = createForgeOf(programs(() => ({ out })))({ kind: 'github' }, place());
    assert.match(
      (await commentsAt(github, { kind: 'github' }, 'https://github.com/a/b/pull/1')).unread ?? '',
      /something else/,
    );
  }
});
