import type { CiCheck, ForgeRef, MergeMethod } from '../../core/model/forge.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Forge, ForgePlace } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import { isRecord, parseJson, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { numberOf, stringOf } from '../shared/values.ts';
import { errorMessage } from '../../util/errors.ts';
import { giteaToken } from './giteaToken.ts';

/** Longest time one answer may take, in milliseconds. */
const callMs = 60_000;
const perPage = 50;
const mostPages = 20;

/** Gitea and Forgejo, by the API both have. The token is asked for once, used in a header, and kept nowhere. */
export function createGiteaForge(programs: Pick<Programs, 'start'>, ref: ForgeRef, place: ForgePlace): Forge {
  const { host, repository = '' } = ref;
  let token: Promise<string> | undefined;
  const call = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await answerOf(method, path, body)).value;
  /** @returns what it answered, and how many entries a list has on all pages, where it tells */
  const answerOf = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly value: unknown; readonly total: number | undefined }> => {
    if (host === undefined) {
      throw new ForgeError('refused', 'The address of the remote does not name a host of Gitea or Forgejo.');
    }
    token ??= giteaToken(programs, ref, place);
    const scheme = /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(host) ? 'http' : 'https';
    const address = `${scheme}://${host}/api/v1/${path}`;
    const headers = {
      authorization: `token ${await token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const signal = AbortSignal.any([place.signal, AbortSignal.timeout(callMs)]);
    const send = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(address, { method, headers, signal, redirect: 'error', ...send }).catch(
      (error: unknown) => {
        const why =
          error instanceof Error && error.cause !== undefined ? errorMessage(error.cause) : errorMessage(error);
        throw new ForgeError('silent', `${host} did not answer: ${why}`);
      },
    );
    const text = await answer.text();
    const total = answer.headers.get('x-total-count');
    if (answer.ok) return { value: parseJson(text), total: total === null ? undefined : Number(total) };
    const told = stringOf(recordOf(parseJson(text))['message']) || text.slice(0, 300) || answer.statusText;
    const said = `${host} answered ${answer.status} to ${method} ${path}: ${told}`;
    if (answer.status === 401)
      throw new ForgeError('missing', `${said}. Give it a token: ship.tokenEnv of the plan names a variable.`);
    throw new ForgeError(answer.status >= 500 || answer.status === 429 ? 'silent' : 'refused', said);
  };
  const json = async (method: string, path: string, body?: object): Promise<UnknownRecord> =>
    recordOf(await call(method, path, body));
  const list = async (path: string): Promise<readonly UnknownRecord[]> => {
    const all: UnknownRecord[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const found = await answerOf('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${perPage}&page=${page}`);
      const part = Array.isArray(found.value) ? found.value.filter(isRecord) : [];
      all.push(...part);
      // A host may have pages that are smaller than what was asked for.
      const isAll = found.total === undefined ? part.length < perPage : all.length >= found.total;
      if (part.length === 0 || isAll) break;
    }
    return all;
  };
  const request = (url: string): string => `repos/${repository}/pulls/${/\/pulls\/(\d+)/.exec(url)?.[1] ?? '0'}`;
  return {
    async open({ branch, base, title, body, draft = false, reviewers = [], labels = [] }) {
      const pulls = await list(`repos/${repository}/pulls?state=open`);
      const known = stringOf(pulls.find(({ head }) => stringOf(recordOf(head)['ref']) === branch)?.['html_url']);
      if (known !== '') return known;
      const target = base ?? stringOf((await json('GET', `repos/${repository}`))['default_branch']);
      const named = labels.length === 0 ? [] : await list(`repos/${repository}/labels`);
      const ids = named.flatMap(({ id, name }) => (labels.includes(stringOf(name)) ? (numberOf(id) ?? []) : []));
      const created = await json('POST', `repos/${repository}/pulls`, {
        head: branch,
        base: target,
        title: draft ? `WIP: ${title}` : title,
        body,
        labels: ids,
      });
      const url = stringOf(created['html_url']);
      if (url === '') throw new ForgeError('silent', `${host ?? ''} answered without the address of the pull request.`);
      if (reviewers.length > 0) await call('POST', `${request(url)}/requested_reviewers`, { reviewers });
      return url;
    },
    async look(url) {
      const found = await json('GET', request(url));
      const head = stringOf(recordOf(found['head'])['sha']);
      if (head === '') throw new ForgeError('silent', `${host ?? ''} answered something else than the pull request.`);
      const state = found['merged'] === true ? 'merged' : stringOf(found['state']) === 'closed' ? 'closed' : 'open';
      const commit = stringOf(found['merge_commit_sha']);
      const base = stringOf(recordOf(found['base'])['ref']);
      const statuses = await list(`repos/${repository}/commits/${head}/statuses?sort=recentupdate`);
      return {
        state,
        head,
        ...(base === '' ? {} : { base }),
        ...(state === 'merged' && commit !== '' ? { mergeCommit: commit } : {}),
        ...(found['mergeable'] === false ? { obstacle: 'It conflicts with its base branch.' } : {}),
        checks: newest(statuses),
      };
    },
    // Neither of the two offers logs, or another run, by its API in all versions.
    log: () => Promise.resolve(undefined),
    rerun: () => Promise.resolve(false),
    async merge(url, commit, how) {
      await call('POST', `${request(url)}/merge`, { ...doing[how], head_commit_id: commit });
    },
    // Neither tells by its API which comments are resolved.
    comments: () => Promise.resolve(undefined),
    answer: () =>
      Promise.reject(new ForgeError('refused', 'Comments at Gitea and Forgejo are not answered from here.')),
    async contains(_url, newer, commit) {
      const span = `${encodeURIComponent(newer)}...${encodeURIComponent(commit)}`;
      return numberOf((await json('GET', `repos/${repository}/compare/${span}`))['total_commits']) === 0;
    },
    async retarget(url, base) {
      await json('PATCH', request(url), { base });
    },
    async edit(url, { title, body, isDraft }) {
      await json('PATCH', request(url), { title: isDraft ? `WIP: ${title}` : title, body });
    },
    async ready(url) {
      const title = stringOf((await json('GET', request(url)))['title']);
      await json('PATCH', request(url), { title: title.replace(/^(?:wip:|\[wip\])\s*/i, '') });
    },
  };
}

const doing: Readonly<Record<MergeMethod, object>> = {
  merge: { Do: 'merge' },
  rebase: { Do: 'rebase' },
  squash: { Do: 'squash' },
  queue: { Do: 'merge', merge_when_checks_succeed: true },
};

/** Each name once, as it was set last: the forge lists the newest first. */
function newest(statuses: readonly UnknownRecord[]): readonly CiCheck[] {
  const found = new Map<string, CiCheck>();
  for (const entry of statuses) {
    const name = stringOf(entry['context']) || 'unnamed';
    const url = stringOf(entry['target_url']);
    if (found.has(name)) continue;
    found.set(name, { name, state: stateOf(stringOf(entry['status'])), ...(url === '' ? {} : { url }) });
  }
  return [...found.values()];
}

function stateOf(word: string): CiCheck['state'] {
  if (word === 'success') return 'passed';
  if (word === 'skipped') return 'skipped';
  return word === 'pending' || word === '' ? 'pending' : 'failed';
}
