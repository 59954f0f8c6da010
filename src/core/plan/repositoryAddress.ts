/** Ports that addresses leave out, by scheme. */
const usualPorts: Readonly<Record<string, string>> = { https: '443', http: '80', ssh: '22', git: '9418' };

/**
 * Whether two texts name the same repository: addresses in any of git's spellings, with or without a user, `.git`, or a scheme,
 * or the same first commit. Upper and lower case count as the same, as hosts of repositories have it.
 */
export function sameRepository(a: string, b: string): boolean {
  return normalised(a) === normalised(b);
}

function normalised(address: string): string {
  const plain = address.trim().replaceAll('\\', '/').toLowerCase();
  return hostAndPath(plain)
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '');
}

function hostAndPath(address: string): string {
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?([^/]*)(\/.*)?$/.exec(address);
  if (url !== null) {
    const [, scheme = '', authority = '', path = ''] = url;
    if (scheme === 'file') return path;
    const port = /:(\d+)$/.exec(authority)?.[1];
    const host = port !== undefined && port === usualPorts[scheme] ? authority.slice(0, -port.length - 1) : authority;
    return host + path;
  }
  // `user@host:path`, but not a drive of Windows.
  const short = /^(?:[^/@:]+@)?([^/:]{2,}):\/?(?!\/)(.*)$/.exec(address);
  return short === null ? address : `${short[1]}/${short[2]}`;
}
