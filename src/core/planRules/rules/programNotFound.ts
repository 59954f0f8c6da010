import { programOf } from '../facts/programs.ts';
import { inPlan, inTask } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, Repository, TaskRule } from '../rule.ts';

/** A verification whose program is not installed fails after the work is done. */
export const taskPrograms: TaskRule = {
  needsValid: ['verify'],
  check: ({ verify }, { repository }) =>
    verify.flatMap((command, index) => check(command, inTask('verify', index), repository)),
};

/** The same for the checks that end a wave. */
export const checkpointPrograms: PlanRule = {
  reads: [],
  readsOfPlan: ['checkpoint'],
  check: ({ plan: { checkpoint }, repository }) => [
    ...(checkpoint.test === undefined ? [] : check(checkpoint.test, inPlan('checkpoint', 'test'), repository)),
    ...Object.entries(checkpoint.checks).flatMap(([name, command]) =>
      check(command, inPlan('checkpoint', 'checks', name), repository),
    ),
  ],
};

function check(command: string, at: RemarkPlace, { facts }: Repository): readonly Remark[] {
  const program = programOf(command);
  if (program === undefined || facts.missingPrograms?.includes(program) !== true) return [];
  return [
    {
      code: 'program-not-found',
      at,
      message: `"${program}" is not on PATH here, so this check would fail whatever the agent did. Install it, or correct the command.`,
    },
  ];
}
