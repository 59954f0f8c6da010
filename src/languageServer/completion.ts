import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { CompletionItem } from 'vscode-languageserver';
import type { Position, Range } from 'vscode-languageserver-textdocument';
import { placeAt } from '../core/planText/document/find.ts';
import type { Place } from '../core/planText/document/find.ts';
import { changePlan } from '../core/planText/document/changePlan.ts';
import { namesOf } from '../core/planText/names/nameTable.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import { planJsonSchema, schemaAt } from '../core/plan/schema/jsonSchema.ts';
import type { JsonSchema } from '../core/plan/schema/jsonSchema.ts';
import type { Path } from '../core/planText/locate.ts';
import { isGlobList } from './globs.ts';
import { pathCompletion } from './pathCompletion.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';
import { specCompletion } from './specCompletion.ts';
import { allCitedCriteria, isCriterionOfFinding } from './specNames.ts';
import { namesFor } from './planNames.ts';
import type { PlanName } from './planNames.ts';
import { keyDocumentation, typeOfKey } from './schemaText.ts';

/** A word that no plan contains, put where the cursor is so that YAML shows what could be there. */
const cursorWord = '\uE000';

/** Completions at a position: keys of the mapping there, or values, names and paths that fit. */
export function completion(file: PlanFile, position: Position): CompletionItem[] {
  const offset = file.document.offsetAt(position);
  const cursor = withCursorWord(file, offset);
  const plan = changePlan(file.plan, { ...cursor.word, text: cursor.text });
  const place = placeAt(plan, cursor.at);
  if (place === undefined || !place.text.includes(cursorWord)) return [];
  const path = place.path.slice(0, -1);
  if (place.role === 'key') {
    const holder = schemaAt(planJsonSchema(), path);
    // "- |" may start a mapping or be an entry: what the list holds decides.
    if (holder?.type !== 'object' && holder?.properties === undefined) return valuesFor(file, plan, path, cursor);
    const range = rangeOf(file, cursor.word);
    return [...keysOf(holder, place, range), ...teamsWithoutBudget(plan, path, place, range)];
  }
  return valuesFor(file, plan, place.path, cursor);
}

interface Cursor {
  readonly at: number;
  /** The word around the cursor in the text as it is, and what takes its place. */
  readonly word: { readonly start: number; readonly end: number };
  readonly text: string;
}

/**
 * The cursor's word in place of the word around the cursor. Where a line could be about to get a key, the word becomes one,
 * because a lone word would be read as the continuation of the line before.
 */
