/** Folders of a sparse checkout in cone mode, with all their content; files beside and above them belong to it, too. */
export type Cone = readonly string[];

/**
 * Reads `info/sparse-checkout` as cone mode writes it: two lines for the files at the top, one for each folder, and one more
 * where only its files and some of its folders belong.
 *
 * @returns the folders, forward slashes, none at the end; undefined where the file says what cone mode cannot
 */
export function parseCone(text: string): Cone | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== '/*' || lines[1] !== '!/*/') return undefined;
  const folders: string[] = [];
  const partly = new Set<string>();
  for (const line of lines.slice(2)) {
    const [, folder, part] = /^(?:\/(.+)\/|!\/(.+)\/\*\/)$/.exec(line) ?? [];
    if (folder !== undefined) folders.push(unescaped(folder));
    else if (part !== undefined) partly.add(unescaped(part));
    else return undefined;
  }
  return folders.filter((folder) => !partly.has(folder));
}

/** The text of `info/sparse-checkout` for a cone. */
export function coneText(cone: Cone): string {
  const sorted = [...new Set(cone)].sort();
  const whole = sorted.filter((folder) => !ancestorsOf(folder).some((above) => sorted.includes(above)));
  const partly = [...new Set(whole.flatMap(ancestorsOf))].sort();
  return [
    '/*',
    '!/*/',
    ...partly.flatMap((folder) => [`/${escaped(folder)}/`, `!/${escaped(folder)}/*/`]),
    ...whole.map((folder) => `/${escaped(folder)}/`),
    '',
  ].join('\n');
}

/** Whether a file is in a cone. */
export function isInCone(cone: Cone, file: string): boolean {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  if (folder === '') return true;
  return cone.some((wanted) => folder === wanted || folder.startsWith(`${wanted}/`) || wanted.startsWith(`${folder}/`));
}

/** Lines that add folders to patterns of another kind, which read like those of `.gitignore`. */
export function folderPatterns(folders: readonly string[]): string {
  return folders.map((folder) => `/${escaped(folder)}/\n`).join('');
}

function ancestorsOf(folder: string): readonly string[] {
  const names = folder.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

const escaped = (folder: string): string => folder.replace(/[\\*?[\]]/g, '\\$&');
const unescaped = (folder: string): string => folder.replace(/\\(.)/g, '$1');
