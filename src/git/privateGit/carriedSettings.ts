import { withoutCredentials } from '../parse/remoteUrl.ts';
import type { Setting } from '../place/repositorySettings.ts';

/**
 * Settings an agent's git needs to see the files as the person's does, and to sign its commits with the same name. All
 * else stays behind: remotes, credentials, hooks, aliases, and whatever starts a program for another purpose.
 */
const carried: readonly RegExp[] = [
  /^filter\..+\.(clean|smudge|process|required)$/,
  /^merge\..+\.(name|driver|recursive)$/,
  /^(merge|diff)\.(renames|renamelimit|conflictstyle|algorithm|indentheuristic)$/,
  /^diff\..+\./,
  /^core\.(autocrlf|eol|safecrlf|checkroundtripencoding|attributesfile|excludesfile|bigfilethreshold|abbrev)$/,
  /^core\.(filemode|symlinks|ignorecase|precomposeunicode|protectntfs|protecthfs|longpaths|trustctime|checkstat)$/,
  /^core\.sparsecheckout(cone)?$/,
  /^(user|author|committer)\.(name|email)$/,
  /^user\.useconfigonly$/,
  /^i18n\./,
  /^index\./,
  /^lfs\./,
  /^submodule\.(active|recurse)$/,
  /^submodule\..+\.(url|active|update|branch|ignore)$/,
  /^extensions\.objectformat$/,
  // Filters that keep what they need among the settings.
  /^(transcrypt|git-agecrypt)\./,
];

/**
 * Those of the person's settings that an agent's git gets.
 *
 * @param settings of the repository, from whichever file: an identity often depends on the repository's folder
 */
export function carriedSettings(settings: readonly Setting[]): readonly Setting[] {
  const promisors = settings.filter(({ key }) => /^remote\..+\.promisor$/.test(key)).map(({ key }) => key.slice(7, -9));
  return [
    ...last(settings.filter(({ key }) => carried.some((pattern) => pattern.test(key)))).map(withoutSecret),
    ...promisors.flatMap((name) => promisor(name, settings)),
  ];
}

/** The value that counts of each setting, so that whoever changes it changes one value; one setting adds its values up. */
function last(settings: readonly Setting[]): readonly Setting[] {
  const counting = new Map(settings.map((setting) => [setting.key, setting]));
  const lists = settings.filter(({ key }) => key === 'submodule.active');
  return [...[...counting.values()].filter(({ key }) => key !== 'submodule.active'), ...lists];
}

function withoutSecret({ key, value }: Setting): Setting {
  if (value === undefined) return { key };
  return { key, value: /url$/.test(key) ? withoutCredentials(value) : value };
}

/** A partial clone fetches what is missing when it is needed; nothing can be pushed there. */
function promisor(name: string, settings: readonly Setting[]): readonly Setting[] {
  const of = (variable: string): string | undefined =>
    settings.findLast(({ key }) => key === `remote.${name}.${variable}`)?.value;
  const filter = of('partialclonefilter');
  return [
    { key: 'extensions.partialclone', value: name },
    { key: `remote.${name}.url`, value: withoutCredentials(of('url') ?? '') },
    { key: `remote.${name}.pushurl`, value: '/dev/null' },
    { key: `remote.${name}.promisor`, value: 'true' },
    ...(filter === undefined ? [] : [{ key: `remote.${name}.partialclonefilter`, value: filter }]),
  ];
}

/** The settings as the text of a config file. */
export function configText(settings: readonly Setting[]): string {
  let section = '';
  const lines: string[] = [];
  for (const { key, value } of settings) {
    const [, name = '', subsection, variable = ''] = /^([^.]+)(?:\.(.*))?\.([^.]+)$/s.exec(key) ?? [];
    const header = subsection === undefined ? `[${name}]` : `[${name} "${subsection.replace(/["\\]/g, '\\$&')}"]`;
    if (header !== section) lines.push(header);
    section = header;
    lines.push(value === undefined ? `\t${variable}` : `\t${variable} = ${quoted(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

function quoted(value: string): string {
  const escaped = value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${escaped.replaceAll('\b', '\\b')}"`;
}
