import type { BoardGate } from '../model/boardModel.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { Missing } from '../model/missing.ts';
import type { RunState } from '../model/state.ts';
import type { Evidence } from '../model/gate.ts';
import type { Tools } from '../model/tools.ts';
import { exploreKey, planLines, tasksToExplore, unexplored } from '../queries/exploring.ts';
import { hashOf } from './evidence.ts';
import type { Sections } from './gateSpec.ts';

/** The part of a launch gate that rests on implementation plans, which a person reads before agents carry them out. */

export function exploreEvidence(state: RunState, tools: Tools, wave: string | undefined): Evidence {
  const plans = tasksToExplore(state, wave).map(({ task, explored }) => [
    task.id,
    explored?.result?.implementationPlan ?? '',
  ]);
  return plans.length === 0 ? {} : { explored: hashOf(plans, tools) };
}

export function exploreSections(state: RunState, wave: string): Sections {
  return tasksToExplore(state, wave).flatMap(({ task, explored }) => {
    const plan = explored?.result?.implementationPlan;
    const summary = explored?.result?.summary ?? explored?.result?.message;
    if (plan === undefined) return [];
    return [
      {
        title: `Implementation plan: ${task.title}`,
        lines: [...(summary === undefined ? [] : [summary]), ...planLines(plan)],
      },
    ];
  });
}

export function exploreQuestions(state: RunState, wave: string | undefined): BoardGate['questions'] {
  const without = unexplored(state, wave);
  return tasksToExplore(state, wave).map(({ task }) => {
    const none = without.find((each) => each.task.id === task.id);
    const text =
      none === undefined
        ? `${task.title}: what do you say to its implementation plan? Your words go to the agent; “ok” if there is nothing to say.`
        : `${task.title} has no implementation plan: ${none.why} Try again; or say what its agent is to do without one.`;
    return { id: exploreKey(task.id), text, inWords: true as const };
  });
}

export function exploreMissing(
  state: RunState,
  wave: string | undefined,
  answers: GateDraft['answers'],
): readonly Missing[] {
  const open = tasksToExplore(state, wave).filter(({ task }) => (answers[exploreKey(task.id)] ?? '').trim() === '');
  if (open.length === 0) return [];
  const named = open.map(
    ({ task }) => `${task.title} [${exploreKey(task.id)}=ok, or what its agent is to do otherwise]`,
  );
  const none = unexplored(state, wave).map(({ task, why }) => `${task.title}: ${why}`);
  return [
    {
      field: 'answers',
      names: open.map(({ task }) => exploreKey(task.id)),
      text: [
        `Read the implementation plans and say what you think of them: ${named.join('; ')}.`,
        ...(none.length === 0
          ? []
          : [
              `No implementation plan: ${none.join('; ')} Ask again with \`wavegate retry ${state.run}\`, or Try Again in the editor.`,
            ]),
      ].join(' '),
    },
  ];
}
