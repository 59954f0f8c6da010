import type { YAMLSeq } from 'yaml';
import type { ValidatorFinding } from '../model/finding.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { PlanText } from '../planText/edit/editableText.ts';
import { isComment } from '../model/reviewComment.ts';
import { globDefect } from '../glob/globSyntax.ts';
import { matchesAny, overlap } from '../glob/globs.ts';
import { filesOfFailures, namesOfFailures, namesOfFindings } from './failureText.ts';
import { insertAfter } from '../planText/edit/insert.ts';
import { listAt } from '../planText/edit/editableText.ts';
import { cannotEdit, freeId, taskIds, waveIds } from './strategy.ts';
import type { PlanEdits } from './strategy.ts';

/**
 * fix: a wave right after the failed one; its task may change what the suspect owned, and makes the checks pass. Findings are
 * split among the tasks that own the files they cite.
 */
export const addFixWave: PlanEdits = ({ request, text, placed: chosen, failedIndex }) => {
  const { plan } = text;
  const waves = listAt(text, ['waves']);
  const failedWave = plan.waves[failedIndex];
  if (waves === undefined || failedWave === undefined) return cannotEdit('The list of waves');
  const { findings = [] } = request;
  const parts = partsByOwner(plan, chosen, findings);
  if (parts.length > 1) return splitFix(text, waves, failedIndex, parts);
  // Who wrote the code answers the reviewer.
  const placed = findings.every((finding) => isComment(finding)) ? (parts[0]?.owner ?? chosen) : chosen;
  const { task } = placed;
  const suite = plan.checkpoint.test;
  const verify = [...new Set([...task.verify, ...(suite === undefined ? [] : [suite])])];
  const failures = namesOfFailures(request.failing);
  const cited = [...new Set(findings.map(({ file }) => file))].filter(
    (file) =>
      file !== '' &&
      !matchesAny(task.owns, file) &&
      !matchesAny(plan.protected, file) &&
      globDefect(file) === undefined,
  );
  const id = freeId(failedWave.id, 'fix', waveIds(plan));
  const taskId = freeId(task.id, 'fix', taskIds(plan));
  const objective =
    findings.length > 0
      ? `${remedied(findings)}${failures === '' ? '' : ` These pass again: ${failures}.`}`
      : failures === ''
        ? failedWave.reverts !== undefined
          ? `The checks pass without what ${failedWave.reverts.wave} has changed.`
          : failedWave.merge === undefined
            ? `Task "${task.id}" is finished, and the checks of wave "${failedWave.id}" pass.`
            : `The checks pass on what the run has made and what ${failedWave.merge.branch} has gained, together.`
        : `These pass again after wave "${failedWave.id}": ${failures}.`;
  const edit = insertAfter(text, waves, failedIndex, {
    id,
    title: `Fix: ${failedWave.title}`,
    tasks: [
      {
        id: taskId,
        title: `Fix: ${task.title}`,
        team: task.team,
        agent: task.agent,
        owns: [...task.owns, ...cited],
        deletes: orNothing(task.deletes),
        reads: orNothing([...new Set([...task.reads, ...filesOfFailures(request.failing)])]),
        dependsOn: placed.waveIndex > failedIndex ? undefined : [task.id],
        objective,
        steps:
          findings.length > 0
            ? remedySteps
            : [
                'Run the commands under Verification and read what fails',
                'Find the part of the change that causes each failure',
                'Repair the cause in the files you own, and leave the tests as they are',
                'Run the commands again until all of them pass',
              ],
        constraints: orNothing(task.constraints),
        verify: orNothing(verify),
        findings: orNothing(findings.length > 0 ? [] : task.findings),
        risk: task.risk === 'medium' ? undefined : task.risk,
      },
    ],
  });
  if (edit === undefined) return cannotEdit(`Wave "${failedWave.id}"`);
  return {
    edits: [edit],
    summary:
      findings.length > 0
        ? `Adds wave "${id}" with task "${taskId}", which remedies ${finders(findings)}.`
        : `Adds wave "${id}" with task "${taskId}", which repairs what "${task.id}" left failing.`,
  };
};

