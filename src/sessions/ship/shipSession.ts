import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { recordFile } from '../../core/report/report.ts';
import type { ShipWork } from '../../core/model/shipWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { ForgeOf } from '../../sessionPorts/forge.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { errorMessage } from '../../util/errors.ts';
import { archiveRecord } from './archiveRecord.ts';
import type { Archived, ArchiveServices } from './archiveRecord.ts';
import { mergedSince, openPullRequest } from './openPullRequest.ts';
import type { Request } from './openPullRequest.ts';
import { shipStack } from './shipStack.ts';
import type { PushBranch } from './shipStack.ts';
import { withoutSecrets } from './withoutSecrets.ts';

export interface ShipServices {
  readonly git: Pick<SessionGit, 'addChangelogEntry' | 'push'>;
  readonly archives: ArchiveServices;
  readonly forgeOf: ForgeOf;
  /** Environment of the person, whose login the programs of forges use. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Sends the run's branch where the plan says: changelog entry, record, push, pull request. Each step may be repeated. */
export function createShipSession(services: ShipServices): SessionHandler<ShipWork> {
  return async (given, context) => {
    const { git } = services;
    const { work, secrets } = await withoutSecrets(services.archives.redactor, given);
    const { place, reportProgress, signal } = context;
    let { head } = work;
    let tree: string | undefined;
    if (work.changelog !== undefined) {
      reportProgress(`Adding an entry to ${work.changelog.file}`);
      ({ commit: head, tree } = await git.addChangelogEntry(place, work, work.changelog));
    }
    let record: Archived | undefined;
    if (work.archive !== undefined) {
      try {
        record = await archiveRecord(services.archives, work, work.archive, head, context);
      } catch (error) {
        const made = { commit: head, ...(tree !== undefined && { tree }) };
        return { ...made, ...notArchived(error, signal) };
      }
      if (record.head !== undefined) ({ commit: head, tree } = record.head);
    }
    const made = {
      commit: head,
      ...(tree !== undefined && { tree }),
      ...(record !== undefined && { archived: record.archived }),
    };
    const { branch, remote, pullRequest: request } = work;
    if (remote === undefined) return { ...made, left: branch, outcome: 'done', message: takeIt(branch) + where(made) };
    if (work.stack === undefined && request !== undefined) {
      const since = await mergedSince(services, request, head, context);
      // Its branch may be gone at the forge, and stays gone.
      if (since !== undefined) {
        const archived = await record?.push();
        const sent = { ...made, ...(archived !== undefined && { archived }), pushed: { remote, branch, commit: head } };
        const message = `The pull request of an earlier attempt has been merged since: ${since}. Nothing was pushed again.`;
        return {
          ...sent,
          outcome: 'done',
          message: message + where(sent),
          pullRequest: { ...textOf(request), url: since },
        };
      }
    }
    const push: PushBranch = async (name, commit, expected) => {
      reportProgress(`Pushing ${name} to ${remote}`);
      await git.push(place, {
        remote,
        branch: name,
        commit,
        ...(work.hooks !== undefined && { hooks: work.hooks }),
        ...(work.addresses !== undefined && { addresses: work.addresses }),
        ...(expected !== undefined && { expected }),
        signal,
        heard: context.output,
        waiting: (what) => reportProgress(`Waiting for: ${what}`),
      });
    };
    try {
      await push(branch, head, work.expected);
    } catch (error) {
      if (!signal.aborted) return { ...made, outcome: 'blocked', message: errorMessage(error) };
      const message = `The push to ${remote} was stopped; ${branch} is there whole, or as it was. Approve the ship gate again to go on.`;
      return { ...made, outcome: 'cancelled', message };
    }
    const pushed = { remote, branch, commit: head };
    const archived = await record?.push();
    const sent = { ...made, ...(archived !== undefined && { archived }), pushed };
    const opened =
      work.stack === undefined || work.pullRequest === undefined
        ? await pullRequestOf(services, work, context)
        : await shipStack(
            services,
            { ...work, ...sent, stack: work.stack, pullRequest: work.pullRequest },
            push,
            context,
          );
    return { ...sent, ...opened, message: opened.message + takenOut(secrets) + where(sent) };
  };
}

function notArchived(error: unknown, signal: AbortSignal): Pick<SessionResult, 'outcome' | 'message'> {
  const message = `The record was not archived, and nothing was pushed. ${errorMessage(error)} Then approve the ship gate again.`;
  return { outcome: signal.aborted ? 'cancelled' : 'blocked', message };
}

function where({ archived }: Pick<SessionResult, 'archived'>): string {
  if (archived === undefined) return '';
  const { to, folder, kept } = archived;
  const only = kept === undefined ? '' : ` It is on this machine only: ${kept} Push it by hand: git push REMOTE ${to}`;
  return ` Record: ${folder} in ${to}.${only}`;
}

function takenOut(secrets: number): string {
  if (secrets === 0) return '';
  return ` ${secrets === 1 ? 'A secret was' : `${secrets} secrets were`} taken out of the text.`;
}

function textOf({ title, body }: Request): { readonly text: string } {
  return { text: `# ${title}\n\n${body}` };
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
  const { text } = textOf(work.pullRequest);
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
