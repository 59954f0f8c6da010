import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BaseMove } from '../../../../src/core/model/repository.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import {
  askingRemote,
  leadsWhereItDid,
  moveLine,
  moveLines,
  targetLines,
} from '../../../../src/core/words/boardSurroundings.ts';
import { committedLines, checkCommands, checkLines } from '../../../../src/core/words/sectionLines.ts';
import { waveName, waveTitle, agentOf } from '../../../../src/core/words/waveTitle.ts';
import { runAtLaunch, runToAdapt, shippedRun } from '../../../support/states.ts';
import { planOf } from '../../../support/parsedPlan.ts';
import { quickCheck } from '../../../support/smallPlan.ts';

const move = (rest: Partial<BaseMove> = {}): BaseMove =>
  ({ name: 'main', commits: 3, commit: 'c', changed: [], conflicts: [], rewritten: false, ...rest }) as BaseMove;

suite('a branch that has moved on', () => {
  for (const [given, text] of [
    [move(), 'main has moved on by 3 commits; merging would not conflict'],
    [
      move({ commits: 1, conflicts: ['src/a.js'] }),
      'main has moved on by 1 commit; merging would conflict in src/a.js',
    ],
    [
      move({ rewritten: true }),
      'main has moved on by 3 commits and no longer holds the commit that the run began from; merging would not conflict',
    ],
    [
      move({ conflicts: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }),
      'main has moved on by 3 commits; merging would conflict in a, b, c, d, e and 2 more',
    ],
  ] as const)
    test(`is told as "${text}"`, () => {
      assert.equal(moveLine(given), text);
    });

  test('is held against what a wave is about to change', () => {
    const { run } = runAtLaunch();
    const [wave] = run.plan.plan.waves;
    const state: RunState = { ...run, moved: [move({ changed: ['README.md', 'src/a1/main.js', 'src/a2/main.js'] })] };
    assert.deepEqual(moveLines(state, wave), [
      moveLine(move()),
      'main has changed what this wave is to change: src/a1/main.js',
    ]);
    assert.deepEqual(moveLines(state), [moveLine(move())]);
    assert.deepEqual(moveLines({ ...run, moved: undefined } as unknown as RunState, wave), []);
    assert.deepEqual(moveLines({ ...state, moved: [move({ changed: ['README.md'] })] }, wave), [moveLine(move())]);
  });
});

suite('where a run would ship to', () => {
  const { run } = runAtLaunch();
  const address = 'https://example.org/team/sample';
  const state: RunState = {
    ...run,
    repository: { ...run.repository, push: { origin: [address] } },
  };
  const at = Date.parse('2026-11-29T12:00Z');
  const target = { remote: 'origin', addresses: [address], commit: null, askedAt: at };

  test('is the remote with its address, and what is there', () => {
    assert.deepEqual(targetLines(state), ['origin, branch wavegate/r1', address]);
    assert.deepEqual(targetLines({ ...state, target }), [
      'origin, branch wavegate/r1',
      address,
      'no such branch there yet (asked 2026-11-29 12:00 UTC)',
    ]);
    const known = { ...target, commit: '0123456789abcdef' };
    assert.match(targetLines({ ...state, target: known }).at(-1) ?? '', /^the branch there is at 0123456789 \(asked/);
    const unknown = { remote: 'origin', addresses: [address] };
    assert.equal(targetLines({ ...state, target: unknown }).at(-1), 'the remote did not tell what it has');
  });

  test('is said to have changed where it leads somewhere else than when the run began', () => {
    const elsewhere = { ...target, addresses: ['https://evil.example/x'] };
    assert.deepEqual(targetLines({ ...state, target: elsewhere }).slice(0, 3), [
      'origin, branch wavegate/r1',
      'https://evil.example/x',
      `changed: it led to ${address} when the run began`,
    ]);
    assert.equal(leadsWhereItDid({ ...state, target: elsewhere }), false);
    assert.equal(
      leadsWhereItDid({ ...state, target: { ...target, addresses: [address, 'https://evil.example/x'] } }),
      false,
    );
    assert.equal(leadsWhereItDid({ ...state, target: { ...target, addresses: [] } }), false);
    assert.equal(leadsWhereItDid({ ...state, target }), true);
    assert.equal(leadsWhereItDid(state), true, 'it was not asked yet');
    assert.deepEqual(targetLines({ ...state, target: { ...target, addresses: [] } }).slice(1, 3), [
      'leads nowhere: there is no such remote',
      `changed: it led to ${address} when the run began`,
    ]);
    const nothing = { ...state, repository: { ...state.repository, push: {} } };
    assert.equal(targetLines({ ...nothing, target })[2], 'changed: it led to nowhere when the run began');
  });

  test('is asked of the remote only at the ship gate', () => {
    assert.equal(askingRemote(state, { kind: 'ship' }), 'Asking origin what it has, for at most 30 s');
    assert.equal(askingRemote(state, { kind: 'launch' }), undefined);
  });
});

suite('a wave by name', () => {
  const { run } = shippedRun();
  test('has its number and title', () => {
    assert.equal(waveTitle(run, 'w2'), 'Wave 2 · Wave 2');
    assert.equal(waveName(run, 'w2'), 'Wave 2');
  });
  test('is its bare id once the plan no longer holds it', () => {
    for (const id of ['gone', '', 'constructor']) {
      assert.equal(waveTitle(run, id), `Wave ${id}`);
      assert.equal(waveName(run, id), `Wave ${id}`);
    }
  });
  test('is among the committed ones once it has a commit', () => {
    assert.deepEqual(committedLines(run), ['Wave 1 · Wave 1', 'Wave 2 · Wave 2']);
    assert.deepEqual(committedLines(runToAdapt().run), []);
  });
  test('has tasks whose agent is the first of the plan unless they name one', () => {
    const [task] = run.plan.plan.waves[0]?.tasks ?? [];
    assert.ok(task);
    assert.equal(agentOf(run, task), 'codemod');
    assert.equal(agentOf(run, { ...task, agent: 'other' }), 'other');
  });
});

suite('commands that run on the result of a wave', () => {
  test('are named with what they run', () => {
    const plan = planOf([['a']], { checkpoint: { test: 'npm test', checks: { lint: 'make lint' } } });
    assert.deepEqual(checkCommands(plan).slice(0, 2), ['test: npm test', 'lint: make lint']);
  });
  test('may be none, and the plan says so', () => {
    const plan = planOf([['a']], { checkpoint: 'none' });
    assert.deepEqual(checkCommands(plan), ['none: nothing is run on the result of a wave (checkpoint: none)']);
  });
  test('are the verification of tasks where there is no test suite', () => {
    const plan = planOf([['a']], { checkpoint: {} });
    assert.deepEqual(checkCommands(plan), [
      'no test suite: each wave runs the verification of its tasks on what was merged',
      `verify ${quickCheck}`,
    ]);
  });
  test('have results in a line each', () => {
    const check = {
      name: 'test',
      command: 'x',
      exitCode: 0,
      timedOut: false,
      milliseconds: 1,
      runs: 1,
      failed: [],
      tail: '',
    };
    assert.deepEqual(checkLines([check, { ...check, name: 'lint', exitCode: 1 }]), [
      'Tests: passed in 0 s',
      'Lint: failed with exit code 1',
    ]);
  });
});
