import { countPassing } from '../../../util/binarySearch.ts';
import { filedGlobs, meeting, visitNeighbours } from '../../glob/globFolders.ts';
import type { FiledGlob } from '../../glob/globFolders.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import { memoizeWith } from '../../../util/memoize.ts';
import type { PlanContext, PlanRule, RuleTask } from '../rule.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import { sameName } from '../../plan/interfaceName.ts';

/**
 * A wave waits for all of the wave before it. Where none of its tasks needs anything of that wave (a task, an interface, a
 * file one of them may change), the wait is for nothing; or, more often, a dependency was not written down.
 */
export const couldRunEarlier: PlanRule = {
  reads: ['owns', 'reads', 'dependsOn', 'interfaces'],
  readsOfPlan: [],
  check: (context) =>
    context.waves.flatMap((wave, index): Remark[] => {
      const before = context.waves[index - 1];
      if (before === undefined || wave.tasks.length === 0 || before.tasks.length === 0) return [];
      if (!isSure(context, index - 1) || !isSure(context, index) || needs(wave, before)) return [];
      return [
        {
          code: 'could-run-earlier',
          at: inPlan('waves', index, 'id'),
          message: `Nothing in wave "${wave.id}" needs wave "${before.id}", so it waits for nothing. Move its tasks to "${before.id}", or say with "dependsOn" what they need.`,
          related: [{ message: `Wave "${before.id}" comes first`, at: inPlan('waves', index - 1, 'id') }],
        },
      ];
    }),
};

const decisive = ['id', 'owns', 'reads', 'dependsOn', 'interfaces'] as const;

function isSure({ waves, tasks }: PlanContext, wave: number): boolean {
  const placed = firstOf(tasks, wave);
  return (waves[wave]?.tasks ?? []).every((_, index) =>
    decisive.every((key) => tasks[placed + index]?.unsure.has(key) === false),
  );
}

/** Index of the first task of a wave; tasks are in plan order. */
function firstOf(tasks: readonly RuleTask[], wave: number): number {
  return countPassing(tasks, ({ waveIndex }) => waveIndex < wave);
}

/** Kept for each wave and the one before it, because only one of them changes with a keystroke. */
const needs = memoizeWith((wave: PlanWave, before: PlanWave): boolean => {
  const ids = new Set(before.tasks.map(({ id }) => id));
  if (wave.tasks.some(({ dependsOn }) => dependsOn.some((id) => ids.has(id)))) return true;
  const provided = new Set(before.tasks.flatMap(({ interfaces }) => interfaces.provides.map(sameName)));
  if (wave.tasks.some(({ interfaces }) => interfaces.consumes.some((name) => provided.has(sameName(name)))))
    return true;
  return touches(wave, before);
});

interface Touching {
  readonly filed: FiledGlob;
  readonly early: boolean;
}

function touches(wave: PlanWave, before: PlanWave): boolean {
  const entries = [
    ...before.tasks.flatMap(({ owns }) => filedGlobs(owns).map((filed): Touching => ({ filed, early: true }))),
    ...wave.tasks.flatMap(({ owns, reads }) =>
      [...filedGlobs(owns), ...filedGlobs(reads)].map((filed): Touching => ({ filed, early: false })),
    ),
  ];
  let found = false;
  visitNeighbours(entries, (entry, other) => {
    found ||= entry.early !== other.early && meeting(entry.filed, other.filed) !== undefined;
    return !found;
  });
  return found;
}
