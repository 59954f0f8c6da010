import { matchesAny } from '../glob/globs.ts';
import type { Finding } from '../model/finding.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { applyEdits, editableText, mapAt } from '../planText/edit/editableText.ts';
import type { Refused } from '../planText/edit/editableText.ts';
import { appendToList } from '../planText/edit/insert.ts';
import type { Path } from '../planText/locate.ts';
import type { Fixer, PlanFix } from './planFix.ts';

/** Most tasks that are offered for one finding. */
const most = 4;

/** Names a finding of the plan in a task that may change its file. */
export const coverFinding: Fixer = ({ text, plan, path }) => {
  const [, index] = path;
  const finding = plan?.plan.findings[Number(index)];
  if (plan === undefined || finding === undefined) return [];
  return tasksFor(plan.plan, finding)
    .slice(0, most)
    .flatMap(({ task, waveIndex, taskIndex }): readonly PlanFix[] => {
      const map = mapAt(text, ['waves', waveIndex, 'tasks', taskIndex]);
      const edit = map === undefined ? undefined : appendToList(text, map, 'findings', finding.id);
      return edit === undefined ? [] : [{ title: `Cover ${finding.id} in task "${task.id}"`, edits: [edit] }];
    });
};

/** Paths of the tasks that are offered for the finding that a path leads into. */
export function coveringTasks(plan: Plan | undefined, [key, index]: Path): readonly Path[] {
  const finding = key === 'findings' ? plan?.findings[Number(index)] : undefined;
  if (plan === undefined || finding === undefined) return [];
  return tasksFor(plan, finding)
    .slice(0, most)
    .map(({ waveIndex, taskIndex }) => ['waves', waveIndex, 'tasks', taskIndex]);
}

/** Tasks by how likely they remedy a finding: those that own its file come first, then those of the same folder. */
export function tasksFor(plan: Plan, { file }: Pick<Finding, 'file'>): readonly PlacedTask[] {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const rank = ({ task }: PlacedTask): number => {
    if (matchesAny([...task.owns, ...task.deletes], file)) return 0;
    return folder !== '' && task.owns.some((glob) => glob.startsWith(folder)) ? 1 : 2;
  };
  return placedTasks(plan)
    .map((placed) => ({ placed, rank: rank(placed) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ placed }) => placed);
}

/**
 * The text of a plan in which a task names a finding, and the plan declares it. Comments and everything else stay.
 *
 * @param plan the text, parsed
 * @param id of the task
 */
export function coveredIn(
  source: string,
  plan: Plan,
  finding: Pick<Finding, 'id' | 'severity' | 'file' | 'line' | 'title' | 'remediation'>,
  id: string,
): string | Refused {
  const place = placedTasks(plan).find(({ task }) => task.id === id);
  if (place === undefined) return { refused: `The plan has no task ${id}.` };
  if (place.task.findings.includes(finding.id)) return { refused: `Task ${id} names ${finding.id} already.` };
  const { severity, file, line, title, remediation } = finding;
  const entry = { id: finding.id, severity, file, line, title, ...(remediation === '' ? {} : { remediation }) };
  const declared = plan.findings.some((each) => each.id === finding.id) ? source : added(source, [], entry);
  const named =
    declared === undefined
      ? undefined
      : added(declared, ['waves', place.waveIndex, 'tasks', place.taskIndex], finding.id);
  return (
    named ?? {
      refused: `The plan is written in a way that cannot be added to by machine. Add ${finding.id} to \`findings\` of the plan and of task ${id} by hand.`,
    }
  );
}

function added(
  source: string,
  path: readonly (string | number)[],
  value: Parameters<typeof appendToList>[3],
): string | undefined {
  const text = editableText(source);
  const map = mapAt(text, path);
  const edit = map === undefined ? undefined : appendToList(text, map, 'findings', value);
  return edit === undefined ? undefined : applyEdits(source, [edit]);
}
