import { withFolders } from '../../../util/withFolders.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';
import { pathsToAsk } from './ignoredFile.ts';

/**
 * Owning a link is owning where it leads, not the file there: an agent that writes through it changes a file that it does not
 * own, or one outside of the repository. Git follows nothing behind a folder that is a link.
 */
export const ownsLink: TaskRule = {
  needsValid: ['owns'],
  check: ({ id, owns }, { repository: { facts } }) =>
    owns.flatMap((glob, index) => {
      const links = facts.symlinks ?? {};
      const place = pathsToAsk({ owns: [glob] })
        .flatMap(withFolders)
        .find((each) => Object.hasOwn(links, each));
      if (place === undefined) return [];
      const is = glob.endsWith(place) ? `owns ${glob}, which is` : `owns ${glob}, which lies behind ${place},`;
      const leads = `${is} a link to ${links[place] ?? ''}`;
      return [
        {
          code: 'owns-link' as const,
          at: inTask('owns', index),
          message: `"${id}" ${leads}: what the agent writes through it changes files there, which the task does not own. Own those instead, or say in the objective that the link itself is to change.`,
        },
      ];
    }),
};
