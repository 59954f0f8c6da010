import { fileOfReference, specReferences } from '../criteria/specSections.ts';
import { globDefect } from '../glob/globSyntax.ts';
import { matchesAny } from '../glob/globs.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { insertAfter } from '../planText/edit/insert.ts';
import { listAt } from '../planText/edit/editableText.ts';
import { cannotEdit, freeId, taskIds, waveIds } from './strategy.ts';
import type { PlanEdits, WrongSpec } from './strategy.ts';

/**
 * revise: a wave right after the last one whose only task corrects the specification, for findings of which a person says
 * that it is the specification that is wrong. It owns files of the specification and no code.
 */
export const addRevisionWave: PlanEdits = ({ request, text, placed, failedIndex }) => {
  const { plan } = text;
  const { wrong = [] } = request;
  if (wrong.length === 0) {
    return {
      refused: 'No finding is marked as one of the specification. Mark it first, with what should be true instead.',
    };
  }
  const files = specFiles(plan, placed, wrong);
  if (files.length === 0) {
    return {
      refused:
        'The plan names no file of a specification that a task could correct. Edit the plan file instead: its next approval answers the finding.',
    };
  }
  const waves = listAt(text, ['waves']);
  const last = plan.waves[failedIndex];
  if (waves === undefined || last === undefined) return cannotEdit('The list of waves');
  const { task } = placed;
  const id = freeId(last.id, 'spec', waveIds(plan));
  const taskId = freeId(task.id, 'spec', taskIds(plan));
  const edit = insertAfter(text, waves, failedIndex, {
    id,
    title: 'Correct the specification',
    tasks: [
      {
        id: taskId,
        title: 'Correct the specification',
        team: task.team,
        agent: task.agent,
        owns: files,
        reads: [...new Set(wrong.map(({ finding }) => finding.file))].filter((file) => globDefect(file) === undefined),
        objective: `${files.join(' and ')} ${files.length === 1 ? 'says' : 'say'} what is true, and nothing else changes.`,
        steps: [
          'Read the constraints, the sections that they are about and the code that the findings cite',
          'Correct these sections so that they say what the person says is true, and keep the ids of criteria',
          'Look through the rest of the specification for sentences that contradict it now, and correct them',
        ],
        constraints: wrong.map(
          ({ finding, says }) =>
            `${finding.id} at ${finding.file}:${finding.line}, "${finding.title}": the code is right, the specification is not. A person says: ${says}`,
        ),
        risk: 'low',
      },
    ],
  });
  if (edit === undefined) return cannotEdit(`Wave "${last.id}"`);
  return { edits: [edit], summary: `Adds wave "${id}" with task "${taskId}", which corrects ${files.join(' and ')}.` };
};

/** Files that the tasks cite which own what the findings are about, and that of the plan. */
function specFiles(plan: Plan, chosen: PlacedTask, wrong: readonly WrongSpec[]): readonly string[] {
  const owners = wrong.map(
    ({ finding }) => placedTasks(plan).findLast(({ task }) => matchesAny(task.owns, finding.file)) ?? chosen,
  );
  const cited = owners.flatMap(({ task }) => specReferences(plan, task.spec).map(fileOfReference));
  const all = [...new Set([...cited, plan.spec ?? ''])];
  return all.filter((file) => file !== '' && globDefect(file) === undefined && !matchesAny(plan.protected, file));
}
