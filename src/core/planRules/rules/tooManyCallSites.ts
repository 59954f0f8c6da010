import { namesIn } from '../facts/taskNames.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

const most = 25;

/**
 * An agent that has to look at every use of something loses count when there are too many: its context is full before the
 * files are done. Counted are the names a task puts between backticks, in the files it owns.
 */
export const tooManyCallSites: TaskRule = {
  needsValid: ['owns', 'title', 'objective', 'steps', 'callSites'],
  check(task, { repository: { facts, files } }) {
    const { occurrences, mostCallSites = most } = facts;
    if (occurrences === undefined || files === undefined) return [];
    const owned = new Set(task.owns.flatMap((glob) => files.matching(glob)));
    const counts = namesIn(task).map((name) => {
      const found = Object.hasOwn(occurrences, name) ? (occurrences[name] ?? {}) : {};
      const sum = Object.entries(found).reduce((total, [file, count]) => total + (owned.has(file) ? count : 0), 0);
      return { name, sum };
    });
    const largest = counts.sort((a, b) => b.sum - a.sum)[0];
    if (largest === undefined || largest.sum <= mostCallSites) return [];
    return [
      {
        code: 'too-many-call-sites',
        at: inTask('id'),
        message: `\`${largest.name}\` occurs ${largest.sum} times in the files of "${task.id}"; beyond ${mostCallSites} one agent tends to run out of context before it is done. Split the task by its files.`,
      },
    ];
  },
};
