import { GitError, asSentence, explanation } from '../call/gitError.ts';
import { withoutCredentials } from '../parse/remoteUrl.ts';
import { addressesOf } from './remoteAddresses.ts';
import type { RemoteAddresses } from './remoteAddresses.ts';
import { remoteBranch } from './remoteBranch.ts';
import { remoteEnvironment } from './remoteEnvironment.ts';
import { runGit } from '../call/runGit.ts';
import { isAncestor } from '../refs/commits.ts';

export interface PushRequest {
  /** Folder git pushes from: hooks run there. */
  readonly repository: string;
  /** Name of a configured remote. */
  readonly remote: string;
  /** Short name of the branch at the remote. */
  readonly branch: string;
  readonly commit: string;
  /** Address that pushing to the remote has to lead to, as approved, without credentials. Default: wherever it leads. */
  readonly addresses?: readonly string[];
  /** Approved state of the branch at the remote: a commit, or nothing. Default: whatever it is now. */
  readonly expected?: { readonly commit?: string | undefined };
  readonly signal?: AbortSignal;
  /** Called with what git and its hooks print, progress included. */
  readonly heard?: (chunk: Uint8Array) => void;
  /** Called with what git waits for, when that takes long. */
  readonly waiting?: (what: string) => void;
  /** Further settings for the push itself, as `name=value`. */
  readonly config?: readonly string[];
  /** Whether the pre-push hook of the repository is asked. Default: it is. */
  readonly hooks?: boolean;
}

/** A week, in milliseconds: as long as a plan may allow anything. */
const longest = 7 * 24 * 60 * 60_000;
/** Milliseconds a remote has to say what it contains, once a push has failed. */
const afterwards = 30_000;

const others =
  'The remote has commits on this branch that the run does not. Nothing was overwritten: look at them, then delete or rename the remote branch and ship again.';

/** Why a push failed: what git says about it, and what a person can do. The first sign that fits counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /'[^']*[/\\:][^']*' does not appear to be a git repository/i,
    'The address of the remote leads to no repository. Look at it with "git remote -v", mend it there, then ship again.',
  ],
  [
    /does not appear to be a git repository|No such remote|repository '.*' (does not exist|not found)/i,
    'There is no such remote. Add it with "git remote add", or name another one in ship.remote of the plan.',
  ],
  [/non-fast-forward|fetch first|stale info/i, others],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied|access denied|\b403\b|terminal prompts disabled/i,
    'The remote wants a login that git does not have here, and a hidden process cannot ask for one. Log in once by hand with "git push" or "ssh-add", or set a credential helper, then ship again.',
  ],
  [
    /Host key verification failed/i,
    'This machine does not know the key of the remote yet. Connect once by hand, look at the key and accept it, then ship again.',
  ],
  [
    /Could not resolve host|unable to access|Connection (refused|timed out|reset)|Network is unreachable/i,
    'The remote cannot be reached. Ship again when the network is back.',
  ],
  [
    /pre-receive hook declined|hook declined|protected branch|GH0\d\d|remote rejected/i,
    'A rule of the remote refused the branch; it says which.',
  ],
];

/**
 * Pushes a commit as a branch, never by force, and only onto what the remote was seen to have. A branch that is there at
 * this commit already counts as pushed. The person's own pre-push hooks run, as they would by hand: large file storage
 * depends on one.
 *
 * Whatever happens, the remote is asked afterwards what it has: a push that was ended, or whose answer was lost, may have
 * arrived.
 *
 * @throws GitError saying why the remote did not take it, what the remote has now, and what to do next
 */