function withCursorWord({ document }: PlanFile, offset: number): Cursor {
  const { line, character } = document.positionAt(offset);
  const lineText = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const [before, rest] = [lineText.slice(0, character), lineText.slice(character)];
  const start = offset - (/[\w./*@-]*$/.exec(before)?.[0].length ?? 0);
  const length = /^[\w./*@-]*/.exec(rest.slice(0, 200))?.[0].length ?? 0;
  const startsLine = /^\s*(?:- +)*[\w./*@-]*$/.test(before);
  const isKey = startsLine && /^[\r\n]?$/.test(rest.slice(length, length + 1));
  return { at: start, word: { start, end: offset + length }, text: cursorWord + (isKey ? ': ' : '') };
}

/** @param range the word that a key takes the place of: editors differ in what they take for a word */
function keysOf(schema: JsonSchema, place: Place, range: Range): CompletionItem[] {
  const names = schema.propertyNames?.enum?.map(String);
  const entries: (readonly [string, JsonSchema])[] =
    names === undefined || typeof schema.additionalProperties !== 'object'
      ? Object.entries(schema.properties ?? {})
      : names.map((name) => [name, schema.additionalProperties as JsonSchema]);
  const required = new Set(schema.required);
  return entries
    .filter(([key]) => !place.siblings.includes(key))
    .map(([key, value], index) => ({
      label: key,
      kind: CompletionItemKind.Property,
      detail: typeOfKey(key, value),
      documentation: { kind: MarkupKind.Markdown, value: keyDocumentation(key, value) },
      textEdit: { range, newText: key + afterKey(value) },
      insertTextFormat: InsertTextFormat.Snippet,
      // What is missing first, then in the order of the format.
      sortText: `${required.has(key) ? 0 : 1}${String(index).padStart(3, '0')}`,
    }));
}

/** The one mapping of the format whose keys are names that the plan gives elsewhere. */
function teamsWithoutBudget(plan: PlanDocument, path: Path, place: Place, range: Range): CompletionItem[] {
  if (path.join(' ') !== 'budget teams') return [];
  return namesOf(plan)
    .filter(({ kind, role, name }) => kind === 'team' && role === 'definition' && !place.siblings.includes(name))
    .map(({ name }) => ({
      label: name,
      kind: CompletionItemKind.Reference,
      textEdit: { range, newText: `${name}: { usd: $0 }` },
      insertTextFormat: InsertTextFormat.Snippet,
    }));
}

/** Snippet to insert after a key, with the cursor where its value goes. */
function afterKey(schema: JsonSchema): string {
  if (schema.const !== undefined) return `: ${String(schema.const)}`;
  if (schema.type === 'array') return schema.items?.type === 'object' ? ':\n  - $0' : ': [$0]';
  return schema.type === 'object' ? ':\n  $0' : ': $0';
}

function valuesFor(file: PlanFile, plan: PlanDocument, path: Path, { word }: Cursor): CompletionItem[] {
  const list = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  if (isGlobList(list)) {
    return pathCompletion(file.repository.files, file.plan.source.slice(word.start, word.end), rangeOf(file, word));
  }
  const fromSpec = specCompletion(file, plan, path, word);
  if (fromSpec !== undefined) return fromSpec.filter(({ label }) => !label.includes(cursorWord));
  const names = namesFor(plan, path);
  if (names !== undefined) {
    return [...names, ...(isCriterionOfFinding(path) ? furtherCriteria(plan, names, file) : [])]
      .filter(({ name }) => name !== '' && !name.includes(cursorWord))
      .map(({ name, detail }) => ({ label: name, kind: CompletionItemKind.Reference, detail }));
  }
  const schema = schemaAt(planJsonSchema(), path);
  if (path.length === 3 && path[0] === 'agents' && path[2] === 'driver') return driversOf(schema, file);
  const values =
    schema?.enum ?? (schema?.const === undefined ? (schema?.type === 'boolean' ? [true, false] : []) : [schema.const]);
  return values.map((value, index) => ({
    label: String(value),
    kind: CompletionItemKind.EnumMember,
    // In the order of the format, such as low, medium, high.
    sortText: String(index).padStart(3, '0'),
    ...(schema?.default === value ? { detail: 'default', preselect: true } : {}),
  }));
}

/** Criteria that only the specification has. */
function furtherCriteria(
  plan: PlanDocument,
  names: readonly PlanName[],
  { repository }: PlanFile,
): readonly PlanName[] {
  return allCitedCriteria(plan, repository.facts.specs)
    .filter(({ id }) => !names.some(({ name }) => name === id))
    .map(({ id, text }) => ({ name: id, detail: `In the specification: ${text}` }));
}

/** Agents that are installed come first. */
function driversOf(schema: JsonSchema | undefined, { repository }: PlanFile): CompletionItem[] {
  const { agents } = repository.facts;
  return (schema?.enum ?? []).map((value, index) => {
    const driver = String(value);
    const installed = agents?.includes(driver) === true;
    const detail = driver === 'command' ? 'any program' : installed ? 'installed' : 'not on the PATH';
    return {
      label: driver,
      kind: CompletionItemKind.EnumMember,
      ...(agents === undefined ? {} : { detail }),
      sortText: `${installed ? 0 : 1}${index}`,
    };
  });
}
