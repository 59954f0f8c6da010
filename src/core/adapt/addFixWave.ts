import { globDefect } from '../glob/globSyntax.ts';
import { matchesAny } from '../glob/globs.ts';
import { filesOfFailures, namesOfFailures, namesOfFindings } from './failureText.ts';
import { insertAfter } from '../planText/edit/insert.ts';
import { listAt } from '../planText/edit/editableText.ts';
import { cannotEdit, freeId, taskIds, waveIds } from './strategy.ts';
import type { PlanEdits } from './strategy.ts';

/** fix: a wave of one task right after the failed one; it may change what the suspect owned, and makes the checks pass. */
export const addFixWave: PlanEdits = ({ request, text, placed, failedIndex }) => {
  const { plan } = text;
  const waves = listAt(text, ['waves']);
  const failedWave = plan.waves[failedIndex];
  if (waves === undefined || failedWave === undefined) return cannotEdit('The list of waves');
  const { task } = placed;
  const suite = plan.checkpoint.test;
  const verify = [...new Set([...task.verify, ...(suite === undefined ? [] : [suite])])];
  const failures = namesOfFailures(request.failing);
  const { findings = [] } = request;
  const cited = [...new Set(findings.map(({ file }) => file))].filter(
    (file) => !matchesAny(task.owns, file) && !matchesAny(plan.protected, file) && globDefect(file) === undefined,
  );
  const id = freeId(failedWave.id, 'fix', waveIds(plan));
  const taskId = freeId(task.id, 'fix', taskIds(plan));
  const objective =
    findings.length > 0
      ? `What the validators found is remedied: ${namesOfFindings(findings)}.`
      : failures === ''
        ? failedWave.merge === undefined
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
        ? `Adds wave "${id}" with task "${taskId}", which remedies what the validators found.`
        : `Adds wave "${id}" with task "${taskId}", which repairs what "${task.id}" left failing.`,
  };
};

const remedySteps = [
  'Read each finding of the validators and the code it cites',
  'Change the code so that the finding no longer holds, or say in the summary why it does not',
  'Run the commands under Verification until all of them pass',
];

function orNothing(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts;
}
