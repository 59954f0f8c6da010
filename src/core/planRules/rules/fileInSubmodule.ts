import { hasWildcard, parseGlob } from '../../glob/globSyntax.ts';
import { fixedFolder } from '../../glob/globFolders.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/** Reports owned files inside a submodule: the repository holds which commit is checked out there, and none of its files. */
export const fileInSubmodule: TaskRule = {
  needsValid: ['owns'],
  check: ({ id, owns }, { repository: { facts } }) =>
    owns.flatMap((glob, index) => {
      const submodule = placesOf(glob)
        .map((place) => facts.submodules?.find((each) => place === each || place.startsWith(`${each}/`)))
        .find((each) => each !== undefined);
      if (submodule === undefined || glob === submodule) return [];
      return [
        {
          code: 'file-in-submodule' as const,
          at: inTask('owns', index),
          message: `"${id}" owns ${glob}, which lies in the submodule ${submodule}: this repository holds only which commit is checked out there, so no file in it can be handed in. Own ${submodule}, with worktree.submodules: inherit, and have the change committed and pushed in the submodule; or write a plan in the submodule's own repository.`,
        },
      ];
    }),
};

/** The file a glob names, or the folders all its files lie in. */
function placesOf(glob: string): readonly string[] {
  if (!hasWildcard(glob)) return [glob.replace(/^(?:\.\/)+/, '')];
  return parseGlob(glob)
    .map(fixedFolder)
    .map((folder) => folder.replace(/\/$/, ''));
}
