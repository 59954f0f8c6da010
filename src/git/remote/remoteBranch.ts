import type { Target } from '../../core/model/repository.ts';
import { withoutCredentials } from '../parse/remoteUrl.ts';
import { remoteEnvironment } from './remoteEnvironment.ts';
import { gitText, runGit } from '../call/runGit.ts';

export interface RemoteBranch {
  readonly repository: string;
  /** Name of a configured remote. */
  readonly remote: string;
  /** Short name of the branch at the remote. */
  readonly branch: string;
}

/** How a remote is asked: see GitCall. */
export interface Asking {
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  readonly waiting?: ((what: string) => void) | undefined;
}

/**
 * Commit that a branch has at the place a push would go to.
 *
 * @returns undefined when there is no such branch
 * @throws GitError when the remote does not answer
 */
export async function remoteBranch(
  { repository, remote, branch }: RemoteBranch,
  { env, timeout, signal, waiting }: Asking,
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const [fetched, pushed] = await addresses(repository, remote);
  // Settings of a remote belong to its name. A push may go elsewhere than a fetch comes from.
  const asked = pushed === undefined || pushed === fetched ? remote : pushed;
  const listed = await gitText(['ls-remote', '--', asked, ref], {
    folder: repository,
    env,
    timeout,
    ...(signal !== undefined && { signal }),
    ...(waiting !== undefined && { waiting }),
  });
  return listed
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([, name]) => name === ref)?.[0];
}

/**
 * Where a push of a branch would go now, and what is there. A remote that does not answer leaves out what it has.
 *
 * @param timeout milliseconds a remote has to say what it contains
 */
export async function pushTarget(request: RemoteBranch, timeout: number): Promise<Target> {
  const { repository, remote } = request;
  const found = (await pushAddresses(repository, remote)).map(withoutCredentials);
  const target = { remote, addresses: found };
  if (found.length === 0) return target;
  try {
    const env = await remoteEnvironment(repository);
    return { ...target, commit: (await remoteBranch(request, { env, timeout })) ?? null };
  } catch {
    return target;
  }
}

async function addresses(repository: string, remote: string): Promise<readonly (string | undefined)[]> {
  return Promise.all([pushAddresses(repository, remote, []), pushAddresses(repository, remote, ['--push'])]).then(
    ([fetched, pushed]) => [fetched[0], pushed[0]],
  );
}

/** Addresses of a remote as git would use them, after all rewriting; none when there is no such remote. */
export async function pushAddresses(
  repository: string,
  remote: string,
  which: readonly string[] = ['--push', '--all'],
): Promise<readonly string[]> {
  const { exitCode, stdout } = await runGit(['remote', 'get-url', ...which, '--', remote], {
    folder: repository,
    accept: [0, 2, 128],
  });
  return exitCode === 0
    ? stdout
        .toString('utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
    : [];
}
