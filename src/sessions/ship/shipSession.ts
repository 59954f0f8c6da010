import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { recordFile } from '../../core/report/report.ts';
import type { ShipWork } from '../../core/model/effects.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { ForgeOf } from '../../sessionPorts/forge.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { errorMessage } from '../../util/errors.ts';
import { openPullRequest } from './openPullRequest.ts';

export interface ShipServices {
  readonly git: Pick<SessionGit, 'addChangelogEntry' | 'push'>;
  readonly forgeOf: ForgeOf;
  /** Environment of the person, whose login the programs of forges use. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Sends the run's branch where the plan says: changelog entry, push, pull request. Each step may be repeated. */
export function createShipSession(services: ShipServices): SessionHandler<ShipWork> {
  return async (work, context) => {
    const { git } = services;
    const { place, reportProgress, signal } = context;
    let { head } = work;
    let tree: string | undefined;
    if (work.changelog !== undefined) {
      reportProgress(`Adding an entry to ${work.changelog.file}`);
      ({ commit: head, tree } = await git.addChangelogEntry(place, work, work.changelog));
    }
    const made = { commit: head, ...(tree !== undefined && { tree }) };
    const { branch, remote } = work;
    if (remote === undefined) return { ...made, left: branch, outcome: 'done', message: takeIt(branch) };
    reportProgress(`Pushing ${branch} to ${remote}`);
    try {
      await git.push(place, {
        remote,
        branch,
        commit: head,
        ...(work.hooks !== undefined && { hooks: work.hooks }),
        ...(work.addresses !== undefined && { addresses: work.addresses }),
        ...(work.expected !== undefined && { expected: work.expected }),
        signal,
        heard: context.output,
        waiting: (what) => reportProgress(`Waiting for: ${what}`),
      });
    } catch (error) {
      const message = errorMessage(error);
      return { ...made, outcome: signal.aborted ? 'cancelled' : 'blocked', message };
    }
    const pushed = { remote, branch, commit: head };
    return { ...made, pushed, ...(await pullRequestOf(services, work, context)) };
  };
}

function takeIt(branch: string): string {
  return (
    `Left on branch ${branch}, because the repository has no remote. ` +
    `Take it with "git merge ${branch}", or push it once there is a remote: git push REMOTE ${branch}`
  );
}

async function pullRequestOf(
  services: ShipServices,
  work: ShipWork,
  context: SessionContext,
): Promise<Pick<SessionResult, 'outcome' | 'message' | 'pullRequest'>> {
  const where = `Pushed ${work.branch} to ${work.remote}.`;
  if (work.pullRequest === undefined) return { outcome: 'done', message: where };
  context.reportProgress('Opening the pull request');
  const text = `# ${work.pullRequest.title}\n\n${work.pullRequest.body}`;
  const { record } = work.pullRequest;
  if (record !== undefined) await writeFile(path.join(context.folder, recordFile), record);
  const opened = await openPullRequest(services, work.branch, work.pullRequest, context);
  if ('url' in opened)
    return {
      outcome: 'done',
      message: `${where} Pull request: ${opened.url}.`,
      pullRequest: { text, url: opened.url },
    };
  const message = `${where} ${opened.reason}\nIts text is in the report.`;
  return { outcome: opened.isOver ? 'done' : 'blocked', message, pullRequest: { text } };
}
