import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { acceptedIn, acceptedProblem, withAccepted } from '../../../../src/core/flows/accepted.ts';
import type { AcceptedFlow } from '../../../../src/core/flows/accepted.ts';

const flow = (name: string, more: Partial<AcceptedFlow> = {}): AcceptedFlow => ({
  ...{ name, file: `scripts/${name}.mjs`, since: 5, keys: ['a', 'b'], milliseconds: 900, running: 300 },
  ...more,
});

suite('the file of scripts made from flows', () => {
  test('keeps every entry, and has one for each script', () => {
    const two = withAccepted(withAccepted('', flow('build')), flow('release'));
    assert.deepEqual(acceptedIn(two), [flow('build'), flow('release')]);
    const again = withAccepted(two, flow('build', { since: 9 }));
    assert.deepEqual(acceptedIn(again), [flow('release'), flow('build', { since: 9 })]);
    assert.ok(again.endsWith('}\n'));
  });

  test('may be missing or empty when the first is added', () => {
    for (const text of ['', '\n', ' \r\n', '{"flows": []}', withAccepted('', flow('build'))])
      assert.equal(acceptedProblem(text), undefined, text);
  });

  const damaged: readonly (readonly [string, string, RegExp])[] = [
    ['that is cut off', withAccepted('', flow('build')).slice(0, -9), /not an object with a list of flows/],
    ['of conflict marks', '<<<<<<< ours\n{"flows": []}\n', /not an object with a list of flows/],
    ['that holds something else', '[]', /not an object with a list of flows/],
    [
      'with an entry of another form',
      JSON.stringify({ flows: [flow('build'), { name: 'x' }] }),
      /an entry that cannot/,
    ],
    ['with several', JSON.stringify({ flows: [null, 7, flow('build')] }), /2 entries that cannot/],
  ];
  for (const [what, text, problem] of damaged) {
    test(`${what} is not written anew, which would lose the rest of it`, () => {
      assert.match(acceptedProblem(text) ?? '', problem);
    });
  }
});
