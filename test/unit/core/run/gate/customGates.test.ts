import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { momentText, nextOpening } from '../../../../../src/core/plan/gateWindow.ts';
import type { GateWindow } from '../../../../../src/core/plan/gateWindow.ts';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { missingGate } from '../../../../../src/core/run/gate/missingGate.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

const review = `gates:
  custom:
    security-review: {title: Security review, before: launch, waves: [w1], asks: Read what may touch the log-in, shows: ["src/a*/**"], approvers: [ada, grace], required: 2, deadline: 480}
`;
const change = `gates:
  custom:
    change-window: {before: ship, asks: The change board has agreed., window: {days: [mon, tue], between: "09:00-17:00", zone: Europe/Berlin}}
`;
const byGrace = { who: 'grace', key: 'key-of-grace' };
/** On the clock of Berlin, in winter. */
const berlin = (text: string): number => Date.parse(`${text}+01:00`);

function waiting({ run }: SimulatedRun): readonly string[] {
  return pendingGates(run).map(({ id }) => id);
}

function atReview(): SimulatedRun {
  return new SimulatedRun().start(planText(2, review)).approveAll('custom');
}

suite("a gate of the plan's own before a launch", () => {
  test('opens before the launch gate, says what it is about, and needs all its approvers', () => {
    const run = atReview();
    assert.deepEqual(waiting(run), ['security-review-1']);
    const [card] = boardOf(run.run, run.now).gates;
    assert.equal(card?.title, 'Security review before Wave 1 · Wave 1');
    assert.equal(
      card.about,
      'Read what may touch the log-in. The launch gate opens once this is approved; nothing starts by it.',
    );
    assert.deepEqual(card.sections.find(({ title }) => title === 'Files it may change')?.lines, ['src/a1/**']);
    assert.equal(run.decide('security-review-1'), undefined);
    assert.deepEqual(waiting(run.settle()), ['security-review-1']);
    assert.match(run.decide('security-review-1') ?? '', /ada has approved gate security-review-1 already: 1 of 2/);
    assert.equal(run.decide('security-review-1', 'approved', undefined, undefined, byGrace), undefined);
    assert.deepEqual(waiting(run.settle()), ['launch-1']);
    run.approveAll('spot-check').approveAll('launch');
    assert.equal(waiting(run)[0], 'launch-2', 'the second wave is not among its waves');
  });

  test('is opened by no name that somebody only claims', () => {
    const run = atReview();
    const claimed = run.decide('security-review-1', 'approved', undefined, undefined, { who: 'grace', key: 'key' });
    assert.match(claimed ?? '', /This key is ada's, so it cannot decide as grace/);
    const stranger = run.decide('security-review-1', 'approved', undefined, undefined, {
      who: 'mallory',
      key: 'other',
    });
    assert.match(stranger ?? '', /started with another signing key/);
  });

  test('parks the run where it is rejected or has expired, and goes on through a new one', () => {
    const run = atReview();
    run.decide('security-review-1', 'rejected');
    assert.equal(run.settle().run.parked?.gate, 'security-review-1');
    assert.equal(run.submit({ type: 'reopen-gate', gate: 'security-review-1', who: 'ada' }), undefined);
    assert.deepEqual(waiting(run.settle()), ['security-review-2']);
    run.now += 481 * 60_000;
    assert.match(run.decide('security-review-2') ?? '', /has expired/);
  });

  test('is asked again when the plan changes, before anything starts', () => {
    const run = atReview();
    run.decide('security-review-1');
    run.decide('security-review-1', 'approved', undefined, undefined, byGrace);
    run.settle();
    run.edit(planText(2, review).replace('Extend module a1 by one', 'Extend module a1 by another'));
    run.settle();
    run.approveAll('custom');
    assert.deepEqual(waiting(run), ['security-review-2']);
  });

  test('keeps a record of a launch gate that was added behind it from being believed', () => {
    const run = atReview();
    const gate = { ...pendingGates(run.run)[0], id: 'launch-1', kind: 'launch' as const, wave: 'w1', attempt: 1 };
    const forged = { openedAt: 1, approvers: [], evidence: {}, status: 'pending' as const, ...gate };
    assert.equal(
      missingGate({ type: 'gate-opened', gate: forged }, run.run),
      'There was no used gate security-review.',
    );
  });
});

suite('the window of a gate', () => {
  function atWindow(now: number): SimulatedRun {
    const run = new SimulatedRun();
    run.now = now;
    return run.start(planText(1, change)).approveAll('custom');
  }

  test('refuses an approval outside, with the next opening, and takes one inside', () => {
    const run = atWindow(berlin('2026-11-27T18:03'));
    assert.equal(
      run.decide('change-window-1'),
      'Gate change-window-1 can be approved only mon, tue 09:00-17:00 (Europe/Berlin), and it is fri 2026-11-27 18:03 there. It opens next at mon 2026-11-30 09:00 there: decide again then.',
    );
    run.now = berlin('2026-11-30T09:30');
    assert.equal(run.decide('change-window-1'), undefined);
    assert.deepEqual(waiting(run.settle()), ['ship-1']);
  });

  test('holds for the step, too: nothing ships after it has closed', () => {
    const run = atWindow(berlin('2026-11-30T16:59'));
    run.decide('change-window-1');
    run.settle();
    run.now = berlin('2026-11-30T17:01');
    assert.match(
      run.decide('ship-1') ?? '',
      /^Gate ship-1 can be approved only .* as gate "change-window" of the plan says/,
    );
    run.now = berlin('2026-12-01T10:00');
    assert.equal(run.decide('ship-1'), undefined);
    assert.equal(run.settle().run.phase, 'shipped');
  });

  test('voids an approval that is used after it has closed, and asks again', () => {
    const run = atWindow(berlin('2026-11-30T16:59'));
    run.decide('change-window-1');
    run.now = berlin('2026-11-30T17:30');
    assert.deepEqual(waiting(run.settle()), ['change-window-2']);
    assert.match(run.run.gates['change-window-1']?.voided ?? '', /opens next at tue 2026-12-01 09:00/);
  });

  test('may be rejected at any time, which leads to a change of the plan', () => {
    const run = atWindow(berlin('2026-11-27T18:03'));
    assert.equal(run.decide('change-window-1', 'rejected'), undefined);
    assert.equal(run.settle().run.phase, 'adapt');
    assert.match(run.run.validation?.failure?.message ?? '', /rejected at its change-window gate/);
    assert.equal(run.submit({ type: 'reopen-gate', gate: 'change-window-1', who: 'ada' }), undefined);
    assert.deepEqual(waiting(run.settle()), ['change-window-2']);
  });

  test('of a small plan, whose ship gate asks nobody, is kept to as well', () => {
    const one = planText(1, change).replace(/ {6}- id: b1[\s\S]*$/, '');
    const run = new SimulatedRun();
    run.now = berlin('2026-11-27T18:03');
    run.start(one).approveAll('custom');
    assert.deepEqual(waiting(run), ['change-window-1']);
  });

  test('opens on the clock of its place, over midnight and when clocks change', () => {
    const window = (days: GateWindow['days'], between: string): GateWindow => ({
      days,
      between,
      zone: 'Europe/Berlin',
    });
    const next = (of: GateWindow, at: string): string =>
      momentText(nextOpening(of, Date.parse(at)) ?? 0, 'Europe/Berlin');
    assert.equal(next(window(['sun'], '22:00-04:00'), '2026-11-30T01:00Z'), 'mon 2026-11-30 02:00', 'open until four');
    assert.equal(next(window(['sun'], '22:00-04:00'), '2026-11-30T03:30Z'), 'sun 2026-12-06 22:00');
    assert.equal(next(window(['sun'], '09:00-10:00'), '2026-10-24T12:00Z'), 'sun 2026-10-25 09:00', 'clocks go back');
    assert.equal(
      next(window(['sun'], '09:00-10:00'), '2026-03-28T12:00Z'),
      'sun 2026-03-29 09:00',
      'clocks go forward',
    );
    assert.equal(nextOpening({ days: ['mon'], zone: 'Nowhere/Town' }, 0), undefined);
  });
});

test('mistakes in gates of the plan are found while it is written', () => {
  const codes = (gate: string): readonly string[] =>
    parsePlan(planText(1, `gates: {custom: ${gate}}\n`))
      .problems.filter(({ severity }) => severity !== 'information')
      .map(({ code, message }) => `${code}: ${message}`);
  const asks = 'asks: Look';
  assert.deepEqual(codes(`{review: {before: ship, ${asks}}}`), []);
  assert.match(codes(`{review: {before: deploy, ${asks}}}`)[0] ?? '', /launch.*ship/);
  assert.match(codes(`{review: {before: launch, waves: [w9], ${asks}}}`)[0] ?? '', /^unknown-wave: .*Known are w1/);
  assert.match(codes(`{review: {before: ship, waves: [w1], ${asks}}}`)[0] ?? '', /^unknown-wave/);
  assert.match(codes(`{launch: {before: ship, ${asks}}}`)[0] ?? '', /^reserved-id/);
  assert.match(codes(`{review: {before: ship, ${asks}, window: {days: []}}}`)[0] ?? '', /^gate-window: .*names no day/);
  const same = codes(`{review: {before: ship, ${asks}, window: {between: "09:00-09:00"}}}`)[0];
  assert.match(same ?? '', /^gate-window: .*ends when it begins/);
  assert.match(codes(`{review: {before: ship, ${asks}, window: {zone: Berlin}}}`)[0] ?? '', /no time zone "Berlin"/);
  assert.match(codes(`{review: {before: ship, ${asks}, window: {between: "9-17"}}}`)[0] ?? '', /09:00-17:00/);
  assert.match(
    codes(`{review: {before: ship, ${asks}, deadline: 60, window: {days: [mon]}}}`)[0] ?? '',
    /may expire before its window opens/,
  );
  assert.match(
    codes(`{review: {before: ship, ${asks}, approvers: [ada], required: 2, deadline: 60}}`)[0] ?? '',
    /^gate-without-keys: .*2 approvals are required, and one person may give them/,
  );
});
