import { GitError, explanation } from './gitError.ts';
import { runGit } from './runGit.ts';

export interface PushRequest {
  readonly repository: string;
  /** Name of a configured remote. */
  readonly remote: string;
  /** Short name of the branch at the remote. */
  readonly branch: string;
  readonly commit: string;
  readonly signal?: AbortSignal;
}

/** A week, in milliseconds: as long as a plan may allow anything. */
const longest = 7 * 24 * 60 * 60_000;

/** Why a push failed: what git says about it, and what a person can do. The first sign that fits counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /does not appear to be a git repository|No such remote|repository '.*' (does not exist|not found)/i,
    'There is no such remote. Add it with "git remote add", or name another one in ship.remote of the plan.',
  ],
  [
    /non-fast-forward|fetch first|stale info/i,
    'The remote has commits on this branch that the run does not. Nothing was overwritten: look at them, then delete or rename the remote branch and ship again.',
  ],
  [
    /Authentication failed|could not read Username|Permission denied|access denied|403|terminal prompts disabled/i,
    'The remote refused the credentials git has. Push once by hand so that git asks for them, then ship again.',
  ],
  [
    /Could not resolve host|unable to access|Connection (refused|timed out|reset)|Network is unreachable/i,
    'The remote cannot be reached. Ship again when the network is back.',
  ],
  [/pre-receive hook declined|hook declined|protected branch/i, 'A rule of the remote refused the branch.'],
];

/**
 * Pushes a commit as a branch, never by force. A branch that is there at this commit already counts as pushed. The
 * person's own pre-push hooks run, as they would by hand: large file storage depends on one.
 *
 * @throws GitError saying why the remote did not take it and what to do next
 */
export async function pushBranch(request: PushRequest): Promise<void> {
  const { repository, remote, branch, commit, signal } = request;
  try {
    // It may wait for hooks that run whole test suites: the session that pushes has a limit of its own.
    await runGit(['push', '--', remote, `${commit}:refs/heads/${branch}`], {
      folder: repository,
      hooks: true,
      timeout: longest,
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    if (!(error instanceof GitError) || error.reason === 'cancelled' || error.reason === 'missing') throw error;
    const what = advice.find(([sign]) => sign.test(error.stderr))?.[1];
    const words = explanation(error.stderr) || error.message;
    throw new GitError(
      error.reason,
      `Branch ${branch} was not pushed to ${remote}. ${what ?? 'Push it by hand to see more.'} Git says: ${words}`,
      error.stderr,
      { cause: error },
    );
  }
}
