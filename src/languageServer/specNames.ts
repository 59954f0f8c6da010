import { anchorsIn, criteriaIn, fileOfReference, sectionOf, specReferences } from '../core/criteria/specSections.ts';
import type { SpecTexts } from '../core/criteria/specSections.ts';
import { partsOf } from '../core/planText/document/parts.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import type { Path } from '../core/planText/locate.ts';
import { own, recordOf } from '../util/records.ts';

/** A section of a specification, as a task may cite it. */
export interface SpecSection {
  /** `#login` in the file of the plan, `docs/other.md#login` in another. */
  readonly reference: string;
  readonly file: string;
}

/** A criterion in the words of the specification. */
export interface SpecCriterion {
  readonly id: string;
  readonly text: string;
}

/** Whether an entry of a task's `spec` is at a path. */
export function isSpecEntry(path: Path): boolean {
  return isInTask(path) && path[4] === 'spec';
}

/** Whether the id of an acceptance criterion is at a path. */
export function isCriterionId(path: Path): boolean {
  return isInTask(path) && path[4] === 'acceptance' && path.at(-1) === 'id';
}

/** Whether the tests of an acceptance criterion are at a path, or one of them. */
export function isCriterionTest(path: Path): boolean {
  return isInTask(path) && path[4] === 'acceptance' && path[6] === 'tests';
}

/** Sections of the specifications that are known, those of the plan's own file first. */
export function specSections(document: PlanDocument, specs: SpecTexts = {}): readonly SpecSection[] {
  const own = ownFile(document);
  const files = Object.keys(specs).sort((a, b) => Number(b === own) - Number(a === own));
  return files.flatMap((file) =>
    anchorsIn(specs[file] ?? '').map((anchor) => ({ reference: `${file === own ? '' : file}#${anchor}`, file })),
  );
}

/** Text of the section that an entry of `spec` cites, with its file; undefined where it leads nowhere. */
export function citedSection(
  document: PlanDocument,
  reference: string,
  specs: SpecTexts = {},
): { readonly file: string; readonly text: string } | undefined {
  const [full = ''] = specReferences({ spec: ownFile(document) }, [reference]);
  const file = fileOfReference(full);
  const text = sectionOf(own(specs, file) ?? '', full);
  return text === undefined ? undefined : { file, text };
}

/** Criteria of the sections that the task at a path cites. */
export function citedCriteria(document: PlanDocument, path: Path, specs: SpecTexts = {}): readonly SpecCriterion[] {
  const { waves = [] } = partsOf(document);
  const { spec } = recordOf(waves[Number(path[1])]?.tasks?.[Number(path[3])]);
  const cited = Array.isArray(spec) ? spec.filter((each) => typeof each === 'string') : [];
  return cited.flatMap((reference) => criteriaIn(citedSection(document, reference, specs)?.text ?? ''));
}

/** Whether a criterion that a finding of the plan names is at a path. */
export function isCriterionOfFinding(path: Path): boolean {
  return path[0] === 'findings' && path[2] === 'criteria';
}

/** Criteria of all sections that tasks cite, each id once. */
export function allCitedCriteria(document: PlanDocument, specs: SpecTexts = {}): readonly SpecCriterion[] {
  const { waves = [] } = partsOf(document);
  const all = waves.flatMap(({ tasks = [] }, wave) =>
    tasks.flatMap((_task, task) => citedCriteria(document, ['waves', wave, 'tasks', task], specs)),
  );
  return [...new Map(all.map((criterion) => [criterion.id, criterion])).values()];
}

function isInTask(path: Path): boolean {
  return path[0] === 'waves' && path[2] === 'tasks';
}

function ownFile(document: PlanDocument): string {
  const { spec } = recordOf(partsOf(document).head);
  return typeof spec === 'string' ? spec : '';
}
