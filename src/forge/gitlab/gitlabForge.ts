import type { CiCheck, ForgeRef } from '../../core/model/forge.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Forge, ForgePlace } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import { isRecord, parseJson, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { answerReason } from '../shared/answerReason.ts';
import { logTail } from '../shared/logTail.ts';
import { markerOf, withMarker } from '../shared/marker.ts';
import { numberOf, stringOf } from '../shared/values.ts';
import { commentOf, notesOf } from './discussions.ts';
import { byHand, runTool } from '../shared/runTool.ts';

/** Longest time one call of glab may take, in milliseconds. */
const callMs = 60_000;
/** Jobs of a pipeline in one answer; more are asked for page by page. */
const perPage = 100;
const mostPages = 10;

/** GitLab, through `glab api` and with the login of `glab`. A pull request is called merge request there. */
export function createGitlabForge(programs: Pick<Programs, 'start'>, ref: ForgeRef, place: ForgePlace): Forge {
  const project = `projects/${encodeURIComponent(ref.repository ?? '')}`;
  // glab refuses a port in its option, and takes one in its variable.
  const hasPort = ref.host?.includes(':') === true;
  const host = ref.host === undefined || hasPort ? [] : ['--hostname', ref.host];
  const variable = ref.host === undefined || !hasPort ? {} : { GITLAB_HOST: ref.host };
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    if (ref.repository === undefined) {
      throw new ForgeError('refused', 'The address of the remote does not name a project of GitLab.');
    }
    const input = body === undefined ? {} : { input: JSON.stringify(body) };
    const send = body === undefined ? [] : ['--input', '-', '--header', 'Content-Type: application/json'];
    const argv = ['glab', 'api', '--method', method, ...host, ...send, path] as const;
    const env = { NO_PROMPT: '1', NO_COLOR: '1', GLAB_CHECK_UPDATE: 'false', ...variable };
    const answer = await runTool(programs, place, { argv: [...argv], env, ...input, timeout: callMs, isQuiet: true });
    if (answer.exitCode === 0) return answer.stdout;
    const said = [answer.stderr, answer.stdout.trim()].filter((text) => text !== '').join('\n');
    const isLogin = /glab auth login|\b401\b/.test(said);
    throw new ForgeError(isLogin ? 'missing' : answerReason(said), `glab says: ${said || 'nothing'}`, byHand(argv));
  };
  const json = async (method: string, path: string, body?: object): Promise<UnknownRecord> =>
    recordOf(parseJson(await call(method, path, body)));
  const list = async (path: string): Promise<readonly UnknownRecord[]> => {
    const found = parseJson(await call('GET', path));
    return Array.isArray(found) ? found.filter(isRecord) : [];
  };
  const request = (url: string): string =>
    `${project}/merge_requests/${/\/merge_requests\/(\d+)/.exec(url)?.[1] ?? '0'}`;
  const jobsOf = async (pipeline: string): Promise<readonly UnknownRecord[]> => {
    const all: UnknownRecord[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const jobs = await list(`${project}/pipelines/${pipeline}/jobs?per_page=${perPage}&page=${page}`);
      all.push(...jobs);
      if (jobs.length < perPage) break;
    }
    return all;
  };
  return {
    async open({ branch, base, title, body, draft = false, reviewers = [], labels = [] }) {
      const [open] = await list(`${project}/merge_requests?state=opened&source_branch=${encodeURIComponent(branch)}`);
      const known = stringOf(open?.['web_url']);
      if (known !== '') return known;
      const target = base ?? stringOf((await json('GET', project))['default_branch']);
      const ids = await Promise.all(
        reviewers.map(async (name) => numberOf((await list(`users?username=${encodeURIComponent(name)}`))[0]?.['id'])),
      );
      const created = await json('POST', `${project}/merge_requests`, {
        source_branch: branch,
        target_branch: target,
        title: draft ? `Draft: ${title}` : title,
        description: body,
        labels: labels.join(','),
        reviewer_ids: ids.filter((id) => id !== undefined),
      });
      const url = stringOf(created['web_url']);
      if (url === '') throw new ForgeError('silent', 'GitLab answered without the address of the merge request.');
      return url;
    },
    async look(url) {
      const found = await json('GET', request(url));
      const state = stringOf(found['state']);
      const head = stringOf(found['sha']);
      if (head === '') throw new ForgeError('silent', 'GitLab answered something else than the merge request.');
      const pipeline = recordOf(found['head_pipeline']);
      const ran = stringOf(pipeline['sha']) === head ? numberOf(pipeline['id']) : undefined;
      const jobs = ran === undefined ? [] : (await jobsOf(String(ran))).map((job) => jobCheck(job));
      const commit = stringOf(found['merge_commit_sha']) || stringOf(found['squash_commit_sha']);
      const base = stringOf(found['target_branch']);
      const detail = stringOf(found['detailed_merge_status']);
      return {
        state: state === 'merged' ? 'merged' : state === 'closed' ? 'closed' : 'open',
        head,
        ...(base === '' ? {} : { base }),
        ...(commit === '' ? {} : { mergeCommit: commit }),
        ...(['mergeable', 'checking', 'unchecked', 'ci_still_running', ''].includes(detail)
          ? {}
          : { obstacle: `GitLab says ${detail.replaceAll('_', ' ')}.` }),
        checks: ran === undefined ? jobs : [...jobs, ...restOf(pipeline, jobs)],
      };
    },
    async log({ url = '' }) {
      const job = /\/jobs\/(\d+)/.exec(url)?.[1];
      return job === undefined ? undefined : logTail(await call('GET', `${project}/jobs/${job}/trace`));
    },
    async rerun(checks) {
      const jobs = checks.flatMap(({ url = '' }) => /\/jobs\/(\d+)/.exec(url)?.[1] ?? []);
      for (const job of jobs) await call('POST', `${project}/jobs/${job}/retry`);
      return jobs.length > 0;
    },
    async merge(url, commit, how) {
      if (how === 'rebase') {
        throw new ForgeError(
          'refused',
          'GitLab rebases by a setting of the project, not by a request. Set ship.merge of the plan to merge, and the merge method of the project to fast-forward or semi-linear.',
        );
      }
      const queued = how === 'queue' ? { merge_when_pipeline_succeeds: true } : {};
      await json('PUT', `${request(url)}/merge`, { sha: commit, squash: how === 'squash', ...queued });
    },
    async comments(url) {
      const found: UnknownRecord[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const part = await list(`${request(url)}/discussions?per_page=${perPage}&page=${page}`);
        found.push(...part);
        if (part.length < perPage) break;
      }
      const self = numberOf((await json('GET', 'user'))['id']);
      return { comments: found.flatMap((discussion) => commentOf(discussion, self, url) ?? []) };
    },
    async answer(url, answer) {
      const path = `${request(url)}/discussions/${encodeURIComponent(answer.thread)}`;
      if (notesOf(await json('GET', path)).some(({ body }) => stringOf(body).includes(markerOf(answer)))) return;
      await json('POST', `${path}/notes`, { body: withMarker(answer, '') });
    },
    async contains(_url, newer, commit) {
      const refs = [newer, commit].map((ref) => `refs%5B%5D=${encodeURIComponent(ref)}`).join('&');
      return stringOf((await json('GET', `${project}/repository/merge_base?${refs}`))['id']) === commit;
    },
    async retarget(url, base) {
      await json('PUT', request(url), { target_branch: base });
    },
    async edit(url, { title, body, isDraft }) {
      await json('PUT', request(url), { title: isDraft ? `Draft: ${title}` : title, description: body });
    },
    async ready(url) {
      const title = stringOf((await json('GET', request(url)))['title']);
      await json('PUT', request(url), { title: title.replace(/^(?:draft|wip):\s*/i, '') });
    },
  };
}

