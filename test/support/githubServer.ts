import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { parseJson, recordOf } from '../../src/util/records.ts';

export interface ServedCheck {
  readonly name: string;
  readonly status: 'QUEUED' | 'IN_PROGRESS' | 'COMPLETED';
  readonly conclusion?: string;
}

export interface ServedPullRequest {
  readonly number: number;
  readonly branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  mergeCommit?: string;
  /** Tip of its branch when it was merged or closed: the branch may be gone since. */
  lastHead?: string;
  readonly labels: string[];
}

/** A conversation of reviewers; without a path it is a review that asks for changes. */
export interface ServedThread {
  readonly id: string;
  readonly path?: string;
  readonly line?: number;
  isResolved: boolean;
  readonly entries: { readonly id: string; readonly author: string; readonly body: string }[];
}

/** Behaviour of the repository behind the server. */
export interface ServedRepository {
  /** Tip of a branch. */
  readonly head: (branch: string) => string;
  /** Checks of a commit, at the given look (from 1). */
  readonly checks: (commit: string, look: number) => readonly ServedCheck[];
  readonly log: (check: string) => string;
  readonly deleteBranch?: (branch: string) => void;
  /** Whether a commit or branch holds a commit. */
  readonly contains?: (newer: string, commit: string) => boolean;
  /** @returns the new commit, or why it is refused */
  readonly merge: (
    request: ServedPullRequest,
    method: string,
  ) => { readonly commit: string } | { readonly refused: string };
}

/**
 * The parts of the API of GitHub that `gh` uses for pull requests, checks, logs and merges: REST and GraphQL, answered by what a
 * query names. It knows one repository, `team/sample`.
 */
export class GithubServer {
  readonly pulls: ServedPullRequest[] = [];
  readonly threads: ServedThread[] = [];
  /** Comments on the whole pull request. */
  readonly remarks: string[] = [];
  /** Requests so far: method and path, or the name of a GraphQL operation. */
  readonly asked: string[] = [];
  /** Branches of merged requests are deleted, and those that are based on one get its base. */
  deletesBranches = false;
  /** Called before a merge, which it may refuse by its words. */
  beforeMerge: ((pull: ServedPullRequest) => string | undefined) | undefined;
  /** Checks in one answer; the others are on further pages. */
  pageSize = 100;
  /** Requests are taken and never answered, while it is set. */
  hangs = false;
  /** Answered instead of everything else, while it is set. */
  broken: { readonly status: number; readonly message: string } | undefined;
  readonly #repository: ServedRepository;
  readonly #server: Server;
  readonly #looks = new Map<string, number>();

