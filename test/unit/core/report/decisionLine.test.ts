import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decisionLine } from '../../../../src/core/report/decisionLine.ts';
import type { Decision, Gate } from '../../../../src/core/model/gate.ts';
import { runAtAcceptance, runAtLaunch } from '../../../support/states.ts';

const { run: state } = runAtAcceptance();
const gate: Gate = {
  ...{ id: 'acceptance-1', kind: 'acceptance', openedAt: 1, approvers: [], evidence: {}, status: 'pending' },
};
const decision: Decision = {
  ...{ gate: 'acceptance-1', verdict: 'approved', who: 'ada', channel: 'cli', note: '', at: 0, evidence: {} },
  ...{ key: 'key', follows: { seq: 1, hash: 'x' }, signature: 's' },
};
const line = (more: Partial<Gate>, said?: Partial<Decision>, detail: 'full' | 'brief' = 'full'): string =>
  decisionLine(
    state,
    { ...gate, ...more, ...(said === undefined ? {} : { decision: { ...decision, ...said } }) },
    detail,
  );
const at = '1970-01-01T00:00:00.000Z';

describe('a decision in the record', () => {
  for (const [what, more, said, expected] of [
    ['that waits', {}, undefined, '- acceptance: not decided yet'],
    ['that came too late', { status: 'expired' }, undefined, '- acceptance: expired'],
    [
      'that was taken back',
      { voided: 'The plan changed.' },
      undefined,
      '- acceptance: not decided, taken back: The plan changed.',
    ],
    ['that rests on another', { restsOn: 'plan-1' }, undefined, '- acceptance: rests on the decision at plan-1'],
    ['by one person', { status: 'approved' }, {}, `- acceptance: approved by ada (cli) at ${at}`],
    [
      'about a wave',
      { kind: 'launch', wave: 'w1', status: 'approved' },
      {},
      `- launch of wave w1: approved by ada (cli) at ${at}`,
    ],
    [
      'of a gate with a name',
      { name: 'security-review', kind: 'custom' },
      {},
      `- security-review: approved by ada (cli) at ${at}`,
    ],
    [
      'with a reason',
      { status: 'rejected' },
      { verdict: 'rejected', note: 'Not like this.' },
      `- acceptance: rejected by ada (cli) at ${at} — Not like this.`,
    ],
    [
      'that no longer counts',
      { status: 'approved', voided: 'A byte changed.' },
      {},
      `- acceptance: approved by ada (cli) at ${at} — voided: A byte changed.`,
    ],
    [
      'with comments',
      { status: 'rejected' },
      { verdict: 'rejected', note: 'No.', comments: [{ file: 'src/a.js', line: 3, text: 'Name it.' }] },
      `- acceptance: rejected by ada (cli) at ${at} — No.; src/a.js:3: Name it.`,
    ],
    [
      'with answers, each after its question',
      { status: 'approved' },
      { answers: { explain: 'no', testing: 'Ran it.', 'src/a.js': 'not-ok', './explain': 'ok' } },
      `- acceptance: approved by ada (cli) at ${at} — Could I explain this without looking at it? no; Tested by hand: Ran it.; src/a.js: not OK; ./explain: ok`,
    ],
    [
      'with texts that went elsewhere',
      { kind: 'ship', status: 'approved' },
      { answers: { 'pull-request': 'Long.', changelog: '', 'pull-request-title': 'T' } },
      `- ship: approved by ada (cli) at ${at} — edited by hand: the text of the pull request, the title of the pull request`,
    ],
  ] as const) {
    test(`${what} is one line`, () =>
      assert.equal(line(more as Partial<Gate>, said as Partial<Decision> | undefined), expected));
  }

  test('by several people names those before the last', () => {
    const approvals = [{ ...decision, who: 'bo' }, { ...decision, who: 'cy' }, decision];
    assert.match(line({ status: 'approved', approvals }, {}), /approved by ada \(cli\), after bo, cy at /);
    assert.doesNotMatch(line({ status: 'rejected', approvals }, { verdict: 'rejected' }), /after/);
  });

  test('in short counts the answers about many files, and lists few', () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.js`, 'ok']));
    assert.match(line({}, { answers: files(8) }, 'brief'), / — 0\.js: ok; .*7\.js: ok$/);
    assert.match(line({}, { answers: { ...files(9), 'x.js': 'not-ok' } }, 'brief'), / — 9 files: ok; 1 file: not OK$/);
    assert.match(line({}, { answers: files(9) }), /8\.js: ok$/);
  });

  test('is there for every gate of a run', () => {
    const { run } = runAtLaunch();
    for (const each of Object.values(run.gates))
      assert.match(decisionLine(run, each, 'full'), /^- (?:plan|launch of wave w1): /);
  });
});
