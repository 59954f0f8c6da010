import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, recordOf } from '../../src/util/records.ts';
import { ServedRequests } from './servedRequests.ts';
import type { ServedRequest } from './servedRequests.ts';

/** The parts of the API of GitLab that merge requests need, for one project, `team/sample`. It takes the token `no-secret`. */
export class GitlabServer extends ServedRequests {
  /** Jobs of the pipeline of each commit. */
  jobs: readonly object[] = [{ name: 'test', stage: 'test', status: 'success' }];
  /** State of the pipeline as a whole. */
  pipeline = 'success';
  host = '';
  readonly #server: Server;

  constructor() {
    super();
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = recordOf(parseJson(Buffer.concat(chunks).toString('utf8')));
        const token = request.headers['private-token'] ?? request.headers.authorization?.replace('Bearer ', '');
        const [status, answer] =
          token === 'no-secret'
            ? this.#answer(request.method ?? '', request.url ?? '', body)
            : [401, { message: '401 Unauthorized' }];
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(method: string, url: string, body: Readonly<Record<string, unknown>>): readonly [number, unknown] {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const path = pathname.replace(/^\/api\/v4\/projects\/team%2Fsample\/?/, '');
    this.asked.push(`${method} ${path}`);
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    if (path === '') return [200, { default_branch: 'main' }];
    if (path === 'repository/merge_base') {
      const [newer = '', commit = ''] = searchParams.getAll('refs[]');
      return [200, { id: this.holds(newer, commit) ? commit : 'another' }];
    }
    if (/^pipelines\/\d+\/jobs$/.test(path)) {
      const [page, size] = ['page', 'per_page'].map((name) => Number(searchParams.get(name))) as [number, number];
      return [200, this.jobs.slice((page - 1) * size, page * size)];
    }
    if (path === 'merge_requests' && method === 'GET') {
      const branch = searchParams.get('source_branch');
      return [
        200,
        this.requests
          .filter((each) => each.state === 'open' && each.branch === branch)
          .map((each) => this.#shown(each)),
      ];
    }
    if (path === 'merge_requests') {
      return [
        201,
        this.#shown(this.open(text('source_branch'), text('target_branch'), text('title'), text('description'))),
      ];
    }
    const [, number, merge] = /^merge_requests\/(\d+)(\/merge)?$/.exec(path) ?? [];
    const found = this.find(Number(number));
    if (found === undefined) return [404, { message: '404 Not found' }];
    if (method === 'PUT' && merge !== undefined) {
      const refused = this.merge(found, text('sha'));
      if (refused === 'moved') return [409, { message: 'SHA does not match HEAD of source branch' }];
      if (refused !== undefined) return [405, { message: '405 Method Not Allowed' }];
    } else if (method === 'PUT') {
      if (text('target_branch') !== '') found.base = text('target_branch');
      if (text('title') !== '') found.title = text('title');
      if (text('description') !== '') found.body = text('description');
    }
    return [200, this.#shown(found)];
  }

  #shown({ number, base, title, state, head, mergeCommit }: ServedRequest): object {
    return {
      ...{ iid: number, web_url: `http://${this.host}/team/sample/-/merge_requests/${number}`, title },
      ...{ state: state === 'open' ? 'opened' : state, sha: head, target_branch: base },
      ...{ merge_commit_sha: mergeCommit ?? null, detailed_merge_status: 'mergeable' },
      head_pipeline: { id: number, sha: head, status: this.pipeline },
    };
  }
}
