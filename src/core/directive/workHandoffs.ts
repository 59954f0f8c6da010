import { oneLine } from './contain.ts';
import { handoffSection } from './handoffSection.ts';
import type { Section } from './sections.ts';

/** How an agent that changes files reports, for the task it has. */
export function taskHandoff(task: string, verify: readonly string[]): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task,
      status: 'done',
      summary: 'What you did and why, in two or three sentences.',
      filesChanged: ['path/of/every/file/you/created/changed/or/deleted'],
      verification: verify.map((command) => ({ command: oneLine(command), exitCode: 0 })),
    },
    [
      '- `status` is `done` when the objective is met, `partial` when only part of it is, `blocked` when you cannot go on.',
      '- With `partial` or `blocked`, put what has to be answered before the work can go on into `question`. Ask rather than guess.',
      '- `filesChanged` must agree with what really changed, and `exitCode` with what the commands really gave; both are checked. Where a command says how many tests passed, put the number beside it as `passed`.',
      '- Work you noticed but left alone goes into `followUps`, a list of sentences. Where your work differs from what is asked for, and why, goes into `deviations`; what others should know into `discoveries`.',
    ],
  );
}

/** How an agent lays out how it is going to carry out its task. */
export function explorerHandoff(task: string): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task,
      status: 'done',
      summary: 'How you are going to do it and why, in two or three sentences.',
      filesChanged: [],
      verification: [],
      implementationPlan: {
        touches: ['path/of/a/file: what happens in it'],
        steps: ['What you do first, and how you see that it is done.'],
        needs: ['What has to be there before you begin: a variable, an account, a service, a decision.'],
        contradictions: ['path:line says otherwise than the task, and what you make of that.'],
        risks: ['What could break, and how it would be noticed.'],
      },
    },
    [
      '- A person reads this like a design document, comments it, and then has you carry it out. Name files and functions that are there.',
      '- What there is nothing to say about is an empty list; `steps` is not.',
      '- With `status` `blocked`, put what has to be answered before you can plan into `question`.',
    ],
  );
}
