import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { leadsOut } from '../../../../src/git/changes/linkTargets.ts';

suite('a link that an agent adds', () => {
  for (const [link, target, out] of [
    ['a', 'b', false],
    ['a', './b', false],
    ['src/a', '../b', false],
    ['src/a', '../..', true],
    ['a', '..', true],
    ['a', '..b', false],
    ['a', '...', false],
    ['a', '/etc/passwd', true],
    ['a', '\\\\server\\share', true],
    ['a', 'C:\\Windows', true],
    ['a', 'c:x', true],
    ['src/a', '..\\..\\x', true],
    ['src/a', 'deep/../../../x', true],
    ['src/a', 'deep/../../x', false],
    ['a', '.git', true],
    ['a', '.git/hooks/pre-commit', true],
    ['a', '.GIT/config', true],
    ['src/a', '../.git/config', true],
    ['src/a', '..\\.git\\config', true],
    ['a', 'x/../.git/config', true],
    ['a', '.gitignore', false],
    ['a', '.github/workflows', false],
    ['a', 'lib/.git/config', false],
    ['a', '', false],
  ] as const)
    test(`at ${link} to ${JSON.stringify(target)} ${out ? 'leads out, and people are told' : 'stays inside'}`, () =>
      assert.equal(leadsOut(link, target), out));

  test('never escapes by more steps up than it has folders above it', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(8), fc.constantFrom('/', '\\'), (depth, ups, slash) => {
        const link = [...Array.from({ length: depth }, (_, index) => `d${index}`), 'link'].join('/');
        const target = [...Array.from({ length: ups }, () => '..'), 'x'].join(slash);
        assert.equal(leadsOut(link, target), ups > depth);
      }),
    );
  });
});