  constructor(repository: ServedRepository) {
    this.#repository = repository;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Listens on a Unix socket, which `gh` reaches by its setting `http_unix_socket`. */
  async listen(socket: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(socket, resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = recordOf(parseJson(Buffer.concat(chunks).toString('utf8')));
    const path = (request.url ?? '').replace(/^https?:\/\/[^/]+/, '').replace(/^\/api\/v3/, '');
    const query = typeof body['query'] === 'string' ? body['query'] : undefined;
    this.asked.push(
      query === undefined ? `${request.method ?? ''} ${path}` : (/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? query),
    );
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    if (this.hangs) return;
    if (this.broken !== undefined) return send(this.broken.status, { message: this.broken.message });
    if (query === undefined) return this.#rest(request.method ?? 'GET', path, body, response, send);
    const data = this.#graphql(query, recordOf(body['variables']));
    send(200, 'errors' in data ? data : { data });
  }

  #rest(
    method: string,
    path: string,
    body: Readonly<Record<string, unknown>>,
    response: ServerResponse,
    send: (status: number, value: unknown) => void,
  ): void {
    const job = /\/actions\/jobs\/(\d+)/.exec(path)?.[1];
    const run = /\/actions\/runs\/(\d+)/.exec(path)?.[1];
    if (path === '/' || path === '') return send(200, {});
    if (method === 'POST' && path.endsWith('/rerun-failed-jobs')) return send(201, {});
    if (path.endsWith('/logs')) {
      response.writeHead(200, { 'content-type': job === undefined ? 'application/zip' : 'text/plain' });
      return void response.end(job === undefined ? emptyZip : this.#repository.log(job));
    }
    if (job !== undefined) return send(200, this.#job(Number(job)));
    if (/\/runs\/\d+(?:\/attempts\/\d+)?\/jobs/.test(path)) return send(200, { total_count: 0, jobs: [] });
    if (run !== undefined) {
      return send(200, {
        id: Number(run),
        name: 'CI',
        status: 'completed',
        conclusion: 'failure',
        workflow_id: 1,
        jobs_url: '',
      });
    }
    if (path.startsWith('/repos/team/sample/actions/workflows')) return send(200, { id: 1, name: 'CI' });
    const pull = /^\/repos\/team\/sample\/pulls\/(\d+)$/.exec(path)?.[1];
    if (method === 'PATCH' && pull !== undefined) return send(...this.#patch(Number(pull), body));
    const [, commit = '', newer] =
      /^\/repos\/team\/sample\/compare\/(.+)\.\.\.(.+)$/.exec(decodeURIComponent(path)) ?? [];
    if (newer !== undefined && this.#repository.contains !== undefined) {
      return send(200, { status: this.#repository.contains(newer, commit) ? 'ahead' : 'diverged' });
    }
    if (path === '/repos/team/sample') return send(200, { id: 1, name: 'sample', default_branch: 'main' });
    send(404, { message: `Not Found: ${method} ${path}` });
  }

  #patch(number: number, { base, title, body }: Readonly<Record<string, unknown>>): [number, object] {
    const found = this.pulls.find((pull) => pull.number === number);
    if (found === undefined) return [404, { message: 'Not Found' }];
    if (found.state !== 'OPEN') return [422, { message: 'Validation Failed' }];
    if (typeof base === 'string') found.base = base;
    if (typeof title === 'string') found.title = title;
    if (typeof body === 'string') found.body = body;
    return [200, { number, base: { ref: found.base } }];
  }

  #job(id: number): object {
    const steps = [{ name: 'test', number: 1, status: 'completed', conclusion: 'failure' }];
    return {
      id,
      run_id: 1,
      name: 'test',
      status: 'completed',
      conclusion: 'failure',
      started_at: '2026-01-01T00:00:00Z',
      completed_at: '2026-01-01T00:00:00Z',
      steps,
    };
  }

  #graphql(query: string, variables: Readonly<Record<string, unknown>>): object {
    const input = recordOf(variables['input']);
    if (query.includes('__type(')) {
      const asked = Object.entries(introspection).filter(([name]) => query.includes(`${name}: __type(`));
      return Object.fromEntries(asked);
    }
    const reviews = this.#reviews(query, variables);
    if (reviews !== undefined) return reviews;
    if (query.includes('createPullRequest')) return this.#create(input);
    if (query.includes('addLabelsToLabelable') || query.includes('updatePullRequest')) return { clientMutationId: '' };
    if (query.includes('markPullRequestReadyForReview')) {
      const found = this.#byId(input['pullRequestId']);
      if (found !== undefined) found.draft = false;
      return { markPullRequestReadyForReview: { pullRequest: { id: input['pullRequestId'] } } };
    }
    if (query.includes('mergePullRequest')) return this.#merge(input);
    if (/pullRequests\(/.test(query)) {
      const states = Array.isArray(variables['states']) ? variables['states'] : undefined;
      const nodes = this.pulls
        .filter(({ branch, state }) => branch === variables['headRefName'] && (states?.includes(state) ?? true))
        .map((pull) => this.#pull(pull));
      return { repository: { ...repositoryNode, pullRequests: { totalCount: nodes.length, nodes } } };
    }
    if (/pullRequest\(/.test(query)) {
      const number = variables['pr_number'] ?? variables['number'] ?? variables['pr'];
      const found = this.pulls.find((pull) => pull.number === number);
      if (found === undefined)
        return { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a PullRequest.' }] };
      return { repository: { ...repositoryNode, pullRequest: this.#pull(found) } };
    }
    if (query.includes('node(id')) {
      return { node: this.#pull(this.#byId(variables['id']) ?? this.pulls[0], Number(variables['endCursor'] ?? 0)) };
    }
    const named = [...query.matchAll(/(\w+): label\(name:"([^"]+)"\)/g)];
    const labels = Object.fromEntries(named.map(([, alias = '', name]) => [alias, { id: `L_${name ?? ''}`, name }]));
    return { viewer: { login: 'ada', id: 'U_1' }, repository: named.length > 0 ? labels : repositoryNode };
  }

  /** What is asked about comments of reviewers; undefined for anything else. */
  #reviews(query: string, variables: Readonly<Record<string, unknown>>): object | undefined {
    const nodesOf = (thread: ServedThread): object[] =>
      thread.entries.map(({ id, author, body }) => ({
        ...{ id, body, author: { login: author }, viewerDidAuthor: author === 'ada', authorAssociation: 'MEMBER' },
        url: `${urlOf(7)}#discussion_${id}`,
      }));
    const thread = this.threads.find(({ id }) => id === variables['thread']);
    const body = typeof variables['body'] === 'string' ? variables['body'] : '';
    if (query.includes('query PullRequestComments')) {
      const threads = this.threads.filter(({ path }) => path !== undefined);
      const reviews = this.threads.filter(({ path, isResolved }) => path === undefined && !isResolved);
      return {
        repository: {
          pullRequest: {
            reviewThreads: {
              totalCount: threads.length,
              nodes: threads.map((each) => ({
                ...{ id: each.id, isResolved: each.isResolved, path: each.path, line: each.line ?? null },
                first: { totalCount: each.entries.length, nodes: nodesOf(each).slice(0, 1) },
                newest: { nodes: nodesOf(each).slice(-10) },
              })),
            },
            latestOpinionatedReviews: {
              nodes: reviews.flatMap((each) =>
                nodesOf(each).map((node) => ({ ...node, state: 'CHANGES_REQUESTED', comments: { totalCount: 0 } })),
              ),
            },
          },
        },
      };
    }
    if (query.includes('query AnsweredThread')) {
      return { node: { comments: { nodes: thread === undefined ? [] : nodesOf(thread) } } };
    }
    if (query.includes('mutation AnswerThread')) {
      if (thread === undefined) return { errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node.' }] };
      thread.entries.push({ id: `${thread.id}-${thread.entries.length}`, author: 'ada', body });
      return { addPullRequestReviewThreadReply: { comment: { id: 'new' } } };
    }
    if (query.includes('query AnsweredReview')) {
      return {
        repository: { pullRequest: { id: 'PR_7', comments: { nodes: this.remarks.map((text) => ({ body: text })) } } },
      };
    }
    if (!query.includes('mutation AnswerReview')) return undefined;
    this.remarks.push(body);
    return { addComment: { subject: { id: 'PR_7' } } };
  }

  #byId(id: unknown): ServedPullRequest | undefined {
    return this.pulls.find(({ number }) => `PR_${number}` === id);
  }

  #create(input: Readonly<Record<string, unknown>>): object {
    const text = (name: string): string => (typeof input[name] === 'string' ? input[name] : '');
    const body = text('body');
    if (body.length > 65_536) return { errors: [{ message: 'Body is too long (maximum is 65536 characters)' }] };
    const number = 7 + this.pulls.length;
    const draft = input['draft'] === true;
    const made = { number, branch: text('headRefName'), base: text('baseRefName'), title: text('title'), body, draft };
    this.pulls.push({ ...made, state: 'OPEN', labels: [] });
    return { createPullRequest: { pullRequest: { id: `PR_${number}`, url: urlOf(number) } } };
  }

  #merge(input: Readonly<Record<string, unknown>>): object {
    const found = this.#byId(input['pullRequestId']);
    if (found === undefined) return { errors: [{ message: 'Could not resolve to a PullRequest.' }] };
    const expected = input['expectedHeadOid'];
    if (expected !== undefined && expected !== this.#repository.head(found.branch)) {
      return { errors: [{ message: 'Head branch was modified. Review and try the merge again.' }] };
    }
    const method = typeof input['mergeMethod'] === 'string' ? input['mergeMethod'] : 'MERGE';
    const refused = this.beforeMerge?.(found);
    if (refused !== undefined) return { errors: [{ type: 'UNPROCESSABLE', message: refused }] };
    const head = this.#repository.head(found.branch);
    const merged = this.#repository.merge(found, method);
    if ('refused' in merged) return { errors: [{ type: 'UNPROCESSABLE', message: merged.refused }] };
    found.state = 'MERGED';
    found.mergeCommit = merged.commit;
    found.lastHead = head;
    if (this.deletesBranches) {
      this.#repository.deleteBranch?.(found.branch);
      for (const pull of this.pulls) if (pull.state === 'OPEN' && pull.base === found.branch) pull.base = found.base;
    }
    return { mergePullRequest: { clientMutationId: '' } };
  }

  /** @param from first check that is told: where the page before ended */
  #pull(pull: ServedPullRequest | undefined, from = 0): object {
    if (pull === undefined) return {};
    const head = pull.lastHead ?? this.#repository.head(pull.branch);
    const look = (this.#looks.get(head) ?? 0) + 1;
    this.#looks.set(head, look);
    const checks = this.#repository.checks(head, look);
    const to = from + this.pageSize;
    const contexts = checks.slice(from, to).map(({ name, status, conclusion = '' }, index) => ({
      __typename: 'CheckRun',
      name,
      status,
      conclusion,
      startedAt: '2026-01-01T00:00:00Z',
      completedAt: '2026-01-01T00:00:00Z',
      detailsUrl: `https://github.com/team/sample/actions/runs/1/job/${from + index + 1}`,
      checkSuite: { workflowRun: { workflow: { name: 'CI' } } },
    }));
    const pageInfo = { hasNextPage: to < checks.length, endCursor: String(to) };
    const rollup = { contexts: { nodes: contexts, pageInfo } };
    return {
      ...{
        id: `PR_${pull.number}`,
        number: pull.number,
        url: urlOf(pull.number),
        title: pull.title,
        state: pull.state,
      },
      ...{ headRefName: pull.branch, baseRefName: pull.base, headRefOid: head, isDraft: pull.draft },
      ...{
        isCrossRepository: false,
        headRepositoryOwner: { login: 'team', id: 'O_1' },
        headRepository: { id: 'R_1', name: 'sample' },
      },
      ...{ mergeable: 'MERGEABLE', mergeStateStatus: 'CLEAN', reviewDecision: '', maintainerCanModify: false },
      mergeCommit: pull.mergeCommit === undefined ? null : { oid: pull.mergeCommit },
      commits: { totalCount: 1, nodes: [{ commit: { oid: head, statusCheckRollup: rollup } }] },
      statusCheckRollup: { nodes: [{ commit: { oid: head, statusCheckRollup: rollup } }] },
    };
  }
}

function urlOf(number: number): string {
  return `https://github.com/team/sample/pull/${number}`;
}

const repositoryNode = {
  ...{ id: 'R_1', name: 'sample', owner: { id: 'O_1', login: 'team' }, hasIssuesEnabled: true, description: '' },
  ...{
    viewerPermission: 'WRITE',
    defaultBranchRef: { name: 'main' },
    parent: null,
    hasWikiEnabled: false,
    isPrivate: false,
  },
  ...{
    mergeCommitAllowed: true,
    rebaseMergeAllowed: true,
    squashMergeAllowed: true,
    viewerDefaultMergeMethod: 'MERGE',
  },
};

/** Features that gh asks for by name. */
const introspection = {
  PullRequest: { fields: [{ name: 'statusCheckRollup' }, { name: 'isInMergeQueue' }, { name: 'reviewDecision' }] },
  Commit: { fields: [{ name: 'statusCheckRollup' }] },
  StatusCheckRollupContextConnection: { fields: [] },
  WorkflowRun: { fields: [{ name: 'event' }] },
};

/** An archive without entries. */
const emptyZip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
