import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { hasHidingEntries } from '../../../../src/git/parse/hidingEntries.ts';

interface Entry {
  readonly name: string;
  readonly assumed?: boolean;
  readonly skipped?: boolean;
}

/** An index as git writes it in versions 2 and 3; without the checksum's content, which no reader here looks at. */
function index(entries: readonly Entry[], { idBytes = 20, version = 3, extension = '' } = {}): Buffer {
  const header = Buffer.alloc(12);
  header.write('DIRC', 'latin1');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(entries.length, 8);
  const rows = entries.map(({ name, assumed = false, skipped = false }) => {
    const bytes = Buffer.from(name);
    const flags = Buffer.alloc(skipped ? 4 : 2);
    flags.writeUInt16BE((assumed ? 0x8000 : 0) | (skipped ? 0x4000 : 0) | Math.min(bytes.length, 0xfff));
    if (skipped) flags.writeUInt16BE(0x4000, 2);
    const row = Buffer.concat([Buffer.alloc(40 + idBytes, 1), flags, bytes]);
    return Buffer.concat([row, Buffer.alloc(8 - (row.length % 8))]);
  });
  const part = Buffer.alloc(extension === '' ? 0 : 8 + 4);
  if (extension !== '') {
    part.write(extension, 'latin1');
    part.writeUInt32BE(4, 4);
  }
  return Buffer.concat([header, ...rows, part, Buffer.alloc(idBytes)]);
}

const entry: fc.Arbitrary<Entry> = fc.record({
  name: fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '/', 'é'), minLength: 1, maxLength: 20 }),
    fc.integer({ min: 4090, max: 4100 }).map((length) => 'x'.repeat(length)),
  ),
  assumed: fc.constantFrom(false, false, true),
  skipped: fc.constantFrom(false, false, true),
});

suite('files that git was told not to look at', () => {
  test('are found wherever in the index they are, however long names are', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 8 }),
        fc.constantFrom(20, 32),
        fc.boolean(),
        (entries, idBytes, sparse) => {
          const hidden = entries.some(({ assumed, skipped }) => assumed || (skipped && !sparse));
          assert.equal(hasHidingEntries(index(entries, { idBytes }), idBytes, sparse), hidden);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('may be there where entries are kept in another file, or in a form only git reads', () => {
    const plain = [{ name: 'a' }];
    assert.equal(hasHidingEntries(index(plain, { extension: 'link' }), 20, false), undefined);
    assert.equal(hasHidingEntries(index(plain, { extension: 'TREE' }), 20, false), false);
    assert.equal(hasHidingEntries(index(plain, { version: 4 }), 20, false), undefined);
  });

  test('are never taken for absent because an index was cut off', () => {
    const whole = index([{ name: 'one' }, { name: 'two/three', assumed: true }]);
    for (let length = 0; length < 100; length += 1) {
      const read = hasHidingEntries(whole.subarray(0, length), 20, false);
      assert.notEqual(read, false, `after ${length} bytes`);
    }
  });

  test('are looked for in any bytes without a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const some = Buffer.concat([Buffer.from('DIRC\0\0\0\x02'), Buffer.from(bytes)]);
        assert.ok([true, false, undefined].includes(hasHidingEntries(some, 20, false)));
      }),
    );
  });
});
