import { WorkspaceError } from '../../ports/workspaces.ts';

/**
 * Folder in a worktree that belongs to Wavegate: directive and handoff. Never part of a snapshot; its presence says that
 * an agent has been, or is, at work there.
 */
export const agentFolder = '.wavegate';

export interface SessionBranch {
  readonly prefix: string;
  readonly run: string;
  /** `<group>/<subject>` */
  readonly path: string;
}

/**
 * Takes the name of a session branch apart: `<prefix>/<run>.sessions/<group>/<subject>`, as core/model/names.ts makes it.
 *
 * @throws WorkspaceError `git` for any other branch: nothing of ours may be created or removed under a foreign name
 */
export function parseSessionBranch(branch: string): SessionBranch {
  const match = /^([^/]+)\/([^/]+)\.sessions\/(.+)$/.exec(branch);
  if (match === null) {
    throw new WorkspaceError('git', `${branch} is no session branch: <prefix>/<run>.sessions/<group>/<subject>.`);
  }
  const [, prefix = '', run = '', path = ''] = match;
  return { prefix, run, path };
}

/**
 * Full ref name that keeps what a session branch held, what was left uncommitted when its worktree was removed, what an
 * agent changed with the files it does not own, or, as a prefix, its stages or the branches and stashes of its own.
 */
export function keptRef(
  kind: 'sessions' | 'saved' | 'strayed' | 'submodules' | 'stages' | 'own',
  branch: string,
): string {
  const { run, path } = parseSessionBranch(branch);
  return `refs/wavegate/${run}/${kind}/${path}`;
}
