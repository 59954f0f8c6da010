import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sameContent } from '../../../../src/git/refs/commits.ts';
import { keptRef, parseSessionBranch } from '../../../../src/git/refs/marks.ts';

suite('the branch of a session', () => {
  test('tells the run and the task', () =>
    assert.deepEqual(parseSessionBranch('wavegate/r1.sessions/w1/a.stage/2'), {
      prefix: 'wavegate',
      run: 'r1',
      path: 'w1/a.stage/2',
    }));

  for (const branch of [
    'main',
    'wavegate/r1',
    'wavegate/r1.sessions',
    'wavegate/r1.sessions/',
    'a/b/r1.sessions/w1/a',
    '',
    'wavegate/.sessions/w1',
  ])
    test(`is not ${JSON.stringify(branch)}, so nothing is made or removed below that name`, () =>
      assert.throws(() => parseSessionBranch(branch), {
        message: `${branch} is no session branch: <prefix>/<run>.sessions/<group>/<subject>.`,
      }));

  test('has a place for each kind of work that is kept, no two alike', () => {
    const kinds = ['sessions', 'saved', 'strayed', 'submodules', 'stages', 'own'] as const;
    const refs = kinds.map((kind) => keptRef(kind, 'wavegate/r1.sessions/w1/a'));
    assert.equal(refs[0], 'refs/wavegate/r1/sessions/w1/a');
    assert.equal(new Set(refs).size, kinds.length);
  });
});

suite('a commit that was made before a crash', () => {
  const asked = { tree: 't', parents: ['a', 'b'], message: 'Wave 1' };
  test('is taken for the one asked for whether or not its message ends in a newline', () => {
    assert.equal(sameContent({ ...asked, message: 'Wave 1\n' }, asked), true);
    assert.equal(sameContent({ ...asked, message: 'Wave 1\n' }, { ...asked, message: 'Wave 1\n' }), true);
  });
  for (const [what, other] of [
    ['tree', { tree: 'u' }],
    ['parents', { parents: ['a'] }],
    ['order of parents', { parents: ['b', 'a'] }],
    ['message', { message: 'Wave 2\n' }],
  ] as const)
    test(`is not one with another ${what}`, () =>
      assert.equal(sameContent({ ...asked, message: 'Wave 1\n', ...other }, asked), false));
});
