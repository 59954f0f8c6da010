import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { ForgeRef } from '../../../src/core/model/forge.ts';
import { createForgeOf } from '../../../src/forge/forgeOf.ts';
import { answerReason } from '../../../src/forge/shared/answerReason.ts';
import { logTail } from '../../../src/forge/shared/logTail.ts';
import { byHand } from '../../../src/forge/shared/runTool.ts';
import { postAnswer, readComments } from '../../../src/forge/github/reviewThreads.ts';
import type { GraphqlCall } from '../../../src/forge/github/reviewThreads.ts';
import { ForgeError } from '../../../src/sessionPorts/forge.ts';
import { answeringPrograms, forgePlace } from '../../support/toolPrograms.ts';
import type { Answered } from '../../support/toolPrograms.ts';

const url = 'https://github.com/team/sample/pull/7';

const entry = (id: string, more: object = {}) => ({
  ...{ id, body: `Words of ${id}`, url: `${url}#${id}`, viewerDidAuthor: false, authorAssociation: 'MEMBER' },
  ...{ author: { login: 'grace' }, ...more },
});

const thread = (id: string, entries: readonly object[], more: object = {}) => ({
  ...{ id, isResolved: false, path: 'src/a.js', line: 3 },
  ...{ first: { totalCount: entries.length, nodes: entries.slice(0, 1) }, newest: { nodes: entries.slice(-10) } },
  ...more,
});

const answered = (threads: readonly object[], reviews: readonly object[] = [], total = threads.length) => ({
  repository: {
    pullRequest: { reviewThreads: { totalCount: total, nodes: threads }, latestOpinionatedReviews: { nodes: reviews } },
  },
});

const reading = (data: unknown) => readComments(() => Promise.resolve(data as Record<string, unknown>), url);

suite('conversations at GitHub', () => {
  test('are those that are open, each with its beginning, what is left out, and its newest words', async () => {
    const long = Array.from({ length: 14 }, (_, at) => entry(`c${at}`));
    const read = await reading(
      answered(
        [thread('T1', [entry('c1')]), thread('T2', [entry('x')], { isResolved: true }), thread('T3', long)],
        [],
        5,
      ),
    );
    assert.deepEqual(
      read.comments.map(({ thread: id }) => id),
      ['T1', 'T3'],
    );
    assert.equal(read.omitted, 2);
    assert.match(
      read.comments[1]?.text ?? '',
      /^Words of c0\n\n\[3 more between at the forge\]\n\ngrace wrote: Words of c4\n/,
    );
    assert.equal(read.comments[1]?.last, 'c13');
  });

  test('end with the last words of somebody else: what Wavegate wrote is no news', async () => {
    const own = entry('mine', { viewerDidAuthor: true, author: { login: 'ada' } });
    const { comments } = await reading(answered([thread('T1', [entry('c1'), entry('c2'), own])]));
    assert.equal(comments[0]?.last, 'c2');
    const alone = await reading(answered([thread('T1', [entry('c1'), own])]));
    assert.equal(alone.comments[0]?.last, 'c1');
  });

  test('are of people, also of those whose account is gone, and of strangers, which is said', async () => {
    const gone = entry('c1', { author: null, authorAssociation: 'NONE' });
    const [comment] = (await reading(answered([thread('T1', [gone], { path: null, line: null })]))).comments;
    assert.equal(comment?.author, 'ghost');
    assert.equal(comment.association, 'no member');
    assert.equal(comment.file, undefined);
    assert.equal(comment.line, undefined);
  });

  test('have the reviews that ask for changes, unless all they say stands in their threads', async () => {
    const review = (state: string, body: string, totalCount: number) => ({
      ...entry(state, { body }),
      state,
      comments: { totalCount },
    });
    const { comments } = await reading(
      answered(
        [],
        [
          review('CHANGES_REQUESTED', 'Not yet.', 2),
          review('CHANGES_REQUESTED', ' ', 2),
          review('CHANGES_REQUESTED', '', 0),
          review('APPROVED', 'Good.', 0),
          review('DISMISSED', 'No.', 0),
        ],
      ),
    );
    assert.deepEqual(
      comments.map(({ kind, text }) => [kind, text]),
      [
        ['review', 'Not yet.'],
        ['review', ''],
      ],
    );
  });

  test('that cannot be read are told as such, never as none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        const data = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
        await assert.rejects(reading(data), ForgeError);
        await assert.rejects(reading({ repository: { pullRequest: data } }), ForgeError);
      }),
      { numRuns: 60 },
    );
  });

  test('are read whatever is in the places of their parts', async () => {
    const odd = fc.constantFrom(null, 3, '', 'x', [], {}, [null], { nodes: null }, { nodes: [null, 1] });
    const keys = ['id', 'isResolved', 'path', 'line', 'first', 'newest'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...keys),
        odd,
        fc.constantFrom('body', 'author', 'url', 'id'),
        async (key, value, part) => {
          const strange = thread('T1', [entry('c1', { [part]: value })], { [key]: value });
          const { comments } = await reading(answered([strange, thread('T2', [entry('c2')])]));
          assert.equal(comments.at(-1)?.thread, 'T2', 'the others are not lost');
        },
      ),
    );
  });

  test('are read only of an address of a pull request', async () => {
    for (const other of ['https://github.com/team/sample', 'https://github.com/team/sample/issues/7', 'x', ''])
      await assert.rejects(
        readComments(() => assert.fail('nothing is asked'), other),
        { message: `This is no address of a pull request of GitHub: ${other}` },
      );
  });
});

