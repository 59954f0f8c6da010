import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunState } from '../../../../src/core/model/state.ts';
import { eventLine, eventWords } from '../../../../src/core/views/eventWords.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { planText, SimulatedRun as Run } from '../../../support/simulatedRun.ts';
import {
  runAtReconcile,
  runInTriage,
  runStopped,
  runToAdapt,
  runWithFinding,
  runWithQuestion,
  shippedRun,
} from '../../../support/states.ts';

const runs: Readonly<Record<string, () => SimulatedRun>> = {
  'that is in its triage': runInTriage,
  'whose wave failed': runToAdapt,
  'that has shipped': shippedRun,
  'that was stopped': runStopped,
  'with a finding of a validator': runWithFinding,
  'with a question of an agent': runWithQuestion,
  'to be reconciled': runAtReconcile,
  'that was adapted and went on': () => {
    const run = runToAdapt();
    run.adapt('fix', 'b1', 'It forgot the export.');
    return run.settle().approveAll();
  },
};

describe('the events of a run', () => {
  for (const [what, make] of Object.entries(runs)) {
    test(`${what} are told in words, each on one line, as they were and as they are seen later`, () => {
      const run = make();
      const told = run.events.flatMap((event) => eventLine(event, run.run) ?? []);
      assert.ok(told.length > 3);
      for (const line of told) {
        assert.doesNotMatch(line, /undefined|\[object|NaN|native code/);
        assert.match(line, /^[\p{Lu}\p{N}a-z][^]*\S$/u);
      }
      assert.match(told[0] ?? '', /^Run r1 started: Extend modules, from main$/);
    });
  }

  test('that only keep the books are told nothing of', () => {
    const run = shippedRun();
    const silent = new Set(
      run.events.filter((event) => eventWords(event, run.run) === undefined).map(({ type }) => type),
    );
    assert.ok(silent.has('gate-used'));
    for (const type of ['run-started', 'plan-approved', 'wave-committed', 'gate-decided', 'shipped'] as const) {
      assert.ok(!silent.has(type), type);
    }
  });

  const { run: state } = shippedRun();
  const line = (event: object, of: RunState = state): string | undefined => eventLine(event as never, of);
  for (const [what, event, expected] of [
    [
      'a finding that is marked',
      { type: 'finding-triaged', finding: 'f1', triage: 'out', who: 'ada' },
      'Finding f1: out: by ada',
    ],
    [
      'a finding that is one of the specification',
      { type: 'finding-triaged', finding: 'f1', triage: 'in', who: 'ada', wrongSpec: true, note: 'It may be empty.' },
      'Finding f1: the specification is wrong: by ada: It may be empty.',
    ],
    ['an edit of the plan', { type: 'plan-edited', hash: 'c0ffee0000000000' }, 'Plan file edited: c0ffee00'],
    [
      'a wave that changed nothing',
      { type: 'wave-unchanged', wave: 'w1' },
      'Wave 1 · Wave 1 changed nothing: there is nothing to commit',
    ],
    ['a wave of a plan that is gone', { type: 'wave-opened', wave: 'gone', attempt: 2 }, /gone opened: attempt 2$/],
    ['a gate that is not known', { type: 'gate-expired', gate: 'launch-9' }, 'launch-9: expired'],
    [
      'a gate that is void',
      { type: 'gate-voided', gate: 'launch-9', reason: 'The plan changed.' },
      'launch-9: void: The plan changed.',
    ],
    [
      'comments that are none',
      { type: 'comments-read', read: { comments: [] } },
      'No comment on the pull request waits for an answer',
    ],
    [
      'comments of several people',
      { type: 'comments-read', read: { comments: [{ author: 'bo' }, { author: 'ada' }, { author: 'bo' }] } },
      '3 comments of reviewers on the pull request: bo, ada',
    ],
    [
      'comments that could not be read',
      { type: 'comments-read', read: { comments: [], unread: 'The token has expired.' } },
      'Comments of the pull request could not be read: The token has expired.',
    ],
    ['an answer', { type: 'comment-answered', finding: 'comment-1', answer: 'Closed.' }, 'Answered comment-1: Closed.'],
    [
      'an answer that was not posted',
      { type: 'comment-answered', finding: 'comment-1', answer: 'Closed.', why: 'The thread is locked.' },
      'The answer to comment-1 was not posted: The thread is locked.',
    ],
    ['a stop', { type: 'run-stopped', who: 'ada', reason: 'Enough.' }, 'Run stopped: by ada: Enough.'],
    [
      'checks that are accepted',
      { type: 'baseline-accepted', checks: ['test', 'lint'], who: 'ada', note: 'Known.' },
      'Accepted as red before the run: test, lint: by ada: Known.',
    ],
    [
      'a division',
      { type: 'division-started', wave: 'w1', who: 'ada', note: '' },
      'Wave 1 · Wave 1 is divided: by ada',
    ],
    [
      'room for agents',
      { type: 'surroundings-seen', room: 1 },
      'The memory is enough for 1 agent at a time: limits.memory',
    ],
    ['a gate that was used', { type: 'gate-used', gate: 'launch-1' }, undefined],
  ] as const) {
    test(`say of ${what} ${expected === undefined ? 'nothing' : 'what it means'}`, () => {
      const said = line(event);
      if (expected instanceof RegExp) assert.match(said ?? '', expected);
      else assert.equal(said, expected);
    });
  }

  test('of a decision say by whom, where, why, and what they wrote at which line', () => {
    const decision = {
      ...{ gate: 'spot-check-9', verdict: 'rejected', who: 'ada', channel: 'cli', note: 'Not like this.' },
      comments: [{ file: 'src/a.js', line: 3, text: 'Name it.' }],
    };
    assert.equal(
      line({ type: 'gate-decided', decision }),
      'spot-check-9: rejected: by ada (cli): Not like this.; src/a.js:3: Name it.',
    );
    assert.equal(
      line({ type: 'gate-decided', decision: { ...decision, verdict: 'hold', note: '', comments: undefined } }),
      'spot-check-9: put on hold: by ada (cli)',
    );
  });

  test('of a gate that rests on an earlier decision ask nobody', () => {
    const run = new Run().start(planText(1)).approveAll('launch');
    const opened = run.events.find((event) => event.type === 'gate-opened' && event.gate.kind === 'launch');
    assert.ok(opened);
    assert.match(eventLine(opened, run.run) ?? '', /^Waits for a decision: Launch/);
    const gate = run.run.gates['launch-1'];
    assert.ok(gate);
    const resting = { ...run.run, gates: { ...run.run.gates, 'launch-1': { ...gate, restsOn: 'plan-1' } } };
    assert.equal(eventLine(opened, resting), undefined);
  });
});
