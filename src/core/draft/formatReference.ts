import type { JsonSchema } from '../plan/schema/jsonSchema.ts';
import { planJsonSchema } from '../plan/schema/jsonSchema.ts';

/** Keys that are the person's and the repository's to set, and not a planner's. */
const notPlanned = new Set([
  'worktree',
  'git',
  'commit',
  'ship',
  'thread',
  'limits',
  'budget',
  'gates',
  'validators',
  'audit',
  'repository',
  'agents',
]);

/** The keys of the plan format that a planner writes, each with its type and meaning, as an indented list. */
export function formatReference(): string {
  const { properties = {}, required = [], ...root } = planJsonSchema();
  const planned = Object.fromEntries(Object.entries(properties).filter(([key]) => !notPlanned.has(key)));
  // A person may leave waves out and have them drafted; a draft is what they are asked of.
  return keysOf({ ...root, properties: planned, required: [...required, 'waves'] }, '').join('\n');
}

function keysOf(schema: JsonSchema, indent: string): readonly string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const named = Object.entries(properties).flatMap(([key, value]) =>
    keyLines(key, value, required.includes(key), indent),
  );
  const free = typeof additionalProperties === 'object' ? keyLines('NAME', additionalProperties, false, indent) : [];
  return [...named, ...free];
}

function keyLines(key: string, schema: JsonSchema, isRequired: boolean, indent: string): readonly string[] {
  const inner = schema.type === 'array' ? schema.items : schema;
  const words = [typeOf(schema), ...(isRequired ? ['required'] : [])].join(', ');
  const line = `${indent}- ${key} (${words})${schema.description === undefined ? '' : `: ${schema.description}`}`;
  return [line, ...(inner === undefined ? [] : keysOf(inner, `${indent}  `))];
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.join(' | ');
  if (schema.type === 'array')
    return `list of ${schema.items === undefined ? 'anything' : plural(typeOf(schema.items))}`;
  if (schema.type === 'string') return 'text';
  return schema.type === 'object' ? 'mapping' : (schema.type ?? 'text or mapping');
}

function plural(type: string): string {
  return type === 'text' ? 'texts' : type === 'mapping' ? 'mappings' : type;
}