function jobCheck(job: UnknownRecord): CiCheck {
  const status = stringOf(job['status']);
  const url = stringOf(job['web_url']);
  const mayFail = job['allow_failure'] === true;
  const state = ((): CiCheck['state'] => {
    if (status === 'success') return 'passed';
    if (status === 'skipped' || (status === 'manual' && mayFail)) return 'skipped';
    if (status === 'failed' || status === 'canceled') return mayFail ? 'skipped' : 'failed';
    return 'pending';
  })();
  const because = status === 'canceled' ? { because: 'cancelled' } : {};
  const name = `${stringOf(job['stage'])} / ${stringOf(job['name'])}`;
  return { name, state, ...because, ...(url === '' ? {} : { url }) };
}

/** Pipelines that others have started, and statuses of services, are no jobs of it: it tells only how all of them stand. */
function restOf(pipeline: UnknownRecord, jobs: readonly CiCheck[]): readonly CiCheck[] {
  const status = stringOf(pipeline['status']);
  const url = stringOf(pipeline['web_url']);
  const state = jobCheck(pipeline).state;
  if ((state !== 'failed' && state !== 'pending') || status === '' || status === 'manual') return [];
  if (jobs.some((job) => job.state === state || job.state === 'pending')) return [];
  const because = status === 'canceled' ? { because: 'cancelled' } : {};
  return [{ name: 'pipeline', state, ...because, ...(url === '' ? {} : { url }) }];
}
