import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallSiteCount } from '../../../../src/core/model/callSites.ts';
import {
  callSiteLine,
  notReplaced,
  waveCallSiteLines,
  waveCallSiteReasons,
} from '../../../../src/core/words/callSiteLines.ts';
import { runAtSpotCheck } from '../../../support/states.ts';

function counted(rest: Partial<CallSiteCount> = {}): CallSiteCount {
  return {
    name: 'fetchUser',
    before: 12,
    after: 2,
    left: [],
    leftCount: 0,
    elsewhere: [],
    elsewhereCount: 0,
    more: [],
    ...rest,
  };
}

suite('call sites that a task replaces', () => {
  for (const [what, count, line] of [
    ['that are gone', counted(), 'fetchUser: 12 → 2 places'],
    [
      'with what takes their place',
      counted({ to: { name: 'loadUser', before: 0, after: 10 } }),
      'fetchUser: 12 → 2 places; loadUser: 0 → 10',
    ],
    [
      'that are left',
      counted({ left: ['src/a.js:3', 'src/b.js:7'], leftCount: 2 }),
      'fetchUser: 12 → 2 places; 2 left (src/a.js:3, src/b.js:7)',
    ],
    [
      'of which only the first are known',
      counted({ elsewhere: ['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6'], elsewhereCount: 40 }),
      'fetchUser: 12 → 2 places; 40 elsewhere (a:1, a:2, a:3, a:4, a:5 and 35 more)',
    ],
  ] as const)
    test(`${what} are told in a line`, () => {
      assert.equal(callSiteLine(count), line);
    });

  test('hold a stage while one is left in the files of the task', () => {
    assert.equal(notReplaced(counted()), undefined);
    assert.equal(notReplaced(counted({ elsewhereCount: 2, elsewhere: ['x:1'] })), undefined);
    assert.equal(
      notReplaced(counted({ left: ['src/a.js:3'], leftCount: 1 })),
      '`fetchUser` is still at 1 place of the files it had to go from, of 12 in all: src/a.js:3.',
    );
    assert.equal(
      notReplaced(counted({ left: ['a:1', 'a:2', 'a:3', 'a:4', 'a:5'], leftCount: 7 })),
      '`fetchUser` is still at 7 places of the files it had to go from, of 12 in all: a:1, a:2, a:3, a:4, a:5 and 2 more.',
    );
  });
});

suite('call sites of a wave', () => {
  /** The reasons that a person sees at the spot-check of a wave with this count. */
  function reasons(count: CallSiteCount): readonly string[] {
    const { run } = runAtSpotCheck();
    const wave = run.waves['w1'];
    const session = run.sessions[wave?.merge?.session ?? ''];
    assert.ok(wave && session?.result);
    const sessions = {
      ...run.sessions,
      [session.id]: { ...session, result: { ...session.result, callSites: [count] } },
    };
    assert.deepEqual(waveCallSiteLines({ ...run, sessions }, wave), [callSiteLine(count)]);
    return waveCallSiteReasons({ ...run, sessions }, wave);
  }

  test('need no word where as many came as went', () => {
    assert.deepEqual(reasons(counted()), []);
    assert.deepEqual(reasons(counted({ to: { name: 'loadUser', before: 0, after: 10 } })), []);
    assert.deepEqual(reasons(counted({ to: { name: 'loadUser', before: 0, after: 11 } })), []);
  });

  test('need one where some went without a successor', () => {
    assert.deepEqual(reasons(counted({ to: { name: 'loadUser', before: 0, after: 9 } })), [
      '10 places of `fetchUser` are gone, and only 9 of `loadUser` came: 1 went without one.',
    ]);
    assert.deepEqual(reasons(counted({ before: 3, to: { name: 'loadUser', before: 5, after: 4 } })), [
      '1 place of `fetchUser` is gone, and only 0 of `loadUser` came: 1 went without one.',
    ]);
  });

  test('need one where a file has more of them than before, and where some are left', () => {
    assert.deepEqual(reasons(counted({ left: ['a:1'], leftCount: 1, more: ['src/compat.js (1 → 2)'] })), [
      '`fetchUser` is still at 1 place of the files it had to go from, of 12 in all: a:1.',
      '`fetchUser` has more places than before in src/compat.js (1 → 2): a call may have got another name there.',
    ]);
  });

  test('are none of a wave that has not merged', () => {
    const { run } = runAtSpotCheck();
    assert.deepEqual(waveCallSiteLines(run, undefined), []);
    assert.deepEqual(waveCallSiteReasons(run, run.waves['w2']), []);
  });
});
