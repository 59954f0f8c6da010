import { oneLine } from './contain.ts';
import { handoffSection } from './handoffSection.ts';
import type { Section } from './sections.ts';

/** How a reviewer of a plan reports. */
export function planReviewHandoff(reviewer: string): Section {
  return handoffSection(
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
  return handoffSection(
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
  return handoffSection(
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
  return handoffSection(
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
