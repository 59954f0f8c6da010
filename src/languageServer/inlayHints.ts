import { InlayHintKind } from 'vscode-languageserver';
import type { InlayHint, Range } from 'vscode-languageserver';
import { kindAt, spanAt } from '../core/planText/document/find.ts';
import { hasWildcard } from '../core/glob/globSyntax.ts';
import { globsOf } from './globs.ts';
import type { PlanFile } from './planFile.ts';

/** Most files named in the tooltip of a hint. */
const mostFiles = 10;

/** Number of files that each glob in a range matches. Paths without wildcards speak for themselves. */
export function inlayHints(file: PlanFile, range: Range): InlayHint[] {
  const { plan, document, repository } = file;
  const { files } = repository;
  if (files === undefined) return [];
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return globsOf(plan).flatMap(({ glob, path }): InlayHint[] => {
    if (!hasWildcard(glob) || kindAt(plan, path)?.kind !== 'scalar') return [];
    const { start, end } = spanAt(plan, path);
    if (end < from || start > to) return [];
    const matching = files.matching(glob);
    return [
      {
        position: document.positionAt(end),
        label: matching.length === 1 ? '1 file' : `${matching.length} files`,
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: matching.slice(0, mostFiles).join('\n') + (matching.length > mostFiles ? '\n…' : ''),
      },
    ];
  });
}
