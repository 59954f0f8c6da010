import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { planJsonSchema } from '../src/core/plan/schema/jsonSchema.ts';
import type { JsonSchema } from '../src/core/plan/schema/jsonSchema.ts';
import { typeText } from '../src/languageServer/schemaText.ts';
import { formatted } from './formatted.ts';

/**
 * Makes from the plan's schema what is shipped and published of it: `node scripts/generateSchema.ts`. A test fails when
 * the files in the repository are older than the schema.
 */

const root = path.join(import.meta.dirname, '..');

/** A generated file, and what it should hold now. */
export interface Generated {
  readonly file: string;
  readonly text: string;
}

/** The JSON Schema, and the page about plans with its tables of keys made anew. */
export async function generatedFiles(): Promise<readonly Generated[]> {
  const schema = planJsonSchema();
  const page = path.join(root, 'docs', 'plan.md');
  return Promise.all([
    generated(path.join(root, 'schemas', 'waveplan.schema.json'), JSON.stringify({ title: 'Wave plan', ...schema })),
    generated(page, withTables(await readFile(page, 'utf8'), keyTables(schema))),
  ]);
}

async function generated(file: string, text: string): Promise<Generated> {
  return { file, text: await formatted(file, text) };
}

const start = '<!-- Keys: written by scripts/generateSchema.ts from the schema. -->';
const end = '<!-- End of keys. -->';

function withTables(page: string, tables: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/plan.md has lost the lines "${start}" and "${end}".`);
  return `${page.slice(0, from)}${start}\n\n${tables}\n\n${page.slice(to)}`;
}

/** A table for each kind of object in the plan, outermost first. */
function keyTables(schema: JsonSchema): string {
  const tables: string[] = [];
  const open: { readonly name: string; readonly schema: JsonSchema }[] = [{ name: '', schema }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { name, schema: object } = next;
    const required = new Set(object.required);
    const rows = Object.entries(object.properties ?? {}).map(([key, value]) => {
      open.push(...objectsIn(name === '' ? key : `${name}.${key}`, value));
      return `| \`${key}\` | ${cell(typeText(value))} | ${required.has(key) ? 'required' : defaultText(value)} | ${cell(value.description ?? '')} |`;
    });
    tables.push(
      [
        `### ${name === '' ? 'The plan' : `\`${name}\``}`,
        '',
        '| key | value | default | meaning |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    );
  }
  return tables.join('\n\n');
}

/** The objects a value holds, with the path that leads to them: `waves[]`, `agents.<name>`, `checkpoint`. */
function objectsIn(
  name: string,
  { properties, items, additionalProperties, ...rest }: JsonSchema,
): { name: string; schema: JsonSchema }[] {
  if (properties !== undefined) return [{ name, schema: { properties, ...rest } }];
  if (items !== undefined) return objectsIn(`${name}[]`, items);
  return typeof additionalProperties === 'object' ? objectsIn(`${name}.<name>`, additionalProperties) : [];
}

function defaultText({ default: standard }: JsonSchema): string {
  const empty =
    standard === undefined ||
    (typeof standard === 'object' && JSON.stringify(standard).length === 2) ||
    standard === '';
  return empty ? '' : `\`${typeof standard === 'string' ? standard : JSON.stringify(standard)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*');
}

if (import.meta.main) {
  for (const { file, text } of await generatedFiles()) {
    await writeFile(file, text);
    console.log(`wrote ${path.relative(root, file)}`);
  }
}
