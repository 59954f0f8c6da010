import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import type { Span } from '../core/planText/codes.ts';
import { kindAt, spanAt } from '../core/planText/document/find.ts';
import { namesOf, spanOfName } from '../core/planText/names/nameTable.ts';
import type { NameKind } from '../core/planText/names/nameTable.ts';
import { globsOf } from './globs.ts';
import type { PlanFile } from './planFile.ts';

const types = ['namespace', 'function', 'class', 'interface', 'enumMember', 'property', 'regexp'] as const;

export const legend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: ['declaration'] };

const typeOf: Readonly<Record<NameKind, (typeof types)[number]>> = {
  wave: 'namespace',
  task: 'function',
  team: 'class',
  agent: 'class',
  recipe: 'class',
  lens: 'class',
  finding: 'enumMember',
  interface: 'interface',
  criterion: 'enumMember',
};

/** Names by what they name, and globs: what the grammar cannot tell apart. */
export function semanticTokens(file: PlanFile): SemanticTokens {
  const { plan, document } = file;
  const tokens: { readonly span: Span; readonly type: (typeof types)[number]; readonly declares: boolean }[] = [];
  for (const use of namesOf(plan)) {
    const span = spanOfName(plan, use);
    if (span !== undefined) tokens.push({ span, type: typeOf[use.kind], declares: use.role === 'definition' });
  }
  for (const { path } of globsOf(plan)) {
    if (kindAt(plan, path)?.kind !== 'scalar') continue;
    tokens.push({ span: spanAt(plan, path), type: 'regexp', declares: false });
  }
  const builder = new SemanticTokensBuilder();
  let last = -1;
  for (const { span, type, declares } of tokens.sort((a, b) => a.span.start - b.span.start)) {
    const [start, end] = [document.positionAt(span.start), document.positionAt(span.end)];
    // A token is one line, and tokens do not overlap: what an alias repeats is coloured where it is written.
    if (start.line !== end.line || span.start < last) continue;
    last = span.end;
    builder.push(start.line, start.character, end.character - start.character, types.indexOf(type), declares ? 1 : 0);
  }
  return builder.build();
}