suite('an answer at GitHub', () => {
  const answer = { thread: 'T1', kind: 'thread' as const, author: 'grace', text: 'By design.', marker: 'wavegate m1' };
  /** A forge that keeps what is posted. */
  function github(loses = false) {
    const posted: string[] = [];
    const graphql: GraphqlCall = (_host, query, variables) => {
      const { body = '' } = variables as { readonly body?: string };
      if (query.startsWith('mutation')) {
        posted.push(body);
        if (loses) return Promise.reject(new ForgeError('silent', 'No answer.'));
        return Promise.resolve({});
      }
      const comments = { nodes: posted.map((each) => ({ body: each })) };
      return Promise.resolve({ node: { comments }, repository: { pullRequest: { id: 'P', comments } } });
    };
    return { posted, graphql };
  }

  for (const kind of ['thread', 'review'] as const)
    test(`to a ${kind} is posted once, however often that is asked for`, async () => {
      const { posted, graphql } = github();
      for (let time = 0; time < 3; time += 1) await postAnswer(graphql, url, { ...answer, kind });
      assert.equal(posted.length, 1);
      assert.match(posted[0] ?? '', kind === 'review' ? /^@grace By design\./ : /^By design\./);
      await postAnswer(graphql, url, { ...answer, kind, marker: 'wavegate m2' });
      assert.equal(posted.length, 2);
    });

  test('that was taken although nobody heard so is not posted again', async () => {
    const { posted, graphql } = github(true);
    await assert.rejects(postAnswer(graphql, url, answer), /No answer/);
    await postAnswer(graphql, url, answer);
    assert.equal(posted.length, 1);
  });
});

