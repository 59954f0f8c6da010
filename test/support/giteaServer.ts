import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, recordOf } from '../../src/util/records.ts';
import { ServedRequests } from './servedRequests.ts';
import type { ServedRequest } from './servedRequests.ts';

/** The parts of the API of Gitea and Forgejo that pull requests need, for one repository, `team/sample`. Token: `no-secret`. */
export class GiteaServer extends ServedRequests {
  statuses: readonly object[] = [{ context: 'ci/test', status: 'success' }];
  /** Entries of one page at most, whatever is asked for. */
  pageSize = 50;
  host = '';
  readonly #server: Server;

  constructor() {
    super();
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = recordOf(parseJson(Buffer.concat(chunks).toString('utf8')));
        const isKnown = request.headers.authorization === 'token no-secret';
        const [status, answer, total] = isKnown
          ? this.#answer(request.method ?? '', request.url ?? '', body)
          : ([401, { message: 'invalid username, password or token' }, undefined] as const);
        const headers = { 'content-type': 'application/json' };
        response.writeHead(status, total === undefined ? headers : { ...headers, 'x-total-count': String(total) });
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

  #answer(method: string, url: string, body: Readonly<Record<string, unknown>>): readonly [number, unknown, number?] {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const path = decodeURIComponent(pathname.replace(/^\/api\/v1\/repos\/team\/sample\/?/, ''));
    this.asked.push(`${method} ${path}`);
    const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    const page = (all: readonly object[]): readonly [number, unknown, number] => {
      const size = Math.min(this.pageSize, Number(searchParams.get('limit')));
      const from = (Number(searchParams.get('page')) - 1) * size;
      return [200, all.slice(from, from + size), all.length];
    };
    if (path === '') return [200, { default_branch: 'main' }];
    if (path.endsWith('/statuses')) return page(this.statuses);
    const [, newer, commit] = /^compare\/(.+)\.\.\.(.+)$/.exec(path) ?? [];
    if (newer !== undefined && commit !== undefined) return [200, { total_commits: this.holds(newer, commit) ? 0 : 1 }];
    if (path === 'pulls' && method === 'GET') {
      return page(this.requests.filter(({ state }) => state === 'open').map((each) => this.#shown(each)));
    }
    if (path === 'pulls') return [201, this.#shown(this.open(text('head'), text('base'), text('title'), text('body')))];
    const [, number, merge] = /^pulls\/(\d+)(\/merge)?$/.exec(path) ?? [];
    const found = this.find(Number(number));
    if (found === undefined) return [404, { message: 'The target couldn’t be found.' }];
    if (method === 'POST' && merge !== undefined) {
      const refused = this.merge(found, text('head_commit_id'));
      if (refused === 'moved') return [409, { message: 'head out of date' }];
      return refused === undefined ? [200, {}] : [405, { message: 'Please try again later' }];
    }
    if (method === 'PATCH') {
      if (text('base') !== '') found.base = text('base');
      if (text('title') !== '') found.title = text('title');
      if (text('body') !== '') found.body = text('body');
    }
    return [200, this.#shown(found)];
  }

  #shown({ number, branch, base, title, state, head, mergeCommit }: ServedRequest): object {
    return {
      ...{ number, html_url: `http://${this.host}/team/sample/pulls/${number}`, title },
      ...{ state: state === 'open' ? 'open' : 'closed', merged: state === 'merged', mergeable: true },
      ...{ head: { ref: branch, sha: head }, base: { ref: base }, merge_commit_sha: mergeCommit ?? null },
    };
  }
}
