import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countCallSites, placesToReplace } from '../../../../src/core/callSites/countCallSites.ts';
import type { CallSitesAsked, SitesByFile } from '../../../../src/core/model/callSites.ts';
import type { RunState, WaveState } from '../../../../src/core/model/state.ts';
import {
  callSiteLine,
  notReplaced,
  waveCallSiteLines,
  waveCallSiteReasons,
} from '../../../../src/core/words/callSiteLines.ts';

const asked: CallSitesAsked = {
  name: 'fetchUser',
  to: 'loadUser',
  owns: ['src/**'],
  keep: ['src/compat.js'],
  except: 'plans/move.waveplan.yaml',
};

const before: SitesByFile = {
  'plans/move.waveplan.yaml': [3],
  'docs/guide.md': [7],
  'src/compat.js': [1],
  'src/a.js': [4, 4, 9],
};

const counted = (sites: SitesByFile, replacements: SitesByFile = {}) =>
  countCallSites(asked, { sites: before, replacements: {} }, { sites, replacements });

/** Questions a person is asked at the spot-check of a wave with this count. */
function reasons(count: ReturnType<typeof counted>): string {
  const wave = { merge: { session: 'merge', changes: [] } } as unknown as WaveState;
  const state = { sessions: { merge: { result: { callSites: [count] } } } } as unknown as RunState;
  assert.deepEqual(waveCallSiteLines(state, wave), [callSiteLine(count)]);
  return waveCallSiteReasons(state, wave).join(' ');
}

describe('call sites are counted', () => {
  test('each place by itself, in the files of the task, where they may stay, and elsewhere, but not in the plan', () => {
    const count = counted({ 'docs/guide.md': [7], 'src/compat.js': [1], 'src/a.js': [9] }, { 'src/a.js': [4, 5] });
    assert.deepEqual([count.before, count.after], [5, 3]);
    assert.deepEqual(count.left, ['src/a.js:9']);
    assert.deepEqual(count.elsewhere, ['docs/guide.md:7', 'src/compat.js:1']);
    assert.equal(
      callSiteLine(count),
      'fetchUser: 5 → 3 places; loadUser: 0 → 2; 1 left (src/a.js:9); 2 elsewhere (docs/guide.md:7, src/compat.js:1)',
    );
    assert.match(
      notReplaced(count) ?? '',
      /still at 1 place of the files it had to go from, of 5 in all: src\/a.js:9\./,
    );
  });

  test('and all that is to be replaced is listed for the agent', () => {
    assert.deepEqual(placesToReplace(asked, before), ['src/a.js:4', 'src/a.js:4', 'src/a.js:9']);
  });

  test('nothing is to be explained where every place has its replacement', () => {
    const rest = { 'docs/guide.md': [7], 'src/compat.js': [1] };
    assert.equal(reasons(counted(rest, { 'src/a.js': [4, 4, 9] })), '');
  });

  test('places that went without a replacement, and a call that got another name, are to be explained', () => {
    const rest = { 'docs/guide.md': [7], 'src/compat.js': [1, 2] };
    const why = reasons(counted(rest, { 'src/a.js': [4] }));
    assert.match(why, /more places than before in src\/compat.js \(1 → 2\)/);
    assert.match(why, /2 places of `fetchUser` are gone, and only 1 of `loadUser` came: 1 went without one/);
  });

  test('a place that another task of the wave brought back is to be explained', () => {
    const again = { 'docs/guide.md': [7], 'src/compat.js': [1], 'src/b.js': [2] };
    assert.match(
      reasons(counted(again, { 'src/a.js': [1, 2, 3] })),
      /src\/b.js:2.*more places than before in src\/b.js/,
    );
  });

  test('many places are counted all and named in part', () => {
    const count = counted({ 'src/a.js': Array.from({ length: 120 }, (_, index) => index + 1) });
    assert.deepEqual([count.leftCount, count.left.length], [120, 50]);
    assert.match(callSiteLine(count), /120 left \(src\/a.js:1, .*src\/a.js:5 and 115 more\)/);
  });
});