export async function pushBranch(request: PushRequest): Promise<void> {
  const { repository, remote, branch, commit, signal, waiting } = request;
  const addresses = await addressesOf(repository, remote);
  requireAddresses(request, addresses);
  const env = await remoteEnvironment(repository);
  let before: string | undefined;
  try {
    before = await remoteBranch(request, addresses, { env, timeout: longest, signal, waiting });
  } catch (error) {
    throw failure(request, error, 'Nothing was sent: the remote did not say what it has.');
  }
  if (before === commit) return;
  await requireExpected(request, before);
  try {
    // It may wait for hooks that run whole test suites: the session that pushes has a limit of its own.
    await runGit(
      [
        'push',
        '--progress',
        `--force-with-lease=refs/heads/${branch}:${before ?? ''}`,
        '--',
        remote,
        `${commit}:refs/heads/${branch}`,
      ],
      {
        folder: repository,
        env,
        hooks: request.hooks ?? true,
        timeout: longest,
        ...(request.config !== undefined && { config: request.config }),
        ...(signal !== undefined && { signal }),
        ...(request.heard !== undefined && { heard: request.heard }),
        ...(request.waiting !== undefined && { waiting: request.waiting }),
      },
    );
  } catch (error) {
    if (error instanceof GitError && error.reason === 'missing') throw error;
    const after = await remoteBranch(request, addresses, { env, timeout: afterwards }).then(
      (found) => ({ found }),
      () => undefined,
    );
    if (after?.found === commit) return;
    throw failure(request, error, remoteState(request, before, after));
  }
}

/** Refuses to push anywhere but where it was approved to go. */
function requireAddresses({ remote, branch, addresses }: PushRequest, { push }: RemoteAddresses): void {
  if (addresses === undefined) return;
  const now = push.map(withoutCredentials);
  if (now.join('\n') === addresses.join('\n')) return;
  throw new GitError(
    'failed',
    `Branch ${branch} was not pushed: it was approved to go to ${addresses.join(' and ') || 'nowhere'}, and ${remote} leads to ${now.join(' and ') || 'nowhere'} now. Set it back with "git remote set-url", or approve the new address at the next ship gate.`,
  );
}

/** Refuses to push onto what was not approved, or onto commits that are not part of what is pushed. */
async function requireExpected(request: PushRequest, before: string | undefined): Promise<void> {
  const { repository, remote, branch, commit, expected } = request;
  if (expected !== undefined && expected.commit !== before) {
    throw new GitError(
      'failed',
      `Branch ${branch} was not pushed to ${remote}: the branch there ${before === undefined ? 'is gone' : `is at ${before} now`}, and pushing was approved while ${expected.commit === undefined ? 'there was none' : `it was at ${expected.commit}`}. Look at what is there, then ship again.`,
    );
  }
  if (before === undefined) return;
  if (await isAncestor(repository, before, commit)) return;
  throw new GitError('failed', `Branch ${branch} was not pushed to ${remote}. ${others} It is at ${before} there.`);
}

function remoteState(
  { branch, commit }: PushRequest,
  before: string | undefined,
  after: { readonly found: string | undefined } | undefined,
): string {
  if (after === undefined) {
    return `The remote does not say what it has now. Look there, or run "git ls-remote", before you ship again: commit ${commit.slice(0, 10)} may have arrived.`;
  }
  if (after.found === undefined) return `The remote has no branch ${branch} now.`;
  const unchanged = after.found === before ? ', as before' : '';
  return `Branch ${branch} of the remote is at ${after.found.slice(0, 10)} now${unchanged}.`;
}

function failure({ branch, remote }: PushRequest, error: unknown, now: string): Error {
  if (!(error instanceof GitError)) return error instanceof Error ? error : new Error(String(error));
  if (error.reason === 'missing') return error;
  const ended = error.reason === 'cancelled' || error.reason === 'timeout';
  const printed = explanation(error.stderr);
  const what =
    advice.find(([sign]) => sign.test(error.stderr))?.[1] ??
    (/^error: failed to push some refs to [^;]*$/.test(printed)
      ? 'Nothing says why. A pre-push hook that refuses without a word looks like this: run it by hand.'
      : 'Push it by hand to see more.');
  const words = ended ? error.message : `${what} Git says: ${asSentence(printed || error.message)}`;
  const last = ended && printed !== '' ? ` The last it printed: ${asSentence(printed)}` : '';
  return new GitError(
    error.reason,
    `Branch ${branch} was not pushed to ${remote}. ${words}${last} ${now}`,
    error.stderr,
    { cause: error },
  );
}
