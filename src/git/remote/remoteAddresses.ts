import { gitContent } from '../call/runGit.ts';

/** Addresses of a remote as git would use them, after all rewriting. They may contain passwords. */
export interface RemoteAddresses {
  /** Where it is fetched from. */
  readonly fetch?: string;
  /** Where pushing leads to; several get the same. */
  readonly push: readonly string[];
}

/** Those of a remote that there is not. */
export const noAddresses: RemoteAddresses = { push: [] };

/** Addresses of all remotes of a repository, by name. */
export async function remoteAddresses(folder: string): Promise<ReadonlyMap<string, RemoteAddresses>> {
  const found = new Map<string, RemoteAddresses>();
  // Newer versions of git add the filter of a partial clone at the end of a line.
  for (const line of (await gitContent(['remote', '--verbose'], { folder, accept: [0, 128] })).split(/\r?\n/)) {
    const [, name = '', address = '', use] = /^([^\t]+)\t(.*) \((fetch|push)\)(?: \[.*\])?$/.exec(line) ?? [];
    if (use === undefined) continue;
    const before = found.get(name) ?? noAddresses;
    found.set(name, use === 'push' ? { ...before, push: [...before.push, address] } : { ...before, fetch: address });
  }
  return found;
}

/** Addresses of one remote; none where there is no remote of this name. */
export async function addressesOf(folder: string, remote: string): Promise<RemoteAddresses> {
  return (await remoteAddresses(folder)).get(remote) ?? noAddresses;
}
