import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { spotCheck } from '../../../../../src/core/gates/kinds/spotCheck.ts';
import { triage } from '../../../../../src/core/gates/kinds/triage.ts';
import { spotCheckSample } from '../../../../../src/core/gates/spotCheckSample.ts';
import type { GateDraft } from '../../../../../src/core/model/gateDraft.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { runAtSpotCheck, runInTriage } from '../../../../support/states.ts';

describe('the files of a wave that a person looks at', () => {
  const { run: state } = runAtSpotCheck();
  const [gate = assert.fail()] = pendingGates(state);
  const told = (draft: Partial<GateDraft>): readonly string[] =>
    spotCheck
      .missing(state, gate, { note: '', comments: [], answers: {}, ...draft })
      .map(({ field, names, text }) => `${field} ${names.join()}: ${text}`);
  // The riskiest first: which of them that is depends on the changes alone.
  const [b = '', a = ''] = spotCheckSample(state, 'w1').map(({ path }) => path);
  const comments = [{ file: a, line: 1, text: 'Name it.' }];

  for (const [what, draft, expected] of [
    ['nothing once each is OK', { answers: { [a]: 'ok', [b]: 'ok' } }, []],
    [
      'each of them',
      {},
      [
        `files ${b},${a}: 2 of 2 files to review have no verdict yet, first ${b}. Look at each and mark it OK or not OK.`,
      ],
    ],
    [
      'the one that has no verdict, or another word for one',
      { answers: { [a]: 'ok', [b]: 'fine' } },
      [`files ${b}: 1 of 2 files to review has no verdict yet, first ${b}. Look at each and mark it OK or not OK.`],
    ],
    [
      'another verdict on one that is not OK',
      { answers: { [a]: 'not-ok', [b]: 'ok' } },
      [`files ${a}: You marked ${a} as not OK. Reject the gate, or change the mark.`],
    ],
    [
      'another verdict on a file beside them, too',
      { answers: { [a]: 'ok', [b]: 'ok', 'src/other.js': 'not-ok' } },
      ['files src/other.js: You marked src/other.js as not OK. Reject the gate, or change the mark.'],
    ],
    [
      'comments sent, with whatever else is open',
      { answers: { [a]: 'not-ok', [b]: 'ok' }, comments },
      [
        'comments : You left comments. Reject the gate to send them to the agents, or delete them.',
        `files ${a}: You marked ${a} as not OK. Reject the gate, or change the mark.`,
      ],
    ],
  ] as const) {
    test(`lack ${what}`, () => assert.deepEqual(told(draft), expected));
  }
});

describe('the findings of an audit', () => {
  const run = runInTriage();
  const [gate = assert.fail()] = pendingGates(run.run);
  const missing = () => triage.missing(run.run, gate, { note: '', comments: [], answers: {} });

  test('are counted by severity, the gravest first, with those whose place is not there', () => {
    assert.deepEqual(
      triage.sections(run.run, gate).filter(({ lines }) => lines.length > 0),
      [
        { title: 'Findings', total: 3, lines: ['1 high', '1 moderate', '1 low'] },
        { title: 'Citations', lines: ['1 finding with a file or line that does not exist'] },
      ],
    );
  });

  test('are all to be marked before the audit is closed', () => {
    assert.deepEqual(missing(), [
      {
        field: 'findings',
        names: run.run.audit.findings.map(({ id }) => id),
        text: 'Mark each finding in, out or deferred first: 3 of 3 are not marked.',
      },
    ]);
    assert.equal(triage.about(run.run, gate), 'Mark each finding in, out or deferred first: 3 of 3 are not marked.');
  });

  test('say so when the last one is left, and when none is', () => {
    const marked = (count: number) => ({
      ...run.run,
      audit: {
        ...run.run.audit,
        findings: run.run.audit.findings.map((each, index) =>
          index < count ? { ...each, triage: 'out' as const } : each,
        ),
      },
    });
    assert.match(triage.about(marked(2), gate), /1 of 3 is not marked\.$/u);
    assert.equal(triage.about(marked(3), gate), 'Every finding is marked. Approving closes the audit.');
    assert.deepEqual(triage.missing(marked(3), gate, { note: '', comments: [], answers: {} }), []);
  });
});
