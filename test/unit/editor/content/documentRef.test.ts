import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { documentRef, uriParts } from '../../../../src/editor/content/documentRef.ts';
import type { DocumentRef } from '../../../../src/editor/content/documentRef.ts';

describe('addresses of read-only documents', () => {
  it('lead back to what they show, whatever the names in them', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
      fc.record(model, { noNullPrototype: true });
    const refs: fc.Arbitrary<DocumentRef> = fc.oneof(
      record({ kind: fc.constant('commit' as const), path: text, commit: text }),
      record({ kind: fc.constant('empty' as const), path: text }),
      record({ kind: fc.constant('plan' as const), path: text, hash: text, label: text }),
      record({ kind: fc.constant('directive' as const), session: text }),
      fc.constant({ kind: 'report' as const }),
      fc.constant({ kind: 'pull-request' as const }),
    );
    fc.assert(
      fc.property(refs, (ref) => {
        assert.deepEqual(documentRef(uriParts(ref)), ref);
      }),
    );
  });

  it('that Wavegate did not make show nothing', () => {
    assert.equal(documentRef({ path: '/a.ts', query: '' }), undefined);
    assert.equal(documentRef({ path: '/a.ts', query: 'kind=commit' }), undefined);
    assert.equal(documentRef({ path: '/a.ts', query: 'kind=secret' }), undefined);
  });

  it('keep the name of the file, so that the editor knows its language', () => {
    assert.equal(uriParts({ kind: 'commit', path: 'src/a.ts', commit: 'c' }).path, '/src/a.ts');
    const plan = { kind: 'plan', path: 'docs/a.waveplan.yaml', hash: 'h', label: 'revision 0' } as const;
    assert.equal(uriParts(plan).path, '/docs/a (revision 0).waveplan.yaml', 'not the name of the file itself');
  });
});
