/**
 * Names that macOS and Windows do not tell apart: they differ by case, or in how letters with accents are encoded. A
 * repository that holds both cannot be checked out there.
 */

/** A name as a system reads it that tells neither case nor Unicode normalisation apart. */
export function foldedName(name: string): string {
  // A sigma at the end of a word is written in another way, and is the same letter.
  return name.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/** How two names differ that fold to the same. */
export function foldedDifference(first: string, second: string): string {
  return first.normalize('NFC') === second.normalize('NFC')
    ? 'only in how their letters are encoded in Unicode'
    : 'by case only';
}

/** A file or folder that a tree holds, and a file that it is there for. */
interface Name {
  readonly path: string;
  readonly isFile: boolean;
  /** Nothing of that name was there before. */
  readonly isNew: boolean;
  readonly file: string;
}

/** Two names of a tree that are one name elsewhere. At least one of them is new. */
export interface NameClash {
  readonly names: readonly [Name, Name];
}

/**
 * Finds names that clash in a tree because of files that were added to it. Where names clashed before already, the repository is
 * one for systems that tell them apart, and none are returned.
 *
 * @param files all files of the tree, forward slashes
 * @param added those of them that were not there before
 * @returns the outermost clashes: of folders that clash, what lies in them is not named as well
 */
export function nameClashes(files: readonly string[], added: ReadonlySet<string>): readonly NameClash[] {
  const groups = new Map<string, Name[]>();
  const known = new Set<string>();
  const put = (path: string, file: string, isNew: boolean): void => {
    if (known.has(path)) return;
    known.add(path);
    const folded = foldedName(path);
    const name = { path, isFile: path === file, isNew, file };
    const group = groups.get(folded);
    if (group === undefined) groups.set(folded, [name]);
    else group.push(name);
  };
  const old = files.filter((file) => !added.has(file));
  for (const file of [...old, ...files.filter((each) => added.has(each))])
    for (const path of [...foldersOf(file), file]) put(path, file, added.has(file));
  const clashing = [...groups].filter(([, group]) => group.length > 1);
  if (clashing.some(([, group]) => group.filter(({ isNew }) => !isNew).length > 1)) return [];
  const outer = new Set(clashing.map(([folded]) => folded));
  return clashing
    .filter(([folded]) => !foldersOf(folded).some((folder) => outer.has(folder)))
    .flatMap(([, [first, ...others]]) =>
      first === undefined ? [] : others.map((other): NameClash => ({ names: [first, other] })),
    );
}

/** Folders above a file, the outermost first. */
function foldersOf(file: string): readonly string[] {
  const folders: string[] = [];
  for (let at = file.indexOf('/'); at !== -1; at = file.indexOf('/', at + 1)) folders.push(file.slice(0, at));
  return folders;
}

/**
 * Description of a clash for people, without the end of the sentence.
 *
 * @param by whose a file is, for people; undefined where it was there before
 */
export function nameClashText({ names }: NameClash, by: (file: string) => string | undefined): string {
  const [first, second] = names;
  const told = ({ path, isFile, isNew, file }: Name): string => {
    const who = isNew ? by(file) : 'there before';
    return `${isFile ? path : `${path}/`}${who === undefined ? '' : ` (${who})`}`;
  };
  const kind = first.isFile === second.isFile ? (first.isFile ? 'file' : 'folder') : undefined;
  const differ = `${told(first)} and ${told(second)} differ ${foldedDifference(first.path, second.path)}`;
  return kind === undefined
    ? `${differ}, and macOS and Windows cannot have a file and a folder of one name`
    : `${differ}, which is one ${kind} on macOS and Windows`;
}
