import { inShell, shellSyntax } from '../../command/shellSyntax.ts';
import { splitCommand } from '../../command/splitCommand.ts';
import type { Plan } from '../../plan/schema/plan.ts';
import type { Path } from '../../planText/locate.ts';
import { scalar } from '../../planText/edit/writeYaml.ts';
import { inPlan, inTask } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, TaskRule } from '../rule.ts';

/** Commands are run without a shell, so what only a shell would act on must not be in them. */
export const taskCommands: TaskRule = {
  needsValid: ['verify'],
  check: ({ verify }) => verify.flatMap((command, index) => check(command, inTask('verify', index))),
};

/** The same for every other command of a plan. */
export const planCommands: PlanRule = {
  reads: [],
  readsOfPlan: ['checkpoint', 'worktree', 'definitionOfDone', 'readiness', 'ship', 'recipes', 'tryIt'],
  check: ({ plan: { checkpoint, worktree, definitionOfDone, readiness, ship, recipes, tryIt }, waves }) => [
    ...(checkpoint.test === undefined ? [] : check(checkpoint.test, inPlan('checkpoint', 'test'))),
    ...Object.entries(checkpoint.checks).flatMap(([name, line]) => check(line, inPlan('checkpoint', 'checks', name))),
    ...Object.entries(checkpoint.constraints).flatMap(([name, { run }]) =>
      check(run, inPlan('checkpoint', 'constraints', name, 'run')),
    ),
    ...worktree.setup.flatMap((entry, index) =>
      typeof entry === 'string'
        ? check(entry, inPlan('worktree', 'setup', index))
        : check(entry.run, inPlan('worktree', 'setup', index, 'run')),
    ),
    ...worktree.teardown.flatMap((line, index) => check(line, inPlan('worktree', 'teardown', index))),
    ...(ship.ci === undefined ? [] : check(ship.ci, inPlan('ship', 'ci'))),
    ...(tryIt.run === undefined ? [] : check(tryIt.run, inPlan('tryIt', 'run'))),
    ...Object.entries(recipes).flatMap(([name, stages]) =>
      stages.flatMap(({ run }, index) =>
        run.flatMap((line, at) => check(line, inPlan('recipes', name, index, 'run', at))),
      ),
    ),
    ...definitionOfDone.flatMap(({ verify }, index) =>
      checkMarked(verify, inPlan('definitionOfDone', index, 'verify')),
    ),
    ...itemsOf(readiness, []),
    ...waves.flatMap((wave, index) => itemsOf(wave.readiness, ['waves', index])),
  ],
};

function itemsOf(readiness: Plan['readiness'], path: Path): readonly Remark[] {
  return readiness.flatMap((entry, index) => {
    if (typeof entry === 'string') return checkMarked(entry, inPlan(...path, 'readiness', index));
    return entry.probe === undefined ? [] : check(entry.probe, inPlan(...path, 'readiness', index, 'probe'));
  });
}

/** Texts that are commands only after "$ ". */
function checkMarked(text: string, at: RemarkPlace): readonly Remark[] {
  return text.startsWith('$ ') ? check(text.slice(2).trim(), at, '$ ') : [];
}

function check(line: string, at: RemarkPlace, mark = ''): readonly Remark[] {
  const split = splitCommand(line);
  if (!('problem' in split)) return [];
  if (shellSyntax(line) === undefined) return [{ code: 'invalid-value', at, message: split.problem }];
  return [{ code: 'shell-syntax', at, message: split.problem, suggestion: scalar(`${mark}${inShell(line)}`) }];
}
