import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { renamedIn, spellingsOf } from '../../../../src/git/pool/worktreeNames.ts';

suite('the name of a worktree in files that set-up has left', () => {
  test('is replaced in each spelling by the new one in the same spelling', () => {
    const content = Buffer.from('a="/old/tree" b=/old/tree/bin url=file:///old/tree/x\n');
    assert.equal(
      renamedIn(content, ['/old/tree'], '/new/näme').toString(),
      'a="/new/näme" b=/new/näme/bin url=file:///new/näme/x\n',
    );
  });

  test('is replaced as an address escapes it where it has spaces', () => {
    const content = Buffer.from('x = "file:///old%20tree/a"; y = "/old tree/a"');
    assert.equal(renamedIn(content, ['/old tree'], '/new').toString(), 'x = "file:///new/a"; y = "/new/a"');
  });

  test('is replaced once where the new name contains the old one, or signs of a pattern', () => {
    assert.equal(renamedIn(Buffer.from('/w/api/x'), ['/w/api'], '/w/api-client').toString(), '/w/api-client/x');
    assert.equal(renamedIn(Buffer.from('/w/a.b /w/axb'), ['/w/a.b'], '/w/$&$1').toString(), '/w/$&$1 /w/axb');
  });

  test('is not part of a longer name, which is that of another worktree', () => {
    const content = Buffer.from('/w/api /w/api-client /w/api2 "/w/api" /w/api:/w/api.');
    assert.equal(renamedIn(content, ['/w/api'], '/n').toString(), '/n /w/api-client /w/api2 "/n" /n:/n.');
  });

  test('is replaced where the worktree was found under several names, the longest first', () => {
    const content = Buffer.from('/private/w/api/x /w/api/x');
    assert.equal(renamedIn(content, ['/w/api', '/private/w/api'], '/n').toString(), '/n/x /n/x');
    assert.deepEqual(renamedIn(content, [], '/n'), content);
  });

  test('is replaced among bytes of any kind, which stay', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ max: 0x1f, maxLength: 60 }), (before, after) => {
        const around = (name: string): Buffer =>
          Buffer.concat([Buffer.from(before), Buffer.from(name), Buffer.from(after)]);
        assert.deepEqual(renamedIn(around('/worktrees/old'), ['/worktrees/old'], '/w/new'), around('/w/new'));
      }),
    );
  });

  test('may be there in no more ways than there are, and each once', () => {
    assert.deepEqual(spellingsOf(['/a']), ['/a']);
    assert.deepEqual([...spellingsOf(['/a "b"'])].sort(), ['/a "b"', '/a \\"b\\"', '/a%20%22b%22'].sort());
  });
});
