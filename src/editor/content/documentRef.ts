/** Content of a read-only document of the `wavegate` scheme. */
export type DocumentRef =
  /** A file of the repository at a commit. */
  | { readonly kind: 'commit'; readonly path: string; readonly commit: string }
  /** Nothing: the other side of a file that was added or deleted. */
  | { readonly kind: 'empty'; readonly path: string }
  /** The plan as a revision of the open run has it. `label` tells its tab from that of the file. */
  | { readonly kind: 'plan'; readonly path: string; readonly hash: string; readonly label: string }
  /** The complete prompt of a session. */
  | { readonly kind: 'directive'; readonly session: string }
  /** All that a decision is about. */
  | { readonly kind: 'gate'; readonly gate: string; readonly title: string }
  /** Output of a failing test, by its place among those of the failure. */
  | { readonly kind: 'output'; readonly test: number; readonly title: string }
  | { readonly kind: 'report' }
  | { readonly kind: 'audit' }
  /** Costs of all runs. */
  | { readonly kind: 'costs' }
  /** Failures in all runs. */
  | { readonly kind: 'forensics' }
  /** Commands that agents repeated in all runs. */
  | { readonly kind: 'flows' }
  /** How a line came to be. The file is absolute; lines count from 1. */
  | { readonly kind: 'origin'; readonly file: string; readonly line: number }
  | { readonly kind: 'pull-request' };

/** The parts of a URI. The path keeps the file's name, so that the editor knows its language and shows its name. */
export interface UriParts {
  readonly path: string;
  readonly query: string;
}

export function uriParts(ref: DocumentRef): UriParts {
  switch (ref.kind) {
    case 'commit':
      return { path: `/${ref.path}`, query: query({ kind: ref.kind, commit: ref.commit }) };
    case 'empty':
      return { path: `/${ref.path}`, query: query({ kind: ref.kind }) };
    case 'plan':
      return {
        path: `/${labelled(ref.path, ref.label)}`,
        query: query({ kind: ref.kind, path: ref.path, hash: ref.hash, label: ref.label }),
      };
    case 'directive':
      return { path: `/directive ${ref.session}.md`, query: query({ kind: ref.kind, session: ref.session }) };
    case 'gate':
      return {
        path: `/decision/${ref.title.replaceAll('/', '-')}.md`,
        query: query({ kind: ref.kind, gate: ref.gate, title: ref.title }),
      };
    case 'output':
      return {
        path: `/output of ${ref.title.replaceAll('/', '-').slice(0, 80)}.txt`,
        query: query({ kind: ref.kind, test: String(ref.test), title: ref.title }),
      };
    case 'report':
      return { path: '/report.md', query: query({ kind: ref.kind }) };
    case 'costs':
      return { path: '/costs.md', query: query({ kind: ref.kind }) };
    case 'forensics':
      return { path: '/forensics.md', query: query({ kind: ref.kind }) };
    case 'flows':
      return { path: '/repeated flows.md', query: query({ kind: ref.kind }) };
    case 'audit':
      return { path: '/audit.md', query: query({ kind: ref.kind }) };
    case 'origin':
      return {
        path: `/origin of ${ref.file.split(/[\\/]/).at(-1) ?? ''} line ${ref.line}.md`,
        query: query({ kind: ref.kind, file: ref.file, line: String(ref.line) }),
      };
    case 'pull-request':
      return { path: '/pull request.md', query: query({ kind: ref.kind }) };
  }
}

/** The inverse of uriParts. @returns undefined for parts it cannot have made */
export function documentRef(parts: UriParts): DocumentRef | undefined {
  const values = new URLSearchParams(parts.query);
  const path = parts.path.slice(1);
  const kind = values.get('kind');
  const commit = values.get('commit');
  const hash = values.get('hash');
  const session = values.get('session');
  if (kind === 'commit' && commit !== null) return { kind, path, commit };
  if (kind === 'empty') return { kind, path };
  if (kind === 'plan' && hash !== null) {
    return { kind, path: values.get('path') ?? path, hash, label: values.get('label') ?? '' };
  }
  const title = values.get('title') ?? '';
  const gate = values.get('gate');
  const test = values.get('test');
  const file = values.get('file');
  if (kind === 'gate' && gate !== null) return { kind, gate, title };
  if (kind === 'origin' && file !== null) return { kind, file, line: Number(values.get('line')) };
  if (kind === 'output' && test !== null) return { kind, test: Number(test), title };
  if (kind === 'directive' && session !== null) return { kind, session };
  return wholes.find((whole) => whole.kind === kind);
}

/** Documents of which there is one. */
const wholes = [
  { kind: 'report' },
  { kind: 'audit' },
  { kind: 'costs' },
  { kind: 'forensics' },
  { kind: 'flows' },
  { kind: 'pull-request' },
] as const satisfies readonly DocumentRef[];

/** `docs/plan.waveplan.yaml` with the label before its ending, by which the editor knows the language. */
function labelled(path: string, label: string): string {
  const [, start = path, ending = ''] = /^(.*?)(\.waveplan\.ya?ml|\.[^./]*)?$/.exec(path) ?? [];
  return label === '' ? path : `${start} (${label})${ending}`;
}

function query(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString();
}
