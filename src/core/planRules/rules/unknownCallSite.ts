import { countedNames } from '../facts/taskNames.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/** A name that is nowhere in the files of a task leaves nothing to replace, or is not written as in the code. */
export const unknownCallSite: TaskRule = {
  needsValid: ['owns', 'callSites'],
  check({ id, owns, callSites, allowEmpty }, { repository: { facts, files } }) {
    const { occurrences } = facts;
    if (occurrences === undefined || files === undefined || allowEmpty) return [];
    const owned = new Set(owns.flatMap((glob) => files.matching(glob)));
    const known = new Set(countedNames(callSites));
    return callSites.flatMap(({ name }, index) => {
      if (!known.has(name) || !Object.hasOwn(occurrences, name)) return [];
      const places = Object.entries(occurrences[name] ?? {});
      if (places.some(([file, count]) => count > 0 && owned.has(file))) return [];
      const other = places.find(([file]) => !owned.has(file))?.[0];
      const elsewhere = other === undefined ? 'It occurs nowhere else either.' : `It is in ${other}, for example.`;
      return [
        {
          code: 'unknown-call-site',
          at: inTask('callSites', index, 'name'),
          message: `\`${name}\` is in none of the files of "${id}", so there is nothing to replace. ${elsewhere} Write it as in the code, or own the files it is in.`,
        },
      ];
    });
  },
};
