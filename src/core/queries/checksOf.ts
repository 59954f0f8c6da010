import type { CheckWork } from '../model/sessionWork.ts';
import type { Scope } from '../model/sessionResult.ts';
import type { Plan } from '../plan/schema/plan.ts';

/**
 * Checks to run on the merged tree of a wave, or on the whole result. Without a test suite, the tasks' own verification
 * is run there once more: what was green in each worktree may be red together.
 */
export function checksOf(plan: Plan, scope: Scope): CheckWork['checks'] {
  const { test, checks, constraints, none } = plan.checkpoint;
  const done = scope.kind === 'validate' ? definitionOfDone(plan) : [];
  if (none === true) return done;
  const suite = test === undefined ? verifications(plan, scope) : [{ name: 'test', command: test }];
  return [
    ...suite,
    ...Object.entries(checks).map(([name, command]) => ({ name, command })),
    ...Object.entries(constraints).map(([name, { run, ...measure }]) => ({ name, command: run, measure })),
    ...done,
  ];
}

function verifications(plan: Plan, scope: Scope): CheckWork['checks'] {
  const waves = plan.waves.filter(({ id }) => scope.kind !== 'wave' || scope.wave === id);
  const commands = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ verify }) => verify)));
  return [...commands].map((command) => ({ name: `verify ${command}`, command }));
}

/**
 * Checks of the plan's definition of done, as far as it gives commands for it. A failure before the run is no excuse
 * here: making them succeed is what the change is for.
 */
export function definitionOfDone(plan: Plan): CheckWork['checks'] {
  return plan.definitionOfDone.flatMap(({ statement, verify }) =>
    verify.startsWith('$ ') ? [{ name: statement, command: verify.slice(2).trim(), strict: true }] : [],
  );
}
