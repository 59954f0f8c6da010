import type { Target } from '../../core/model/repository.ts';
import { withoutCredentials } from '../parse/remoteUrl.ts';
import { remoteEnvironment } from './remoteEnvironment.ts';
import { addressesOf } from './remoteAddresses.ts';
import type { RemoteAddresses } from './remoteAddresses.ts';
import { gitText } from '../call/runGit.ts';

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
 * @param addresses of the remote, as it is now
 * @returns undefined when there is no such branch
 * @throws GitError when the remote does not answer
 */
export async function remoteBranch(
  { repository, remote, branch }: RemoteBranch,
  addresses: RemoteAddresses,
  { env, timeout, signal, waiting }: Asking,
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const { fetch, push } = addresses;
  const [pushed] = push;
  // Settings of a remote belong to its name. A push may go elsewhere than a fetch comes from.
  const asked = pushed === undefined || pushed === fetch ? remote : pushed;
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
  const now = await addressesOf(repository, remote);
  const found = now.push.map(withoutCredentials);
  const target = { remote, addresses: found };
  if (found.length === 0) return target;
  try {
    const env = await remoteEnvironment(repository, now.push[0]);
    return { ...target, commit: (await remoteBranch(request, now, { env, timeout })) ?? null };
  } catch {
    return target;
  }
}
