import * as z from 'zod';
import { planSchema } from './plan.ts';

/** The part of JSON Schema (2020-12) that describing a plan needs. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly (string | number | boolean)[];
  readonly const?: string | number | boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly anyOf?: readonly JsonSchema[];
}

let made: JsonSchema | undefined;

/**
 * The plan format as JSON Schema, from what a person writes (defaults may be left out). Made when it is first asked for:
 * it takes longer than to load all the rest of the format.
 */
export function planJsonSchema(): JsonSchema {
  return (made ??= makeSchema());
}

function makeSchema(): JsonSchema {
  // zod gives the same shape; it leaves keywords of other drafts open that are never made from our schema.
  const { properties, ...schema } = z.toJSONSchema(planSchema, { io: 'input', target: 'draft-2020-12' }) as JsonSchema;
  const { type: _type, ...checkpoint } = properties?.['checkpoint'] ?? {};
  // The schema takes "checkpoint: none" for a mapping that says so.
  const either = { ...checkpoint, anyOf: [{ type: 'object' }, { const: 'none' }] };
  const waves = optional(properties?.['waves'], ['id', 'title']);
  const { items } = waves;
  const tasks = optional(items?.properties?.['tasks'], ['id', 'objective']);
  const named = { ...waves, items: { ...items, properties: { ...items?.properties, tasks } } };
  return { ...schema, properties: { ...properties, checkpoint: either, waves: named } };
}

/** A list whose entries may leave out keys that their titles imply. */
function optional(list: JsonSchema | undefined, keys: readonly string[]): JsonSchema {
  const { items, ...rest } = list ?? {};
  return { ...rest, items: { ...items, required: (items?.required ?? []).filter((key) => !keys.includes(key)) } };
}

/** Schema of the value at a path, or undefined where the format knows nothing of the kind. */
export function schemaAt(root: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  let schema: JsonSchema | undefined = root;
  for (const element of path) {
    const additional: JsonSchema | boolean | undefined = schema?.additionalProperties;
    schema =
      typeof element === 'number'
        ? schema?.items
        : (ownProperty(schema?.properties, element) ?? (typeof additional === 'object' ? additional : undefined));
  }
  return schema;
}

/** `properties[key]`, but only if the schema itself declares it: "constructor" is not a key of a plan. */
function ownProperty(
  properties: Readonly<Record<string, JsonSchema>> | undefined,
  key: string,
): JsonSchema | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}
