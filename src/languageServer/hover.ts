import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { Position } from 'vscode-languageserver-textdocument';
import { placeAt } from '../core/planText/document/find.ts';
import { planJsonSchema, schemaAt } from '../core/plan/schema/jsonSchema.ts';
import type { Place } from '../core/planText/document/find.ts';
import type { Path } from '../core/planText/locate.ts';
import { nameAt } from '../core/planText/names/nameTable.ts';
import type { TaskStates } from '../protocol/planServer.ts';
import { globsAt } from './globs.ts';
import { planNames } from './planNames.ts';
import { citedCriteria, citedSection, isCriterionId, isCriterionTest, isSpecEntry } from './specNames.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';
import { keyDocumentation } from './schemaText.ts';

/** Most characters of a section that a hover shows. */
const longestSection = 2000;

/** Most files a hover lists; the rest is counted. */
const mostFiles = 12;

/**
 * Explains a key, the target of a name, or the files a glob matches; undefined where there is nothing to explain.
 *
 * @param states what the tasks of this plan do in the run that is open, if there is one
 */
export function hover(file: PlanFile, position: Position, states: TaskStates = {}): Hover | undefined {
  const offset = file.document.offsetAt(position);
  const place = placeAt(file.plan, offset);
  if (place === undefined) return undefined;
  const parts = [
    place.role === 'value' ? aboutName(file, offset, states) : undefined,
    place.role === 'value' ? aboutGlob(file, place.path) : undefined,
    place.role === 'value' ? aboutSpec(file, place) : undefined,
  ].filter((part) => part !== undefined);
  const schema = schemaAt(planJsonSchema(), place.path);
  const key = place.path.findLast((element) => typeof element === 'string') ?? '';
  if (parts.length === 0 && schema !== undefined) parts.push(keyDocumentation(key, schema));
  if (parts.length === 0) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n') },
    range: rangeOf(file, place),
  };
}

function aboutName({ plan }: PlanFile, offset: number, states: TaskStates): string | undefined {
  const use = nameAt(plan, offset);
  if (use === undefined) return undefined;
  const named = planNames(plan, use.kind).find(({ name }) => name === use.name);
  if (named === undefined) return undefined;
  const state = use.kind === 'task' && Object.hasOwn(states, use.name) ? states[use.name] : undefined;
  return [
    `**${named.name}**`,
    escapeMarkdown(named.detail),
    ...(state === undefined ? [] : [`In the run: ${escapeMarkdown(state)}`]),
  ].join('\n\n');
}

/** Section that a task cites, words of a criterion in the specification, or what a test of a criterion is. */
function aboutSpec({ plan, repository: { facts, files } }: PlanFile, { path, text }: Place): string | undefined {
  const written = text.replace(/^(["'])([^]*)\1$/, '$2');
  if (isSpecEntry(path)) {
    const cited = citedSection(plan, written, facts.specs);
    return cited && `**${escapeMarkdown(cited.file)}**\n\n${shortened(cited.text)}`;
  }
  if (isCriterionId(path)) {
    const criterion = citedCriteria(plan, path, facts.specs).find(({ id }) => id === written);
    return criterion && `In the specification: ${escapeMarkdown(criterion.text)}`;
  }
  if (!isCriterionTest(path) || path.length !== 8 || files === undefined) return undefined;
  return files.has(written)
    ? 'A file of the repository: all its tests show the criterion.'
    : 'No file of the repository: the name of a test.';
}

/** A section is Markdown, and shown as such. */
function shortened(section: string): string {
  return section.length > longestSection ? `${section.slice(0, longestSection).trimEnd()} …` : section;
}

function aboutGlob({ plan, repository: { files } }: PlanFile, path: Path): string | undefined {
  const glob = globsAt(plan, path);
  if (glob === undefined || files === undefined) return undefined;
  const matching = files.matching(glob);
  const count = matching.length === 1 ? '1 file' : `${matching.length} files`;
  const more = matching.length > mostFiles ? [`and ${matching.length - mostFiles} more`] : [];
  return [
    `Matches ${count} of the repository.`,
    [...matching.slice(0, mostFiles).map((file) => `- \`${file}\``), ...more].join('\n'),
  ]
    .join('\n\n')
    .trimEnd();
}

/** Titles are the plan's words, not Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~-]/g, '\\$&');
}
