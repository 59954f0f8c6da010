import type { JsonSchema } from '../core/plan/schema/jsonSchema.ts';

/** Type of a value in a few words: `list of texts`, `low | medium | high`, `number`. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' | ');
  switch (schema.type) {
    case 'array':
      return schema.items === undefined ? 'list' : `list of ${plural(typeText(schema.items))}`;
    case 'object':
      return typeof schema.additionalProperties === 'object' ? 'mapping of names' : 'mapping';
    case 'string':
      return 'text';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return 'true | false';
    default:
      return schema.type ?? 'value';
  }
}

/** A list of records is said to hold what its key names: `list of tasks`, not `list of mappings`. */
export function typeOfKey(key: string, schema: JsonSchema): string {
  const isOfRecords = schema.type === 'array' && schema.items?.type === 'object';
  return isOfRecords && key.endsWith('s') ? `list of ${key}` : typeText(schema);
}

/** Documentation of a key as Markdown: its type, what it means, its default. */
export function keyDocumentation(key: string, schema: JsonSchema): string {
  const { default: standard } = schema;
  const simple = typeof standard === 'string' || typeof standard === 'number' || typeof standard === 'boolean';
  return [
    `**${key}** (${typeOfKey(key, schema)})`,
    ...(schema.description === undefined ? [] : [schema.description]),
    ...(simple ? [`Default: \`${String(standard)}\``] : []),
  ].join('\n\n');
}

function plural(type: string): string {
  return /^[a-z]+$/.test(type) ? `${type}s` : type;
}
