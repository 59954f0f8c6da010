import type { SessionPlan } from '../../core/model/events.ts';
import type { Repository } from '../../core/model/repository.ts';
import { scopeKey } from '../../core/model/names.ts';
import type { Scope } from '../../core/model/sessionResult.ts';
import type { WorktreeSettings } from '../../core/model/worktreeSettings.ts';
import type { JobStore } from '../../database/jobs.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import type { Workspaces } from '../../ports/workspaces.ts';

/** How a host makes the worktrees of a scope. */
export interface HostPlace {
  readonly repository: Repository;
  readonly sessions: readonly SessionPlan[];
  readonly settings: WorktreeSettings;
}

/**
 * Workspaces of a team's run. Where its agents work on hosts, each host makes their worktrees itself, through the same gate, and
 * removes them: here it is only noted how.
 *
 * @param here workspaces of this machine
 */
export function createTeamWorkspaces(here: Workspaces, jobs: Pick<JobStore, 'place'>): Workspaces {
  /** Sessions without a branch are mechanical, and stay on this machine. */
  const elsewhere = (sessions: readonly SessionPlan[], { onHosts }: WorktreeSettings): boolean =>
    onHosts === true && sessions.some(({ branch }) => branch !== undefined);

  /** Asking costs ten calls of git and a look at all files; which repository it is does not change while it is open. */
  let asked: Promise<Repository> | undefined;
  async function repositoryHere(): Promise<Repository> {
    asked ??= here.inspect({}).then(({ repository }) => repository);
    try {
      return await asked;
    } catch (error) {
      asked = undefined;
      throw error;
    }
  }
  /** Places by scope as this process has put them there. */
  const noted = new Map<string, string>();

  async function note(scope: Scope, sessions: readonly SessionPlan[], settings: WorktreeSettings): Promise<void> {
    const [branch] = sessions.flatMap((session) => session.branch ?? []);
    const run = branch === undefined ? undefined : /^[^/]+\/([^/]+)\.sessions\//.exec(branch)?.[1];
    if (run === undefined) throw new WorkspaceError('git', `${branch} is no branch of a session.`);
    const place: HostPlace = { repository: await repositoryHere(), sessions, settings };
    const name = `${run} ${scopeKey(scope)}`;
    const text = JSON.stringify(place);
    if (noted.get(name) === text) return;
    noted.delete(name);
    await jobs.place(run, scopeKey(scope), place);
    noted.set(name, text);
  }

  return {
    ...here,
    async prepare(scope, sessions, settings) {
      if (!elsewhere(sessions, settings)) return here.prepare(scope, sessions, settings);
      await note(scope, sessions, settings);
      return Object.fromEntries(
        sessions.map(({ id, branch = '', base }) => [id, `on a host of the team, ${branch}@${base}`]),
      );
    },
    async prepareAhead(scope, sessions, settings) {
      if (!elsewhere(sessions, settings)) return here.prepareAhead(scope, sessions, settings);
      await note(scope, sessions, settings);
      return [];
    },
    remove: (scope, sessions, settings) =>
      elsewhere(sessions, settings) ? Promise.resolve([]) : here.remove(scope, sessions, settings),
  };
}
