/** The part of an output that belongs to one package, service or project. */
export interface Section {
  /** Empty for what belongs to none. */
  readonly label: string;
  /** Folder of the package, where the label tells. */
  readonly folder?: string;
  readonly text: string;
}

/** Finds the prefixes that one tool puts before each line of a package's output. Each is known by a line of its own. */
const prefixes: readonly ((
  text: string,
) => readonly (Pick<Section, 'label' | 'folder'> & { readonly before: string })[])[] = [
  // pnpm -r: "packages/a test$ node --test", then "packages/a test: …"
  (text) =>
    [...text.matchAll(/^(\S+) ([\w:.-]+)\$ .*$/gm)].map(([, folder = '', script = '']) => {
      return { before: `${folder} ${script}: `, label: folder, folder };
    }),
  // turbo: "web:test: cache miss, executing 1234"
  (text) => labelled(text, /^(\S+:[\w.-]+): cache (?:miss|hit|bypass)/gm, ': '),
  // lerna and others that pass on what npm echoes: "a: > a@1.0.0 test"
  (text) => labelled(text, /^(\S+): > \S+@\S+ [\w:.-]+/gm, ': '),
  // yarn workspaces foreach, nx with prefixes: "[a]: Process started"
  (text) => labelled(text, /^(\[[^\]\s]+\]): Process (?:started|exited)/gm, ': '),
  // concurrently: "[0] npm test exited with code 1"
  (text) => labelled(text, /^(\[[\w:.-]+\]) .* exited with code \d+/gm, ' '),
  // docker compose: "api-1  | …"
  (text) =>
    [...text.matchAll(/^(\S+[-_]\d+)( +\| )/gm)].map(([, label = '', bar = '']) => ({
      before: `${label}${bar}`,
      label,
    })),
];

function labelled(text: string, pattern: RegExp, mark: string) {
  return [...text.matchAll(pattern)].map(([, label = '']) => ({ before: `${label}${mark}`, label }));
}

/**
 * Takes an output apart where a tool runs the tests of several packages: by the prefix of each line, or by the line with
 * which each package begins.
 */
export function sectionsOf(text: string): readonly Section[] {
  const known = new Map(prefixes.flatMap((find) => find(text)).map((prefix) => [prefix.before, prefix]));
  if (known.size > 0) return byPrefix(text, [...known.values()]);
  return byHeader(text);
}

function byPrefix(
  text: string,
  known: readonly (Pick<Section, 'label' | 'folder'> & { readonly before: string })[],
): readonly Section[] {
  const lines = new Map<string, string[]>([['', []]]);
  for (const line of text.split('\n')) {
    const prefix = known.find(({ before }) => line.startsWith(before) || line === before.trimEnd());
    const label = prefix?.label ?? '';
    const own = lines.get(label) ?? [];
    own.push(prefix === undefined ? line : line.slice(prefix.before.length));
    lines.set(label, own);
  }
  return [...lines].map(([label, own]) => {
    const folder = known.find((prefix) => prefix.label === label)?.folder;
    return { label, ...(folder !== undefined && { folder }), text: own.join('\n') };
  });
}

/** Part that bazel prints of one target with --test_output=errors, between two rules. */
const bazelHeader = /^=+ Test output for (\/\/\S+?)(?: \(.*\))?:$/;

/** "> nx run web:test", and npm's "> web@1.0.0 test", where there is more than one package. */
const header = /^> (?:nx run (\S+?)(?: +\[.*\])?|((?:@[^\s/]+\/)?[^\s@]+)@\S+ [\w:.-]+(?: \S+)?)$/;

function byHeader(text: string): readonly Section[] {
  const parts: { label: string; lines: string[] }[] = [{ label: '', lines: [] }];
  for (const line of text.split('\n')) {
    const found = header.exec(line);
    const label =
      /^={80}$/.test(line) && parts.at(-1)?.label.startsWith('//') === true
        ? ''
        : (found?.[1] ?? found?.[2] ?? bazelHeader.exec(line)?.[1]);
    if (label !== undefined && label !== parts.at(-1)?.label) parts.push({ label, lines: [] });
    parts.at(-1)?.lines.push(line);
  }
  const labels = new Set(parts.map(({ label }) => label).filter((label) => label !== ''));
  if (labels.size < 2 && ![...labels].some((label) => label.startsWith('//'))) return [{ label: '', text }];
  return parts.map(({ label, lines }) => ({ label, text: lines.join('\n') }));
}
