import { runGit } from '../call/runGit.ts';

/** A setting as git lists it: `section.name` or `section.subsection.name`. Its bytes are kept one to one (Latin-1). */
export interface Setting {
  readonly key: string;
  /** Absent for a key without a value, which git takes for true. */
  readonly value?: string;
}

/**
 * All settings that count in a repository, from whichever file, in git's order: of one that is there more than once the last
 * counts. One call for whoever needs to know several of them.
 *
 * @param repository top folder of the person's checkout
 * @throws GitError when the settings cannot be read
 */
export async function readSettings(repository: string): Promise<readonly Setting[]> {
  const { stdout } = await runGit(['config', '--list', '-z', '--includes', '--show-scope'], { folder: repository });
  return parse(stdout.toString('latin1'));
}

/** Pairs of where a setting comes from, and key and value. What this call was given itself is none of the repository's. */
function parse(listed: string): readonly Setting[] {
  const fields = listed.split('\0');
  return fields.flatMap((entry, index) => {
    if (index % 2 === 0 || fields[index - 1] === 'command') return [];
    const end = entry.indexOf('\n');
    return [end < 0 ? { key: entry } : { key: entry.slice(0, end), value: entry.slice(end + 1) }];
  });
}

/** The value that counts of a setting, as text; `true` for a key without one. Undefined where it is not set. */
export function valueOf(settings: readonly Setting[], key: string): string | undefined {
  const found = settings.findLast((setting) => setting.key === key);
  return found && textOf(found);
}

/** Value of a setting as text; `true` for a key without one. */
export function textOf({ value = 'true' }: Setting): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** Whether a value means yes to git. */
export const isYes = (value: string): boolean => /^(true|yes|on|[+-]?0*[1-9]\d*[kmg]?)$/i.test(value);
/** Whether a value means no to git. */
export const isNo = (value: string): boolean => /^(false|no|off|0*)$/i.test(value);
