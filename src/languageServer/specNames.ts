import { anchorsIn, criteriaIn, fileOfReference, sectionOf, specReferences } from '../core/criteria/specSections.ts';
import type { SpecTexts } from '../core/criteria/specSections.ts';
import { partsOf } from '../core/planText/document/parts.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import type { Path } from '../core/planText/locate.ts';
import type { PlanName } from './planNames.ts';

/**
 * Names that the specification gives: sections that a task may cite, and criteria of the sections that it cites. Undefined at
 * any other path, and where the specification has not been read.
 */
export function specNames(
  document: PlanDocument,
  path: Path,
  specs: SpecTexts | undefined,
): readonly PlanName[] | undefined {
  if (path[0] !== 'waves' || path[2] !== 'tasks' || specs === undefined) return undefined;
  const { head, waves = [] } = partsOf(document);
  const spec = text(record(head)['spec']);
  if (path[4] === 'spec') return Object.entries(specs).flatMap(([file, markdown]) => sectionsOf(file, markdown, spec));
  if (path[4] !== 'acceptance' || path.at(-1) !== 'id') return undefined;
  const task = record(waves[Number(path[1])]?.tasks?.[Number(path[3])]);
  const cited = Array.isArray(task['spec']) ? task['spec'].filter((each) => typeof each === 'string') : [];
  return specReferences({ spec }, cited).flatMap((reference) => {
    const section = sectionOf(specs[fileOfReference(reference)] ?? '', reference);
    return criteriaIn(section ?? '').map(({ id, text: detail }) => ({ name: id, detail }));
  });
}

function sectionsOf(file: string, markdown: string, own: string): readonly PlanName[] {
  return anchorsIn(markdown).map((anchor) => ({
    name: file === own ? `"#${anchor}"` : `${file}#${anchor}`,
    detail: file,
  }));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
