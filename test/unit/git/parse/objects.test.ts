import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseObjects } from '../../../../src/git/parse/objects.ts';

const id = fc.stringMatching(/^[0-9a-f]{40}$/);
/** Whatever a file can contain, also what looks like another object. */
const content = fc
  .oneof(fc.uint8Array({ maxLength: 20 }), fc.constant(Buffer.from(`${'a'.repeat(40)} blob 3\n\nabc\n`)))
  .map((bytes) => Buffer.from(bytes));
const object = fc.record(
  { id, type: fc.constantFrom('blob', 'tree', 'commit', 'tag'), content },
  { noNullPrototype: true },
);
const asked = fc.array(fc.option(object, { nil: undefined }), { maxLength: 5 });

test('objects are read with their bytes, and those that are missing keep their place', () => {
  fc.assert(
    fc.property(asked, (objects) => {
      const printed = objects.map((each) =>
        each === undefined
          ? Buffer.from('HEAD:a b c missing\n')
          : Buffer.concat([
              Buffer.from(`${each.id} ${each.type} ${each.content.length}\n`),
              each.content,
              Buffer.from('\n'),
            ]),
      );
      assert.deepEqual(parseObjects(Buffer.concat(printed)), objects);
    }),
  );
});
