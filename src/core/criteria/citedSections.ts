import { own } from '../../util/records.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { anchorsIn, fileOfReference, sectionOf, specReferences } from './specSections.ts';
import type { SpecTexts } from './specSections.ts';

/** Files of specifications that tasks of a wave cite; without a wave, those of the whole plan. */
export function citedFiles(plan: Plan, wave?: string): readonly string[] {
  const files = referencesOf(plan, wave).map(fileOfReference);
  return [...new Set(files)].filter((file) => file !== '');
}

/**
 * Sections that tasks of a wave cite, out of the texts of their files.
 *
 * @returns why one of them cannot be cited, for people
 */
export function citedSections(plan: Plan, wave: string, texts: SpecTexts): SpecTexts | string {
  const sections: Record<string, string> = {};
  for (const reference of referencesOf(plan, wave)) {
    const problem = referenceProblem(reference, texts);
    if (problem !== undefined) return problem;
    const section = sectionOf(own(texts, fileOfReference(reference)) ?? '', reference);
    if (section !== undefined) sections[reference] = section;
  }
  return sections;
}

/**
 * Why a reference leads nowhere, in sentences; undefined where it leads to something.
 *
 * @param texts of the files that are there
 */
export function referenceProblem(reference: string, texts: SpecTexts): string | undefined {
  const file = fileOfReference(reference);
  if (file === '')
    return `"${reference}" is a section of no file. Name the specification of the plan with "spec", or write FILE${reference}.`;
  const text = own(texts, file);
  if (text === undefined)
    return `"${reference}" is in ${file}, which is not in the repository as the run begins. Commit the file, or correct the path.`;
  if (sectionOf(text, reference) !== undefined) return undefined;
  const anchors = anchorsIn(text);
  const known =
    anchors.length === 0
      ? 'It has no headings'
      : `It has ${anchors
          .slice(0, 8)
          .map((each) => `#${each}`)
          .join(', ')}`;
  return `${file} has no section "${reference.slice(file.length)}". ${known}.`;
}

function referencesOf(plan: Plan, wave: string | undefined): readonly string[] {
  const tasks = plan.waves.filter(({ id }) => wave === undefined || id === wave).flatMap((each) => each.tasks);
  return [...new Set(tasks.flatMap(({ spec }) => specReferences(plan, spec)))];
}
