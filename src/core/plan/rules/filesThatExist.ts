import { filedGlobs, meeting, visitNeighbours } from '../globFolders.ts';
import type { FiledGlob } from '../globFolders.ts';
import { hasWildcard } from '../globSyntax.ts';
import { matchesGlob } from '../globs.ts';
import { inPlan } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

interface Asked {
  readonly filed: FiledGlob;
  readonly wave: number;
  readonly remark: Remark;
}

interface Made {
  readonly filed: FiledGlob;
  readonly wave: number;
}

/**
 * A file that a task is to read, delete or remedy exists, unless an earlier task makes it; and a glob that owns files matches
 * some, unless the task says which file it makes. A path without wildcards owns the file it makes.
 */
export const filesThatExist: PlanRule = {
  taskKeys: ['owns', 'reads', 'deletes', 'title', 'objective', 'steps', 'interfaces'],
  planKeys: ['findings'],
  check({ plan, tasks, repository: { files } }) {
    if (files === undefined) return [];
    const absent = (glob: string): boolean => files.matching(glob).length === 0;
    const asked = tasks.flatMap((placed): Asked[] => [
      ...filedGlobs(placed.task.owns).flatMap((filed, index) =>
        !hasWildcard(filed.glob) || !absent(filed.glob) || namesFileOf(placed, filed.glob)
          ? []
          : [{ filed, wave: placed.waveIndex, remark: matchesNothing(placed, filed.glob, index) }],
      ),
      ...(['reads', 'deletes'] as const).flatMap((key) =>
        filedGlobs(placed.task[key]).flatMap((filed, index) =>
          absent(filed.glob)
            ? [{ filed, wave: placed.waveIndex, remark: isMissing(placed, key, filed.glob, index) }]
            : [],
        ),
      ),
    ]);
    const findings = plan.findings.flatMap(({ id, file }, index): Remark[] =>
      files.has(file) ? [] : [missing(inPlan('findings', index, 'file'), `Finding "${id}" is about ${file}, which`)],
    );
    return [...unlessMadeEarlier(asked, tasks), ...findings];
  },
};

function unlessMadeEarlier(asked: readonly Asked[], tasks: readonly RuleTask[]): readonly Remark[] {
  if (asked.length === 0) return [];
  const made = tasks.flatMap(({ task, waveIndex }) =>
    filedGlobs(task.owns).map((filed): Made => ({ filed, wave: waveIndex })),
  );
  const excused = new Set<Asked | Made>();
  visitNeighbours<Asked | Made>([...asked, ...made], (entry, other) => {
    const [question, maker] = 'remark' in entry ? [entry, other] : [other, entry];
    if (!('remark' in question) || 'remark' in maker || maker.wave >= question.wave || excused.has(question)) return;
    if (meeting(question.filed, maker.filed) !== undefined) excused.add(question);
  });
  return asked.flatMap((question) => (excused.has(question) ? [] : [question.remark]));
}

/** Whether a task's own words name a file that the glob matches: the one it is going to make. */
function namesFileOf({ task }: RuleTask, glob: string): boolean {
  const words = [task.title, task.objective, ...task.steps, ...task.interfaces.provides].join('\n');
  return Array.from(words.matchAll(/[\w@.-]+(?:\/[\w@.[\]-]+)+/g), ([path]) => path.replace(/[.,]+$/, '')).some(
    (path) => matchesGlob(glob, path),
  );
}

function matchesNothing({ task, waveIndex, taskIndex }: RuleTask, glob: string, index: number): Remark {
  return {
    code: 'glob-matches-nothing',
    at: inPlan('waves', waveIndex, 'tasks', taskIndex, 'owns', index),
    message: `${glob} matches no file of the repository, and no step of "${task.id}" names a file that it would match. Correct it, or name the files to be made.`,
  };
}

function isMissing(
  { task, waveIndex, taskIndex }: RuleTask,
  key: 'reads' | 'deletes',
  glob: string,
  index: number,
): Remark {
  const does = key === 'reads' ? 'should read' : 'is to delete';
  return missing(inPlan('waves', waveIndex, 'tasks', taskIndex, key, index), `"${task.id}" ${does} ${glob}, which`);
}

function missing(at: RemarkPlace, what: string): Remark {
  return {
    code: 'missing-file',
    at,
    message: `${what} is not in the repository, and no earlier task makes it. Correct the path, or add the file.`,
  };
}
