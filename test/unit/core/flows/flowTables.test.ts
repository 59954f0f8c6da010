import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { flowDocument } from '../../../../src/core/flows/flowDocument.ts';
import { acceptedLines, flowNotes, flowReportLines, tokensText } from '../../../../src/core/flows/flowTables.ts';
import type { FlowReport } from '../../../../src/core/flows/flowTables.ts';
import { flowLines } from '../../../../src/core/flows/flows.ts';
import { flowLike } from '../../../support/flowLike.ts';

const listed = (change: Parameters<typeof flowLike>[0] = {}, secret = false) => {
  const flow = flowLike(change);
  return { ...flow, lines: flowLines(flow), secret };
};
const report = (change: Partial<FlowReport> = {}): FlowReport => ({
  ...{ flows: [], accepted: [], sessions: 4, telling: 4, cut: 0, toMake: 600_000 },
  ...change,
});
const followed = {
  ...{ name: 'x', file: 'scripts/x.mjs', since: Date.UTC(2026, 2, 1), keys: [], milliseconds: 60_000, running: 6_000 },
  ...{ used: 4, runs: 2, byHand: 0 },
};
const notSeen =
  'Commands that people run themselves are not seen, nor those of agents outside of runs, nor of runs on hosts of a team that this machine has no copy of.';

describe('repeated flows in a terminal', () => {
  test('are a table, then each with its return and its commands, then notes', () => {
    assert.deepEqual(
      flowReportLines(report({ flows: [listed(), listed({ name: 'odd', calls: 2.5, tokens: 0 }, true)] })),
      [
        '   flow         times  runs   took  its commands  calls    tokens',
        '1  build-stamp      3     2  1 min           6 s      2      1.5k',
        '2  odd              3     2  1 min           6 s    2.5  not told',
        '',
        '1. build-stamp: 1 min × 3.0 a week × 90% = 2 min 42 s and 4.5k tokens a week; by time alone it pays for itself only after 4 weeks: keep it a conversation, unless the tokens are worth it.',
        '     npm run build',
        '     node tools/stamp.mjs --in=<path>',
        '',
        '2. odd: 1 min × 3.0 a week × 90% = 2 min 42 s a week; by time alone it pays for itself only after 4 weeks: keep it a conversation, unless the tokens are worth it.',
        '     npm run build',
        '     node tools/stamp.mjs --in=<path>',
        '     (It contains a secret, so that no script is made of it.)',
        '',
        'All of them together, as scripts from the start: about 5 min 24 s and 4.5k tokens less. No command counts twice.',
        'Tokens are those of the requests for all calls but the first, in and out, what was read from a cache included.',
        'Payback goes by 10 min to read, try and commit a script (--minutes N); a use by a script is taken to last as long as its commands.',
        notSeen,
      ],
    );
  });

  test('say what is not known where there are none', () => {
    assert.deepEqual(flowReportLines(report()), [notSeen]);
  });

  for (const [what, change, note] of [
    [
      'tokens that are an estimate',
      { flows: [listed({ estimated: 1 })] },
      '"about": some programs tell only a sum of tokens, which is spread evenly over their calls.',
    ],
    [
      'one session that told nothing',
      { telling: 3 },
      '1 session of 4 told no commands: their programs do not, or they ran none.',
    ],
    [
      'sessions that told nothing',
      { telling: 0 },
      '4 sessions of 4 told no commands: their programs do not, or they ran none.',
    ],
    ['a command that was cut', { cut: 1 }, '1 command too long to be known: no flow goes across one.'],
    ['commands that were cut', { cut: 2 }, '2 commands too long to be known: no flow goes across one.'],
  ] as const) {
    test(`have a note on ${what}`, () => {
      assert.ok(flowNotes(report(change)).includes(note));
      assert.ok(!flowNotes(report()).includes(note));
    });
  }

  for (const [tokens, estimated, text] of [
    [0, 2, 'not told'],
    [949.6, 0, '950'],
    [1_500, 0, '1.5k'],
    [1_500, 1, 'about 1.5k'],
  ] as const) {
    test(`say ${tokens} tokens as ${text}`, () => assert.equal(tokensText({ tokens, estimated }), text));
  }
});

describe('scripts in use', () => {
  for (const [what, change, line] of [
    ['not used yet', { used: 0, runs: 0 }, 'scripts/x.mjs: used 0 times in 0 runs since 2026-03-01'],
    [
      'used once',
      { used: 1, runs: 1, took: 7_000 },
      'scripts/x.mjs: used 1 time in 1 run since 2026-03-01, 7 s on average instead of 1 min',
    ],
    [
      'passed by',
      { byHand: 2 },
      'scripts/x.mjs: used 4 times in 2 runs since 2026-03-01; its commands were run one by one 2 times',
    ],
  ] as const) {
    test(`are told when ${what}`, () => {
      assert.deepEqual(acceptedLines([{ ...followed, ...change }]), ['Scripts in use:', `  ${line}`, '']);
    });
  }

  test('are not mentioned where there are none', () => assert.deepEqual(acceptedLines([]), []));
});

describe('repeated flows in the editor', () => {
  test('are a document with a table, each flow with its commands, the scripts in use and notes', () => {
    const text = flowDocument([
      { repository: '/w/a', report: report({ flows: [listed({}, true)], accepted: [followed], sessions: 5 }) },
    ]);
    assert.equal(
      text,
      `# Repeated Flows

| | Flow | Times | Runs | Took | Its commands | Tokens |
| --: | :-- | --: | --: | --: | --: | --: |
| 1 | build-stamp | 3 | 2 | 1 min | 6 s | 1.5k |

### 1. build-stamp

1 min × 3.0 a week × 90% = 2 min 42 s and 4.5k tokens a week; by time alone it pays for itself only after 4 weeks: keep it a conversation, unless the tokens are worth it.

    npm run build
    node tools/stamp.mjs --in=<path>

It contains a secret, so that no script is made of it.

### Scripts in use:

- scripts/x.mjs: used 4 times in 2 runs since 2026-03-01

### Notes

- All of them together, as scripts from the start: about 2 min 42 s and 4.5k tokens less. No command counts twice.
- Tokens are those of the requests for all calls but the first, in and out, what was read from a cache included.
- Payback goes by 10 min to read, try and commit a script (--minutes N); a use by a script is taken to last as long as its commands.
- 1 session of 5 told no commands: their programs do not, or they ran none.
- ${notSeen}
`,
    );
  });

  test('say so where no folder is in a repository, and where nothing came again', () => {
    assert.equal(
      flowDocument([]),
      '# Repeated Flows\n\nNo folder of this window is in a repository, so there are no runs to look at.\n',
    );
    assert.match(
      flowDocument([{ repository: '/w/a', report: report() }]),
      /\n\nNo commands came three times or more, one after the other, in 4 sessions of agents that told their commands \(of 4\)\.\n\n/u,
    );
  });

  test('name each repository where there are several, and the database that was not read', () => {
    const text = flowDocument([
      { repository: '/w/a', report: report() },
      { repository: 'C:\\w\\b', report: report(), elsewhere: 'team at db.example' },
    ]);
    assert.match(
      text,
      /\n## \/w\/a\n[^]*\n## C:\\w\\b\n\nFrom runs in files of this machine\. For those of the team in team at db\.example, name the database in a terminal: `wavegate flows --database …`/u,
    );
  });
});
