import type { RunState } from '../../core/model/state.ts';
import { commitToNowhere } from '../../git/commit/fileCommit.ts';
import { gitLine } from '../../git/call/runGit.ts';
import { jobOn } from '../shared/tryResult.ts';
import type { TryJob } from '../shared/tryResult.ts';

/** Number of times a script is tried before it can be accepted. */
export const trials = 5;

/** Longest that one trial may take, in minutes. */
const minutes = 20;

export interface FlowTrial {
  /** A run of the repository: its plan says how worktrees are set up and kept in. */
  readonly state: RunState;
  /** Top folder of the person's checkout. Absolute; nothing in it is changed. */
  readonly repository: string;
  /** Commit, branch or tag that it is tried on. */
  readonly at: string;
  /** Of the script, from there, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Starts it. Split as a shell would, without one. */
  readonly command: string;
  readonly id: string;
}

/**
 * A session that runs a script several times, one after the other, in a worktree of a commit, with the
 * script in it.
 *
 * @throws GitError where there is no such commit
 */
export async function flowTrial({ state, repository, at, file, text, command, id }: FlowTrial): Promise<TryJob> {
  const parent = await gitLine(['rev-parse', '--verify', '--end-of-options', `${at}^{commit}`], { folder: repository });
  const commit = await commitToNowhere(repository, { parent, file, text });
  return jobOn({
    ...{ state, commit, minutes, id },
    subject: `flow-${id}`,
    checks: () => Array.from({ length: trials }, (_, index) => ({ name: `trial ${index + 1}`, command })),
  });
}