/** Findings of one owner. */
interface FixPart {
  readonly owner: PlacedTask;
  readonly findings: readonly ValidatorFinding[];
  readonly owns: readonly string[];
}

/**
 * Findings by the task that owns the file they cite, the last one in the plan; those of nobody belong to the task that was
 * chosen. A part owns what its task owns where no other part could own the same, else the cited files alone.
 */
function partsByOwner(plan: Plan, chosen: PlacedTask, findings: readonly ValidatorFinding[]): readonly FixPart[] {
  const groups = new Map<string, { owner: PlacedTask; findings: ValidatorFinding[] }>();
  const tasks = placedTasks(plan);
  for (const finding of findings) {
    const owner = tasks.findLast(({ task }) => matchesAny(task.owns, finding.file)) ?? chosen;
    const group = groups.get(owner.task.id) ?? { owner, findings: [] };
    group.findings.push(finding);
    groups.set(owner.task.id, group);
  }
  const all = [...groups.values()];
  return all.map((group) => {
    const files = [...new Set(group.findings.map(({ file }) => file))].filter(
      (file) => file !== '' && !matchesAny(plan.protected, file) && globDefect(file) === undefined,
    );
    const others = all.filter((other) => other !== group).flatMap(({ owner }) => owner.task.owns);
    const alone = group.owner.task.owns.every((glob) => others.every((other) => overlap(glob, other) === undefined));
    const beyond = files.filter((file) => !matchesAny(group.owner.task.owns, file));
    return { ...group, owns: alone ? [...group.owner.task.owns, ...beyond] : files };
  });
}

function splitFix(
  text: PlanText,
  waves: YAMLSeq,
  failedIndex: number,
  parts: readonly FixPart[],
): ReturnType<PlanEdits> {
  const { plan } = text;
  const failedWave = plan.waves[failedIndex];
  if (failedWave === undefined || parts.some(({ owns }) => owns.length === 0)) return cannotEdit('The list of waves');
  const suite = plan.checkpoint.test;
  const taken = [...taskIds(plan)];
  const id = freeId(failedWave.id, 'fix', waveIds(plan));
  const tasks = parts.map(({ owner: { task, waveIndex }, findings, owns }) => {
    const taskId = freeId(task.id, 'fix', taken);
    taken.push(taskId);
    return {
      id: taskId,
      title: `Fix: ${task.title}`,
      team: task.team,
      agent: task.agent,
      owns,
      reads: orNothing(task.reads),
      dependsOn: waveIndex > failedIndex ? undefined : [task.id],
      objective: remedied(findings),
      steps: remedySteps,
      constraints: orNothing(task.constraints),
      verify: orNothing([...new Set([...task.verify, ...(suite === undefined ? [] : [suite])])]),
      risk: task.risk === 'medium' ? undefined : task.risk,
    };
  });
  const edit = insertAfter(text, waves, failedIndex, { id, title: `Fix: ${failedWave.title}`, tasks });
  if (edit === undefined) return cannotEdit(`Wave "${failedWave.id}"`);
  const names = tasks.map((task) => `"${task.id}"`).join(', ');
  return {
    edits: [edit],
    summary: `Adds wave "${id}" with tasks ${names}: ${finders(parts.flatMap((part) => part.findings))}, split among its owners.`,
  };
}

function remedied(findings: readonly ValidatorFinding[]): string {
  const what = finders(findings);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} is remedied: ${namesOfFindings(findings)}.`;
}

function finders(findings: readonly ValidatorFinding[]): string {
  const ofForge = findings.filter((finding) => isComment(finding)).length;
  if (ofForge === 0) return 'what the validators found';
  return ofForge === findings.length
    ? 'what reviewers of the pull request ask for'
    : 'what the validators found and reviewers of the pull request ask for';
}

const remedySteps = [
  'Read each finding and the code it cites',
  'Change the code so that the finding no longer holds, or say in the summary why it does not',
  'Run the commands under Verification until all of them pass',
];

function orNothing(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts;
}
