import type { FileIndex } from '../../glob/fileIndex.ts';
import { filedGlobs, meeting, visitNeighbours } from '../../glob/globFolders.ts';
import type { FiledGlob } from '../../glob/globFolders.ts';
import { hasWildcard } from '../../glob/globSyntax.ts';
import { matchesGlob } from '../../glob/globs.ts';
import { inPlan } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import { memoizeWith } from '../../../util/memoize.ts';
import type { PlanRule } from '../rule.ts';
import type { Plan, PlanTask, PlanWave } from '../../plan/schema/plan.ts';

/** Advice is not worth more comparisons than this: some tens of milliseconds. */
const mostVisits = 1_000_000;

/** A file or glob that a task counts on, and what to say when it is not there; the latter by the index of its wave. */
interface Question {
  readonly filed: FiledGlob;
  readonly remark: (wave: number) => Remark;
}

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
export const missingFile: PlanRule = {
  reads: ['owns', 'reads', 'deletes', 'title', 'objective', 'steps', 'interfaces'],
  readsOfPlan: ['findings', 'worktree'],
  check({ plan, waves, repository: { files } }) {
    if (files === undefined) return [];
    const asked = waves.flatMap((each, wave) =>
      questionsOf(each, files).map(({ filed, remark }): Asked => ({ filed, wave, remark: remark(wave) })),
    );
    const findings = plan.findings.flatMap(({ id, file }, index): Remark[] =>
      files.has(file) ? [] : [missing(inPlan('findings', index, 'file'), `Finding "${id}" is about ${file}, which`)],
    );
    const { setup, sparse } = plan.worktree;
    return [
      ...unlessMadeEarlier(asked, waves),
      ...findings,
      ...inputsOfNothing(setup, files),
      ...foldersOfNothing(sparse, files),
    ];
  },
};

/** Kept for each wave, because only one of them changes with a keystroke. */
const questionsOf = memoizeWith(({ tasks }: PlanWave, files: FileIndex): readonly Question[] => {
  const absent = (glob: string): boolean => files.matching(glob).length === 0;
  return tasks.flatMap((task, taskIndex): Question[] => [
    ...filedGlobs(task.owns).flatMap((filed, index) =>
      !hasWildcard(filed.glob) || !absent(filed.glob) || namesFileOf(task, filed.glob)
        ? []
        : [{ filed, remark: (wave: number) => matchesNothing(task, [wave, taskIndex], filed.glob, index) }],
    ),
    ...(['reads', 'deletes'] as const).flatMap((key) =>
      filedGlobs(task[key]).flatMap((filed, index) =>
        absent(filed.glob)
          ? [{ filed, remark: (wave: number) => isMissing(task, [wave, taskIndex], key, filed.glob, index) }]
          : [],
      ),
    ),
  ]);
});

function unlessMadeEarlier(asked: readonly Asked[], waves: readonly PlanWave[]): readonly Remark[] {
  if (asked.length === 0) return [];
  const made = waves.flatMap(({ tasks }, wave) =>
    tasks.flatMap(({ owns }) => filedGlobs(owns).map((filed): Made => ({ filed, wave }))),
  );
  const excused = new Set<Asked | Made>();
  const visit = (entry: Asked | Made, other: Asked | Made): void => {
    const [question, maker] = 'remark' in entry ? [entry, other] : [other, entry];
    if (!('remark' in question) || 'remark' in maker || maker.wave >= question.wave || excused.has(question)) return;
    if (meeting(question.filed, maker.filed) !== undefined) excused.add(question);
  };
  // Advice that cannot be had in time is not given.
  if (!visitNeighbours<Asked | Made>([...asked, ...made], visit, mostVisits)) return [];
  return asked.flatMap((question) => (excused.has(question) ? [] : [question.remark]));
}

/** Indexes of a wave and of a task in it. */
type Place = readonly [wave: number, task: number];

/** Whether a task's own words name a file that the glob matches: the one it is going to make. */
function namesFileOf(task: PlanTask, glob: string): boolean {
  const words = [task.title, task.objective, ...task.steps, ...task.interfaces.provides].join('\n');
  return Array.from(words.matchAll(/[\w@.-]+(?:\/[\w@.[\]-]+)+/g), ([path]) => path.replace(/[.,]+$/, '')).some(
    (path) => matchesGlob(glob, path),
  );
}

/** Files that set-up leaves are kept by its inputs: without any, nothing would tell when it has to run again. */
function inputsOfNothing(setup: Plan['worktree']['setup'], files: FileIndex): readonly Remark[] {
  return setup.flatMap((entry, index) => {
    if (typeof entry === 'string' || entry.inputs === undefined || entry.inputs === 'off') return [];
    return entry.inputs.flatMap((glob, at): readonly Remark[] => {
      if (files.matching(glob).length > 0) return [];
      const message = `${glob} matches no file of the repository, so a change of what was meant would not have "${entry.run}" run again. Correct it, or write inputs: off.`;
      return [{ code: 'glob-matches-nothing', at: inPlan('worktree', 'setup', index, 'inputs', at), message }];
    });
  });
}

/** Git takes a folder that is not there for one that is to come, so that worktrees would be without what was meant. */
function foldersOfNothing(sparse: Plan['worktree']['sparse'], files: FileIndex): readonly Remark[] {
  if (typeof sparse === 'string') return [];
  return sparse.flatMap((folder, index): readonly Remark[] => {
    const plain = folder.replace(/^(?:\.?\/)+|\/+$/g, '');
    if (plain === '' || files.has(plain) || files.under(`${plain}/`).length > 0) return [];
    const message = `${folder} is no folder of the repository, so worktrees would not hold what was meant. Write the path of a folder, without wildcards.`;
    return [{ code: 'missing-file', at: inPlan('worktree', 'sparse', index), message }];
  });
}

function matchesNothing(task: PlanTask, [wave, position]: Place, glob: string, index: number): Remark {
  return {
    code: 'glob-matches-nothing',
    at: inPlan('waves', wave, 'tasks', position, 'owns', index),
    message: `${glob} matches no file of the repository, and no step of "${task.id}" names a file that it would match. Correct it, or name the files to be made.`,
  };
}

function isMissing(
  task: PlanTask,
  [wave, position]: Place,
  key: 'reads' | 'deletes',
  glob: string,
  index: number,
): Remark {
  const does = key === 'reads' ? 'should read' : 'is to delete';
  return missing(inPlan('waves', wave, 'tasks', position, key, index), `"${task.id}" ${does} ${glob}, which`);
}

function missing(at: RemarkPlace, what: string): Remark {
  return {
    code: 'missing-file',
    at,
    message: `${what} is not in the repository, and no earlier task makes it. Correct the path, or add the file.`,
  };
}
