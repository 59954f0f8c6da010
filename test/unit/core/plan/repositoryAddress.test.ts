import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { sameRepository } from '../../../../src/core/plan/repositoryAddress.ts';

const https = 'https://example.org/team/sample';

suite('an address of a repository', () => {
  for (const other of [
    'https://example.org/team/sample.git',
    'https://example.org/team/sample/',
    'https://example.org/team/sample.git/',
    '  https://example.org/team/sample\n',
    'HTTPS://Example.ORG/Team/Sample.git',
    'https://ada@example.org/team/sample',
    'https://ada:secret@example.org/team/sample',
    'https://example.org:443/team/sample',
    'http://example.org:80/team/sample',
    'ssh://git@example.org/team/sample.git',
    'ssh://git@example.org:22/team/sample.git',
    'git://example.org:9418/team/sample',
    'git@example.org:team/sample.git',
    'git@example.org:/team/sample.git',
    'example.org:team/sample',
    'example.org/team/sample',
  ])
    test(`is the same as ${JSON.stringify(other)}`, () => {
      assert.ok(sameRepository(https, other));
      assert.ok(sameRepository(other, https));
    });

  for (const other of [
    'https://example.org/team/other',
    'https://example.org/sample',
    'https://example.com/team/sample',
    'https://example.org:8443/team/sample',
    'https://example.org:22/team/sample',
    'ssh://git@example.org:443/team/sample',
    'https://example.org/team/sample.github',
    'git@example.org:other/team/sample',
    '/team/sample',
    '',
  ])
    test(`is another than ${JSON.stringify(other)}`, () => {
      assert.ok(!sameRepository(https, other));
      assert.ok(!sameRepository(other, https));
    });

  test('of a folder is the same with and without its scheme, and with either slash', () => {
    assert.ok(sameRepository('file:///srv/git/sample.git', '/srv/git/sample'));
    assert.ok(sameRepository('C:\\git\\sample', 'c:/git/sample/'));
    assert.ok(!sameRepository('C:\\git\\sample', 'D:\\git\\sample'));
  });

  test('may be a first commit, in any case of its letters', () => {
    const commit = 'abcdef0123456789abcdef0123456789abcdef01';
    assert.ok(sameRepository(commit, commit.toUpperCase()));
    assert.ok(!sameRepository(commit, commit.replace('0', '1')));
  });

  test('is compared in the same way from both ends, and is the same as itself, whatever is written', () => {
    const any = fc.oneof(
      fc.string({
        unit: fc.constantFrom('a', 'B', ':', '/', '@', '.', '\\', ' ', '22', '443', '.git', 'ssh://', 'https://'),
      }),
      fc.string(),
    );
    fc.assert(
      fc.property(any, any, (one, other) => {
        assert.ok(sameRepository(one, one));
        assert.equal(sameRepository(one, other), sameRepository(other, one));
      }),
    );
  });
});