suite('GitLab and Gitea page by page', () => {
  const gitlab: ForgeRef = { kind: 'gitlab', host: 'gitlab.example.org', repository: 'a/b' };
  const request = 'https://gitlab.example.org/a/b/-/merge_requests/7';
  const forge = (ref: ForgeRef, answer: (path: string, argv: readonly string[]) => Answered) =>
    createForgeOf(answeringPrograms((argv) => answer(argv.at(-1) ?? '', argv)))(ref, forgePlace());

  test('have all jobs of a pipeline, a failed one on the last page included', async () => {
    const asked: string[] = [];
    const job = (at: number) => ({ name: `j${at}`, stage: 'test', status: at === 204 ? 'failed' : 'success' });
    const look = await forge(gitlab, (path) => {
      asked.push(path);
      const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 0);
      if (page > 0)
        return {
          out: JSON.stringify(Array.from({ length: page < 3 ? 100 : 5 }, (_, at) => job((page - 1) * 100 + at))),
        };
      return {
        out: JSON.stringify({ state: 'opened', sha: 'h', head_pipeline: { id: 9, sha: 'h', status: 'failed' } }),
      };
    }).look(request);
    assert.equal(look.checks.length, 205);
    assert.deepEqual(
      look.checks.filter(({ state }) => state === 'failed').map(({ name }) => name),
      ['test / j204'],
    );
    assert.equal(asked.length, 4);
  });

  test('are red where the pipeline is, although its jobs cannot be read', async () => {
    for (const jobs of ['[]', '{}', 'null', '<html>', '[1, null]']) {
      const look = await forge(gitlab, (path) =>
        path.includes('/jobs')
          ? { out: jobs }
          : {
              out: JSON.stringify({ state: 'opened', sha: 'h', head_pipeline: { id: 9, sha: 'h', status: 'failed' } }),
            },
      ).look(request);
      assert.ok(
        look.checks.some(({ state }) => state === 'failed'),
        jobs,
      );
    }
  });

  test('count no pipeline of another commit', async () => {
    const look = await forge(gitlab, () => ({
      out: JSON.stringify({ state: 'opened', sha: 'new', head_pipeline: { id: 9, sha: 'old', status: 'failed' } }),
    })).look(request);
    assert.deepEqual(look.checks, []);
  });

  for (const out of ['', 'null', '[]', '{}', '{"state":"opened"}', '<html>', '{"sha":3}'])
    test(`are not open where GitLab answers ${JSON.stringify(out)}`, async () =>
      assert.rejects(
        forge(gitlab, () => ({ out })).look(request),
        /GitLab answered something else than the merge request/,
      ));

  test('say what the forge says, with the command to try by hand, and no secret', async () => {
    const failing = forge(gitlab, () => ({ code: 1, err: 'HTTP 503 Service Unavailable' }));
    await assert.rejects(failing.look(request), (error: unknown) => {
      assert.ok(error instanceof ForgeError);
      assert.equal(error.reason, 'silent');
      assert.match(error.message, /^glab says: HTTP 503/);
      return true;
    });
    await assert.rejects(forge(gitlab, () => ({ code: 1, err: '401 Unauthorized' })).look(request), {
      reason: 'missing',
    });
  });
});

suite('words of a forge that does not do what it is asked', () => {
  for (const [said, reason] of [
    ['HTTP 403: API rate limit exceeded for user ID 1. (https://api.github.com/graphql)', 'silent'],
    ['GraphQL: API rate limit already exceeded for user ID 1.', 'silent'],
    ['You have exceeded a secondary rate limit', 'silent'],
    ['HTTP 429: Too Many Requests', 'silent'],
    ['HTTP 500', 'silent'],
    ['502 Bad Gateway', 'silent'],
    ['unexpected EOF', 'silent'],
    ['net/http: TLS handshake timeout', 'silent'],
    ['HTTP 404: Not Found', 'refused'],
    ['HTTP 422: Validation Failed', 'refused'],
    ['Pull request is not mergeable', 'refused'],
    ['', 'refused'],
  ] as const)
    test(`mean ${reason}: ${said}`, () => assert.equal(answerReason(said), reason));
});

suite('the log of a check that failed', () => {
  test('keeps columns that the program has printed', () => {
    assert.equal(
      logTail('ok  \tgithub.com/x/y\t0.01s\nFAIL\tgithub.com/x/z\t0.02s'),
      'ok  \tgithub.com/x/y\t0.01s\nFAIL\tgithub.com/x/z\t0.02s',
    );
    assert.equal(logTail('2026-01-01T00:00:00.0Z FAIL\tpkg\t0.02s'), 'FAIL\tpkg\t0.02s');
    assert.equal(logTail('test\tRun go test\t2026-01-01T00:00:00.0Z FAIL\tpkg\t0.02s'), 'FAIL\tpkg\t0.02s');
    assert.equal(logTail('test\tRun\t\uFEFF2026-01-01T00:00:00.0Z a\ntest\tRun\t2026-01-01T00:00:01.0Z b'), 'a\nb');
  });

  test('is its end, without colours, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '\t', '\n', '\u001b[31m', ' ', '2026-01-01T00:00:00Z '),
          maxLength: 60,
        }),
        (log) => {
          const tail = logTail(log) ?? '';
          assert.doesNotMatch(tail, /\u001b\[/);
          assert.ok(tail.length <= 8_000);
          assert.equal(tail, tail.trim());
        },
      ),
    );
  });
});

test('a command to run by hand is one that a shell takes apart as it was meant', () => {
  assert.equal(
    byHand(['gh', 'pr', 'view', 'a b', "it's", '$(rm -rf /)', '']),
    "gh pr view 'a b' 'it'\\''s' '$(rm -rf /)' ''",
  );
});
