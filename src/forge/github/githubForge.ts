import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CiCheck, ForgeRef, MergeMethod } from '../../core/model/forge.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Forge, ForgePlace } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import { byHand, runTool } from '../shared/runTool.ts';
import type { ToolAnswer } from '../shared/runTool.ts';
import { logTail } from '../shared/logTail.ts';
import { answerReason } from '../shared/answerReason.ts';
import { parsePullRequest } from './parsePullRequest.ts';
import { parseJson, recordOf } from '../../util/records.ts';
import { postAnswer, readComments } from './reviewThreads.ts';
import type { GraphqlCall } from './reviewThreads.ts';

/** Longest time one call of gh may take, in milliseconds. */
const callMs = 60_000;

const flags: Readonly<Record<MergeMethod, readonly string[]>> = {
  merge: ['--merge'],
  rebase: ['--rebase'],
  squash: ['--squash'],
  queue: ['--auto', '--merge'],
};

/** GitHub, through `gh` and with its login: no token is seen here. */
export function createGithubForge(programs: Pick<Programs, 'start'>, ref: ForgeRef, place: ForgePlace): Forge {
  const repo =
    ref.host === undefined || ref.repository === undefined ? [] : ['--repo', `${ref.host}/${ref.repository}`];
  const env = { GH_PROMPT_DISABLED: '1', NO_COLOR: '1', GH_NO_UPDATE_NOTIFIER: '1', CLICOLOR: '0' };
  const gh = (args: readonly string[], isQuiet = false): Promise<ToolAnswer> =>
    runTool(programs, place, { argv: ['gh', ...args], env, timeout: callMs, isQuiet });
  /** @throws ForgeError unless it ended with 0 */
  const must = async (args: readonly string[], isQuiet = false): Promise<string> => {
    const answer = await gh(args, isQuiet);
    if (answer.exitCode === 0) return answer.stdout;
    throw failure(args, answer);
  };
  const graphql: GraphqlCall = async (host, query, variables) => {
    const args = ['api', 'graphql', '--hostname', host, '--input', '-'];
    const input = JSON.stringify({ query, variables });
    const argv = ['gh', ...args] as const;
    const answer = await runTool(programs, place, { argv: [...argv], env, input, timeout: callMs, isQuiet: true });
    if (answer.exitCode === 0) return recordOf(recordOf(parseJson(answer.stdout))['data']);
    // What it prints beside its own words is the answer as it came.
    throw failure(args, answer.stderr === '' ? answer : { ...answer, stdout: '' });
  };
  return {
    async open({ branch, base, title, body, draft = false, reviewers = [], labels = [] }) {
      const found = await gh(
        ['pr', 'view', branch, ...repo, '--json', 'state,url', '--jq', '.state + " " + .url'],
        true,
      );
      const open = /^OPEN (https?:\/\/\S+)$/m.exec(found.stdout)?.[1];
      if (found.exitCode === 0 && open !== undefined) return open;
      // A decision record may be longer than an argument may be.
      const bodyFile = path.join(place.folder, 'pullRequest.md');
      await writeFile(bodyFile, body);
      const args = [
        ...['pr', 'create', ...repo, '--head', branch, ...(base === undefined ? [] : ['--base', base])],
        ...['--title', title, ...(draft ? ['--draft'] : [])],
        ...reviewers.flatMap((reviewer) => ['--reviewer', reviewer]),
        ...labels.flatMap((label) => ['--label', label]),
        ...['--body-file', bodyFile],
      ];
      const created = await gh(args);
      const url = /https?:\/\/\S+/.exec(created.stdout)?.[0];
      if (created.exitCode === 0 && url !== undefined) return url;
      throw failure(args, created);
    },
    async look(url) {
      const fields = 'state,headRefOid,baseRefName,mergeCommit,mergeStateStatus,reviewDecision,statusCheckRollup';
      const answer = await must(['pr', 'view', url, '--json', fields], true);
      const pullRequest = parsePullRequest(answer);
      if (pullRequest !== undefined) return pullRequest;
      throw new ForgeError('silent', `gh answered something else than the pull request: ${answer.slice(0, 200)}`);
    },
    async log({ url = '' }) {
      const [, host, of, job] = /^https?:\/\/([^/]+)\/([^/]+\/[^/]+)\/actions\/runs\/\d+\/jobs?\/(\d+)/.exec(url) ?? [];
      if (host === undefined || of === undefined || job === undefined) return undefined;
      // The steps that failed; where gh cannot tell them apart, the whole job.
      const failed = await gh(['run', 'view', '--job', job, '--log-failed', '--repo', `${host}/${of}`], true);
      const tail = failed.exitCode === 0 ? logTail(failed.stdout) : undefined;
      return tail ?? logTail(await must(['api', '--hostname', host, `repos/${of}/actions/jobs/${job}/logs`], true));
    },
    async rerun(checks) {
      const runs = new Map(checks.flatMap(({ url = '' }: CiCheck) => actionsRun(url)));
      const started = await Promise.all(
        [...runs].map(([id, of]) => gh(['run', 'rerun', id, '--failed', '--repo', of])),
      );
      return started.some(({ exitCode }) => exitCode === 0);
    },
    async merge(url, commit, how) {
      await must(['pr', 'merge', url, ...flags[how], '--match-head-commit', commit]);
    },
    async contains(url, newer, commit) {
      const { host, of } = placeOf(url);
      const compared = `repos/${of}/compare/${encodeURIComponent(commit)}...${encodeURIComponent(newer)}`;
      const status = await must(['api', '--hostname', host, compared, '--jq', '.status'], true);
      return ['ahead', 'identical'].includes(status.trim());
    },
    async retarget(url, base) {
      const { host, of, number } = placeOf(url);
      // `gh pr edit` asks for classic projects as well, which GitHub no longer answers.
      const path = `repos/${of}/pulls/${number}`;
      await must(['api', '--hostname', host, '--method', 'PATCH', path, '--raw-field', `base=${base}`], true);
    },
    async edit(url, { title, body }) {
      const { host, of, number } = placeOf(url);
      const bodyFile = path.join(place.folder, 'pullRequest.md');
      await writeFile(bodyFile, body);
      const address = `repos/${of}/pulls/${number}`;
      const fields = ['--raw-field', `title=${title}`, '--field', `body=@${bodyFile}`];
      await must(['api', '--hostname', host, '--method', 'PATCH', address, ...fields], true);
    },
    async ready(url) {
      await must(['pr', 'ready', url]);
    },
    comments: (url) => readComments(graphql, url),
    answer: (url, answer) => postAnswer(graphql, url, answer),
  };
}

