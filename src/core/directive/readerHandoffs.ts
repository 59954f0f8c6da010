import { supervisorStrategies } from '../plan/schema/vocabulary.ts';
import { handoffSection } from './handoffSection.ts';
import type { Section } from './sections.ts';

/** How an auditor reports its findings. */
export function auditHandoff(lens: string): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: lens,
      status: 'done',
      summary: 'What you looked at, and the overall picture in two or three sentences.',
      filesChanged: [],
      verification: [],
      findings: [
        {
          severity: 'high',
          file: 'path/from/the/repository/root',
          line: 12,
          title: 'What is wrong, in a few words.',
          detail: 'Why it is wrong and what it leads to.',
          remediation: 'What to do about it.',
        },
      ],
    },
    [
      '- `severity` is `critical`, `high`, `moderate`, `low` or `info`. Put the most severe finding first.',
      '- `file` and `line` must exist: each citation is looked up, and one that is not there is shown as unverified.',
      '- No finding is a result too: then `findings` is an empty list.',
      '- With `status` `blocked`, put what has to be answered first into `question`.',
    ],
  );
}

/** How a planner answers with its plan. */
export function draftHandoff(): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: 'plan',
      status: 'done',
      summary: 'How you have cut the change, and what you are least sure of, in two or three sentences.',
      filesChanged: [],
      verification: [],
      plan: 'waveplan: 1\ntitle: …\n',
    },
    [
      '- `plan` is the whole text of the plan file, as YAML, in one JSON string.',
      '- `status` is `done` when the plan can be carried out as it is. With `blocked`, put what a person has to answer first into `question`; a plan as far as you have it may come with it.',
    ],
  );
}

/** How an agent that reads the record of a run reports what it has taught. */
export function learnHandoff(): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: 'learn',
      status: 'done',
      summary: 'What the run has taught, in two or three sentences.',
      filesChanged: [],
      verification: [],
      learnings: [{ text: 'Sentence for planners and agents of later runs.', records: [12, 31], commits: [] }],
    },
    [
      '- `records` are numbers in square brackets of the record above; `commits` are commits that it names.',
      '- With `status` `blocked`, put what has to be answered first into `question`; nothing else counts then.',
    ],
  );
}

/** How whoever completes a script gives it. */
export function scriptHandoff(): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: 'script',
      status: 'done',
      summary: 'What you have completed and why, in two or three sentences.',
      filesChanged: [],
      verification: [],
      script: '#!/usr/bin/env node\n…\n',
    },
    [
      '- `script` is the whole text of the file, in one JSON string.',
      '- With `status` `blocked`, put what has to be answered first into `question`; nothing else counts then.',
    ],
  );
}

/** How a supervisor says what it has to say. */
export function supervisorHandoff(team: string): Section {
  return handoffSection(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: team,
      status: 'done',
      summary: 'What you have read, and what you make of it, in two or three sentences.',
      filesChanged: [],
      verification: [],
      supervision: {
        answers: [
          {
            task: 'id-of-the-task',
            text: 'The answer, as you would say it to the agent.',
            cites: [
              { source: 'plan', where: '', line: 12, quote: 'the words that stand there' },
              { source: 'file', where: 'docs/rounding.md', line: 3, quote: 'the words that stand there' },
              { source: 'decision', where: 'launch-1', line: 1, quote: 'words of the person' },
            ],
          },
        ],
        proposals: [{ strategy: 'redispatch', task: 'id-of-the-task', reason: 'Why this is the way to go on.' }],
        ranks: [{ file: 'path/of/a/changed/file', reason: 'Why it is to be read first.' }],
        asks: 'What you have tried, and what only the person can say.',
      },
    },
    [
      '- `supervision` has these four keys and no others, and lists stay empty where there is nothing to say; `asks` too. Saying nothing is a good answer.',
      '- There is no word for approving, merging, stopping or changing anything. With another key nothing of what you say counts.',
      `- \`strategy\` is one of ${supervisorStrategies.map((name) => `\`${name}\``).join(', ')}.`,
    ],
  );
}
