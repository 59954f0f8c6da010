import { readSettings, textOf } from '../place/repositorySettings.ts';
import type { Setting } from '../place/repositorySettings.ts';

/** A remote's address, as it is configured. It may contain a password. */
export interface RemoteUrl {
  readonly name: string;
  readonly url: string;
}

/** The addresses of all remotes of a repository, in the order of its settings. */
export async function remoteUrls(folder: string): Promise<readonly RemoteUrl[]> {
  return remoteUrlsIn(await readSettings(folder));
}

/** The same, of settings that were read just now. */
export function remoteUrlsIn(settings: readonly Setting[]): readonly RemoteUrl[] {
  return settings.flatMap((setting) => {
    const name = /^remote\.(.*)\.url$/s.exec(setting.key)?.[1];
    return name === undefined ? [] : [{ name: textOf({ key: name, value: name }), url: textOf(setting) }];
  });
}
