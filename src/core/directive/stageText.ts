import { entry } from './contain.ts';
import type { PlanStage } from '../plan/schema/plan.ts';

type TextStage = Pick<PlanStage, 'id' | 'steps' | 'run' | 'shows' | 'review'>;

/** Sentence about the proof of a stage, for agents and people. */
export function proofText({
  shows,
  run,
  repeats = 1,
}: Pick<PlanStage, 'shows' | 'run'> & { repeats?: number }): string {
  const commands = run.map((command) => `"${command}"`).join(', ');
  const times = repeats > 1 ? `, ${repeats} times` : '';
  switch (shows) {
    case 'red':
      return `After it ${commands} runs${times}: new tests have to fail, by name, because behaviour is missing; all others have to be as before.`;
    case 'green':
      return `After it ${commands} runs${times}: the tests of the red stage have to pass, and no file of tests may have changed since.`;
    case 'migrated': {
      const ran = run.length === 0 ? '' : `${commands} runs, and has to succeed; and `;
      return `After it ${ran}the call sites of the task are counted: none may be left in your files.`;
    }
    case 'success':
      return run.length === 0 ? 'Nothing is run after it.' : `After it ${commands} runs, and has to succeed.`;
    case 'nothing':
      return 'Nothing is run after it.';
  }
}

/**
 * Section of a stage, which follows the directive of its task.
 *
 * @param position of the stage among all of the recipe, from 1
 * @param sites lines about the call sites there are
 */
export function stageSection(
  stage: TextStage & { repeats?: number },
  position: number,
  all: number,
  sites: readonly string[] = [],
): string {
  const handoff = [
    'This stage has a handoff of its own: `filesChanged` names what this stage has changed.',
    ...(stage.review
      ? [
          '`deviations` and `discoveries` are lists of sentences: where the work differs from the task and why, and what others should know. Both have to be there, as [] where there is nothing to say.',
        ]
      : []),
  ];
  return [
    `## Stage ${position} of ${all}: ${stage.id}`,
    '',
    all === 1 ? 'This is how you work on the task:' : 'Do only this stage now; what the others are for is theirs.',
    '',
    ...(stage.steps.length === 0
      ? ['Do the steps of the task.']
      : stage.steps.map((text, index) => entry(`${index + 1}.`, text))),
    '',
    ...(stage.shows === 'red' ? ['What Verification says about success is for the stages after this one.'] : []),
    proofText(stage),
    ...handoff,
    ...(sites.length === 0 ? [] : ['', 'Call sites as counted on the commit you begin with:', '', ...sites]),
    '',
  ].join('\n');
}
