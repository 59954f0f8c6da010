import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ship } from '../../../../../src/core/gates/kinds/ship.ts';
import { missingFor } from '../../../../../src/core/gates/specs/missing.ts';
import type { Gate } from '../../../../../src/core/model/gate.ts';
import type { RunEvent } from '../../../../../src/core/model/events.ts';
import type { RunState } from '../../../../../src/core/model/state.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

const remote = 'ship: {remote: upstream}\n';

function at(source: string, run = new SimulatedRun()): { readonly run: SimulatedRun; readonly gate: Gate } {
  run.start(source).approveAll('ship');
  const gate = pendingGates(run.run).find(({ kind }) => kind === 'ship');
  assert.ok(gate, run.run.phase);
  return { run, gate };
}

const lines = (state: RunState, gate: Gate, title: string): readonly string[] =>
  ship.sections(state, gate).find((section) => section.title === title)?.lines ?? [];
const lacks = (state: RunState, gate: Gate, answers: Readonly<Record<string, string>> = {}): readonly string[] =>
  missingFor('approved', state, gate, { note: '', comments: [], answers }).map(({ text }) => text);

describe('the gate before a result is shipped', () => {
  test('says where it goes, and that nothing has left the machine before', () => {
    const { run, gate } = at(planText(1, remote));
    assert.equal(
      ship.about(run.run, gate),
      'Approving pushes the run branch to upstream. Until then nothing has left this machine.',
    );
    assert.equal(lines(run.run, gate, 'Goes to').length, 1);
    assert.deepEqual(lines(run.run, gate, 'Pull request'), ['text with the decision record']);
  });

  test('of a repository without a remote says that the branch stays', () => {
    const run = new SimulatedRun();
    const { gate } = at(planText(1, 'ship: {pr: false}\n'), run);
    const repository = { ...run.run.repository };
    delete (repository as { remote?: string }).remote;
    const state = { ...run.run, repository };
    assert.equal(
      ship.about(state, gate),
      'Approving ends the run. The repository has no remote, so the run branch stays here for you to take.',
    );
    assert.deepEqual(lines(state, gate, 'Pull request'), ['none']);
  });

  test('says which file the changelog entry goes to, and which record others get', () => {
    const archive = 'archive: {to: records/, transcripts: true}\nship: {remote: upstream, changelog: CHANGES.md}\n';
    const { run, gate } = at(planText(1, archive));
    assert.deepEqual(lines(run.run, gate, 'Changelog'), ['an entry in CHANGES.md']);
    const [where = '', what = ''] = lines(run.run, gate, 'Record for others');
    assert.equal(where, 'folder records/, pushed to upstream');
    assert.match(what, /handoffs, transcripts; secrets that are known by their form are taken out$/);
  });

  test('is not opened by the approval of an earlier attempt', () => {
    const { run, gate } = at(planText(1, remote));
    const planned = (attempt: number): RunEvent =>
      ({ type: 'sessions-planned', scope: { kind: 'ship', attempt }, sessions: [{ kind: 'ship' }] }) as never;
    assert.equal(ship.guards(planned(1), run.run), 'There was no used ship gate.');
    run.decide(gate.id);
    run.settle();
    assert.equal(ship.guards(planned(1), run.run), undefined);
    assert.equal(ship.guards(planned(2), run.run), 'There was no used ship gate.');
    assert.equal(ship.guards({ type: 'audit-closed' } as never, run.run), undefined);
  });

  test('is bound to where a push goes: another address is other evidence', () => {
    const { run, gate } = at(planText(1, remote));
    assert.deepEqual(ship.evidence(run.run, tools), gate.evidence);
    const moved = { ...run.run, target: { remote: 'upstream', addresses: ['https://evil.example/x.git'] } };
    assert.notDeepEqual(ship.evidence(moved, tools), gate.evidence);
  });

  test('is not approved in advance where a push goes elsewhere, and says where', () => {
    const { run, gate } = at(planText(1, remote));
    assert.equal(ship.inAdvance?.obstacle?.(run.run, gate, ''), undefined);
    const before = { ...run.run, repository: { ...run.run.repository, push: { upstream: ['https://a.example/x'] } } };
    const state = { ...before, target: { remote: 'upstream', addresses: ['https://evil.example/x.git'] } };
    assert.equal(
      ship.inAdvance?.obstacle?.(state as RunState, gate, ''),
      'A push goes elsewhere than when the run began, so --approve does not cover it: https://evil.example/x.git. Look at the ship gate.',
    );
  });

  test('ships nothing where no wave has changed anything, and says what to do', () => {
    const { run, gate } = at(planText(1, remote));
    assert.deepEqual(lacks({ ...run.run, waves: {} }, gate), [
      'No wave has changed anything, so there is nothing to ship. Stop the run, or add a wave to the plan.',
    ]);
  });

  for (const [what, answers, expected] of [
    ['a title of one line', { 'pull-request-title': 'Greet' }, []],
    ['no title', { 'pull-request-title': '' }, []],
    [
      'a title of two lines',
      { 'pull-request-title': 'Greet\nall' },
      ['The title of the pull request has to be one line of at most 250 characters: shorten it.'],
    ],
    [
      'a title with a carriage return',
      { 'pull-request-title': 'Greet\rall' },
      ['The title of the pull request has to be one line of at most 250 characters: shorten it.'],
    ],
    [
      'a title that is too long',
      { 'pull-request-title': 'x'.repeat(251) },
      ['The title of the pull request has to be one line of at most 250 characters: shorten it.'],
    ],
    [
      'a text that hosts do not take',
      { 'pull-request': 'x'.repeat(65_001) },
      ['The text of the pull request has 65001 characters, and hosts take 65000: shorten it.'],
    ],
    ['a long entry of the changelog', { changelog: 'x'.repeat(65_001) }, []],
  ] as const) {
    test(`with ${what} is ${expected.length === 0 ? 'complete' : 'not'}`, () => {
      const { run, gate } = at(planText(1, remote));
      assert.deepEqual(lacks(run.run, gate, answers), expected);
    });
  }

  test('after it failed says what has gone out already', () => {
    const run = new SimulatedRun();
    let first = true;
    run.outcome = (job) => {
      if (job.work.kind !== 'ship' || !first) return run.done(job);
      first = false;
      const pushed = { remote: 'upstream', branch: 'wavegate/r1', commit: 'abcdef0123456789' };
      return { outcome: 'blocked', message: 'The forge did not answer.', pushed };
    };
    run.start(planText(1, remote)).approveAll('ship');
    run.decide('ship-1');
    run.settle();
    const failed = run.run;
    assert.equal(failed.ship?.failure, 'The forge did not answer.');
    const gate = failed.gates['ship-1'] ?? assert.fail();
    assert.match(ship.about(failed, gate), /An earlier attempt has pushed abcdef0123 there already\.$/);
    assert.equal(ship.inAdvance?.obstacle?.(failed, gate, ''), 'Shipping failed: The forge did not answer.');
  });
});
