import { own } from '../../../util/records.ts';
import { hasWildcard, parseGlob } from '../../glob/globSyntax.ts';
import { fixedFolder } from '../../glob/globFolders.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';
import type { PlanTask } from '../../plan/schema/plan.ts';

/**
 * Paths by which git is asked whether it ignores what a task owns: the file where a glob names one, and else the folder all
 * its files lie in, with a slash at its end. Globs that begin with a wildcard give none.
 */
export function pathsToAsk({ owns }: Pick<PlanTask, 'owns'>): readonly string[] {
  return owns.flatMap(placesOf);
}

function placesOf(glob: string): readonly string[] {
  if (!hasWildcard(glob)) return [glob.replace(/^(?:\.\/)+/, '')];
  return [...new Set(parseGlob(glob).map(fixedFolder))].filter((folder) => folder !== '');
}

/** Reports owned files that git ignores: commits leave them out, so the task should know how to deliver them. */
export const ignoredFile: TaskRule = {
  needsValid: ['owns'],
  check: ({ id, owns }, { repository: { facts } }) =>
    owns.flatMap((glob, index) => {
      const place = placesOf(glob).find((path) => own(facts.ignored, path) !== undefined);
      if (place === undefined) return [];
      const rule = own(facts.ignored, place) ?? '';
      const means = hasWildcard(glob)
        ? `what "${id}" makes there is committed only where its handoff lists it file by file. Name the files in owns, or correct the ignore rule.`
        : `"${id}" hands it in all the same, as the plan names it. If it is not to be in the repository, take it out; else correct the ignore rule.`;
      return [
        {
          code: 'ignored-file' as const,
          at: inTask('owns', index),
          message: `Git ignores ${place} (${rule}): ${means}`,
        },
      ];
    }),
};