/** @throws ForgeError for another address */
function placeOf(url: string): { readonly host: string; readonly of: string; readonly number: string } {
  const [, host, of, number] = /^https?:\/\/([^/]+)\/([^/]+\/[^/]+)\/pull\/(\d+)/.exec(url) ?? [];
  if (host === undefined || of === undefined || number === undefined) {
    throw new ForgeError('refused', `${url} is not the address of a pull request at GitHub.`);
  }
  return { host, of, number };
}

/** The run of GitHub Actions that a check belongs to, and its repository. */
function actionsRun(url: string): (readonly [string, string])[] {
  const [, of, id] = /^https?:\/\/([^/]+\/[^/]+\/[^/]+)\/actions\/runs\/(\d+)/.exec(url) ?? [];
  return of === undefined || id === undefined ? [] : [[id, of]];
}

function failure(args: readonly string[], { exitCode, stdout, stderr }: ToolAnswer): ForgeError {
  const said = [stdout.trim(), stderr].filter((text) => text !== '').join('\n');
  const words = said === '' ? `nothing (exit code ${exitCode ?? 'none'})` : said;
  // gh's own exit code for a missing login.
  const reason = exitCode === 4 || /gh auth login/.test(said) ? 'missing' : answerReason(said);
  return new ForgeError(reason, `gh says: ${words}${/[.!?]$/.test(words) ? '' : '.'}`, byHand(['gh', ...args]));
}
