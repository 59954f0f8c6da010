import { supervisorStrategies } from '../plan/schema/vocabulary.ts';
import { oneLine } from './contain.ts';
import type { Section } from './sections.ts';

const environment = [
  '`WAVEGATE_HANDOFF` is the file to write, `WAVEGATE_SESSION` the value of `session`; without that value the handoff does not count.',
  '`WAVEGATE_TASK`, `WAVEGATE_STAGE` and `WAVEGATE_DIRECTIVE` name your task, its stage and this file. A server you start must listen on `WAVEGATE_PORT`.',
  'The folder `.wavegate/` is not part of your change.',
].join('\n');

/** How an agent that changes files reports, for the task it has. */
export function taskHandoff(task: string, verify: readonly string[]): Section {
  return handoff(
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

/** How an auditor reports its findings. */
export function auditHandoff(lens: string): Section {
  return handoff(
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
  return handoff(
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
  return handoff(
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
  return handoff(
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

/** How a reviewer of a plan reports. */
export function planReviewHandoff(reviewer: string): Section {
  return handoff(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: reviewer,
      status: 'done',
      summary: 'Whether you would let the team begin, and why, in two or three sentences.',
      filesChanged: [],
      verification: [],
      planReview: {
        score: 6,
        ready: false,
        solid: ['What can stay as it is.'],
        gaps: [
          {
            kind: 'missing',
            line: 12,
            title: 'What is missing, in a few words.',
            detail: 'What goes wrong because of it, and how that would be noticed.',
            find: '    steps: [Add the column, Fill it]',
            replace: '    steps: [Add the column, Fill it in batches, Check the count]',
          },
        ],
        earlier: [{ gap: 3, status: 'fixed' }],
      },
    },
    [
      '- `score` is from 1 (not a plan) to 10 (could be carried out by people who were not there). It opens nothing: a person decides.',
      '- `kind` is `missing`, `risky` or `ambiguous`.',
      '- `find` holds whole lines of the plan, word for word with their indentation, without the line numbers, and as many as make them unique; `replace` is what they become. To add lines, repeat the line before them. Both are empty where no edit of the text closes the gap.',
      '- `earlier` is empty the first time you look.',
      '- With `status` `blocked`, put what has to be answered first into `question`; the review does not count then.',
    ],
  );
}

/** How a supervisor says what it has to say. */
export function supervisorHandoff(team: string): Section {
  return handoff(
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

/** How an agent lays out how it is going to carry out its task. */
export function explorerHandoff(task: string): Section {
  return handoff(
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

/** Example of a validator's handoff. @param finding parts of a finding that differ; `more`: parts of the review beside its findings */
function reviewExample(
  validator: string,
  finding: { readonly detail: string; readonly remediation: string },
  more: object,
): object {
  return {
    session: '(value of WAVEGATE_SESSION)',
    task: validator,
    status: 'done',
    summary: 'What you looked at, how sure you are and why, in two or three sentences.',
    filesChanged: [],
    verification: [],
    review: {
      verdict: 'changes',
      findings: [
        {
          severity: 'blocker',
          file: 'path/from/the/repository/root',
          line: 12,
          title: 'What is wrong, in a few words.',
          ...finding,
          criteria: [],
        },
      ],
      ...more,
    },
  };
}

/** How a validator of tasks ahead of their launch gives its verdict, with what it rests on. */
export function aheadHandoff(validator: string): Section {
  return handoff(
    reviewExample(
      validator,
      {
        detail: 'What an agent would do because of it.',
        remediation: 'What the plan should say instead, word for word where you can.',
      },
      { cites: [{ file: 'path/of/code/that/your/verdict/rests/on', line: 40 }] },
    ),
    [
      '- `verdict` is `approve` when agents can be launched with these directives, else `changes`. Beside a blocker it is always `changes`.',
      '- `severity` is `blocker`, `issue` or `nit`. With the verdict `approve` there may be issues and nits, or none.',
      '- `criteria` has the ids of the acceptance criteria that are not met because of the finding; it is empty where it is about none of them.',
      '- `cites` names every place of the code and of the plan that the verdict rests on. Each is looked up; a verdict that cites nothing that is there does not count. When a cited file is changed before the launch, you are asked again.',
      '- With `status` `blocked`, put what has to be answered first into `question`; the verdict does not count then.',
    ],
  );
}

/** How a verifier reports acceptance criteria. */
export function verifierHandoff(subject: string, ids: readonly string[], commands: readonly string[]): Section {
  return handoff(
    {
      session: '(value of WAVEGATE_SESSION)',
      task: subject,
      status: 'done',
      summary: 'What you ran, and the overall picture in two or three sentences.',
      filesChanged: [],
      verification: commands.slice(0, 1).map((command) => ({ command: oneLine(command), exitCode: 0 })),
      criteria: [
        {
          id: ids[0] ?? 'AC-1',
          verdict: 'pass',
          command: oneLine(commands[0] ?? 'npm test'),
          test: 'name of the test, as its runner reports it',
          note: 'what you have seen, where that is not plain',
        },
      ],
    },
    [
      `- \`criteria\` has one entry for each of ${ids.length === 0 ? 'the criteria' : ids.join(', ')}. \`verdict\` is \`pass\`, \`fail\` or \`not-covered\`.`,
      '- `pass` and `fail` cite the command and the test that show it; `verification` lists every command you ran.',
      '- With `status` `blocked`, put what has to be answered first into `question`; no verdict counts then.',
    ],
  );
}

/** How a validator gives its verdict. */
export function validatorHandoff(validator: string): Section {
  return handoff(
    reviewExample(
      validator,
      { detail: 'Why it is wrong and what it leads to.', remediation: 'What to do about it.' },
      { earlier: [] },
    ),
    [
      '- `verdict` is `approve` when the change can be accepted as it is, else `changes`. Beside a blocker it is always `changes`.',
      '- `severity` is `blocker`, `issue` or `nit`. With the verdict `approve` there may be issues and nits, or none.',
      '- `criteria` has the ids of the acceptance criteria that are not met because of the finding; it is empty where it is about none of them.',
      '- `file` and `line` must exist in the result: each citation is looked up, and one that is not there is shown as unverified.',
      '- `earlier` is empty the first time. Later it has one entry for each finding of before: `{"id": …, "status": "fixed"}` or `"open"`.',
      '- With `status` `blocked`, put what has to be answered first into `question`; the verdict does not count then.',
    ],
  );
}

function handoff(example: object, notes: readonly string[]): Section {
  return {
    title: 'Handoff',
    body: [
      'When you have finished, or cannot go on, write this JSON to the file that the environment variable `WAVEGATE_HANDOFF` names, as the last thing you do:',
      '',
      '```json',
      JSON.stringify(example, null, 2),
      '```',
      '',
      ...notes,
      '',
      environment,
    ].join('\n'),
  };
}
