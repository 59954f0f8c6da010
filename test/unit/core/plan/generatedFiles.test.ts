import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planJsonSchema } from '../../../../src/core/plan/schema/jsonSchema.ts';
import type { JsonSchema } from '../../../../src/core/plan/schema/jsonSchema.ts';
import { generatedFiles } from '../../../../scripts/generateSchema.ts';

for (const { file, text } of await generatedFiles()) {
  test(`${path.basename(file)} says what the schema says (else run: node scripts/generateSchema.ts)`, async () => {
    assert.equal((await readFile(file, 'utf8')).replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n'));
  });
}

test('every key of a plan is documented', () => {
  assert.deepEqual([...undocumented(planJsonSchema(), '')], []);
});

function* undocumented(schema: JsonSchema, name: string): Generator<string> {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (value.description === undefined) yield `${name}.${key}`;
    yield* undocumented(value, `${name}.${key}`);
  }
  if (schema.items !== undefined) yield* undocumented(schema.items, `${name}[]`);
  if (typeof schema.additionalProperties === 'object')
    yield* undocumented(schema.additionalProperties, `${name}.<name>`);
}
