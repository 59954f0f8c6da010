/**
 * A remote's URL without what must not be written down: user and password of a web address, the password of any other,
 * and query strings, which carry tokens; also behind the name of a remote helper, as in `hg::https://…`. Paths and `git@host:path` contain no secret and stay as they are.
 */
export function withoutCredentials(url: string): string {
  const match = /^((?:[a-z0-9+.-]+::)*[a-z][a-z0-9+.-]*:\/\/)([^/?#]*)([^?#]*)/i.exec(url);
  if (match === null) return url;
  const [, scheme = '', authority = '', path = ''] = match;
  const at = authority.lastIndexOf('@');
  if (at < 0) return scheme + authority + path;
  const user = authority.slice(0, at).replace(/:.*$/, '');
  const host = authority.slice(at + 1);
  return /(?:^|::)https?:\/\/$/i.test(scheme) ? scheme + host + path : `${scheme}${user}@${host}${path}`;
}

/** Name of a repository by its remote: the last part of the path, without `.git` or `/.git`. Undefined if there is none. */
export function repositoryName(url: string): string | undefined {
  const name = /([^/\\:]+?)(?:\.git)?[/\\]*$/.exec(url.replace(/(?:^|[/\\])\.git[/\\]*$/, ''))?.[1];
  return name === undefined || name === '' ? undefined : name;
}
