import { runGit } from '../call/runGit.ts';

/** A remote's address, as it is configured. It may contain a password. */
export interface RemoteUrl {
  readonly name: string;
  readonly url: string;
}

/** The addresses of all remotes of a repository, in the order of its settings. */
export async function remoteUrls(folder: string): Promise<readonly RemoteUrl[]> {
  const { stdout } = await runGit(['config', '-z', '--get-regexp', '^remote\\..*\\.url$'], { folder, accept: [0, 1] });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n');
      return { name: entry.slice('remote.'.length, end - '.url'.length), url: entry.slice(end + 1) };
    });
}
