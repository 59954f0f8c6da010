import type { z } from 'zod';
import { isAbsence, pathOf } from './checkParts.ts';
import type { PlanProblemCode } from '../../planText/codes.ts';
import { formerKey, type FormerKey } from '../../plan/schema/formerKeys.ts';
import { planJsonSchema, schemaAt } from '../../plan/schema/jsonSchema.ts';
import type { JsonSchema } from '../../plan/schema/jsonSchema.ts';
import type { Path } from '../../planText/locate.ts';
import { nearest, suggestion } from '../../../util/nearest.ts';
import type { Remark, RemarkPlace } from '../remark.ts';

type Issue = z.core.$ZodIssue;

/**
 * Says in the plan's own words what the schema rejects: which key, what was found, what belongs there. Expects issues
 * made with `reportInput`, since "missing" and "wrong" read differently.
 *
 * @param base path of the part that the issues are about, from the root of the plan
 * @param from what the places of the remarks count from; with `task`, `base` is the path of that task
 */
export function schemaRemarks(issues: readonly Issue[], base: Path, from: RemarkPlace['from']): readonly Remark[] {
  const place: Placed = (path, part = 'value') => ({
    from,
    path: from === 'task' ? path.slice(base.length) : path,
    part,
  });
  return issues.flatMap((issue) => describe(issue, [...base, ...pathOf(issue)], place));
}

/** Most unknown keys reported for one mapping: with more than that it is something else altogether. */
const mostUnknown = 100;

type Placed = (path: Path, part?: 'key' | 'value') => RemarkPlace;

function describe(issue: Issue, path: Path, place: Placed): readonly Remark[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schemaAt(planJsonSchema(), path));
    return issue.keys.slice(0, mostUnknown).map((key): Remark => {
      const at = place([...path, key], 'key');
      const former = formerKey([...path, key]);
      if (former !== undefined) return { code: 'unknown-key', at, ...nowCalled(former, key, path) };
      const meant = nearest(key, known);
      const hint = meant === undefined ? `Its keys are ${known.join(', ')}.` : `Did you mean "${meant}"?`;
      return {
        code: 'unknown-key',
        at,
        message: `"${key}" is not a key of ${placeName(path)}. ${hint}`,
        ...(meant === undefined ? {} : { suggestion: meant }),
      };
    });
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    const reason = issue.issues[0]?.message ?? 'it has the wrong form';
    const message = `"${key}" cannot be used as a name here: ${reason}.`;
    return [{ code: 'invalid-value', at: place(path, 'key'), message }];
  }
  const key = nameOf(path);
  const expected = schemaAt(planJsonSchema(), path);
  if (isAbsence(issue)) return [missing(path, key, expected, place)];
  const code: PlanProblemCode =
    key === 'steps' && issue.code === 'too_big'
      ? 'step-count'
      : key === 'objective'
        ? 'no-objective'
        : issue.code === 'invalid_type'
          ? 'wrong-type'
          : 'invalid-value';
  const asText = issue.code === 'invalid_type' && issue.expected === 'string' && issue.input !== null;
  const meant = issue.code === 'invalid_value' ? nearest(String(issue.input), issue.values.map(String)) : undefined;
  return [
    {
      code,
      at: place(path, issue.input === null ? 'key' : 'value'),
      message: `${quoteName(path)} ${reasonOf(issue, expected)}`,
      severity: 'error',
      ...(asText ? { asText } : {}),
      ...(meant === undefined ? {} : { suggestion: meant }),
    },
  ];
}

function nowCalled(former: FormerKey, key: string, path: Path): Pick<Remark, 'message' | 'suggestion'> {
  const was = `"${key}" of ${placeName(path)}`;
  return 'moved' in former
    ? { message: `${was} is now ${former.moved}.` }
    : { message: `${was} is now called "${former.renamed}". Rename it.`, suggestion: former.renamed };
}

function missing(path: Path, key: string, expected: JsonSchema | undefined, place: Placed): Remark {
  const parent = path.slice(0, -1);
  if (key === 'objective') {
    const message = 'The task has no objective, so no agent could tell when it is done. Add "objective".';
    return { code: 'no-objective', at: place([...parent, 'id']), message };
  }
  const example = expected?.const === undefined ? 'Add it' : `Add ${key}: ${JSON.stringify(expected.const)}`;
  const meaning = expected?.description === undefined ? '.' : `. What it means: ${expected.description}`;
  return {
    code: 'missing-key',
    at: typeof parent.at(-1) === 'string' ? place(parent, 'key') : place([...parent, 'id']),
    message: `"${key}" is missing from ${placeName(parent)}. ${example}${meaning}`,
    suggestion: key,
  };
}

function reasonOf(issue: Issue, expected: JsonSchema | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = issue.values.find((value) => typeof value !== 'string' && String(value) === issue.input);
      if (meant !== undefined)
        return `must be the ${typeof meant} ${String(meant)}, and in quotes YAML reads it as text. Take the quotes away.`;
      return `must be ${list(values)}, not ${shown(issue.input)}.${suggestion(String(issue.input), values)}`;
    }
    case 'too_small':
      if (issue.origin === 'string') return 'is empty. Give a value, or remove the key.';
      if (issue.origin === 'array')
        return `needs at least ${issue.minimum} ${issue.minimum === 1 ? 'entry' : 'entries'}.`;
      return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}.`;
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum} characters. Shorten it.`;
      if (issue.origin === 'array') {
        return `has more than ${issue.maximum} entries. More than one agent can carry: split it.`;
      }
      return `must be at most ${issue.maximum}.`;
    case 'invalid_format':
      if (issue.format === 'url')
        return `must be a complete URL such as https://example.org/path, not ${shown(issue.input)}.`;
      return expected?.pattern === undefined || issue.message.startsWith('Invalid')
        ? `has a character that is not allowed here: ${shown(issue.input)}.`
        : `is ${shown(issue.input)}, but ${issue.message}.`;
    default:
      return `is not right: ${issue.message.replace(/[.]$/, '')}.`;
  }
}

function wrongType(expected: string, input: unknown): string {
  const wanted = typeNames[expected] ?? expected;
  if (input === null) return `has no value. It needs ${wanted}; or remove the key.`;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return `must be text, and YAML reads it as the ${typeof input} ${String(input)}. Put it in quotes, as it is written.`;
  }
  if (expected === 'string' && typeof input === 'object' && !Array.isArray(input)) {
    return 'must be text, and YAML reads a mapping here, because of ": " or "{". Put the whole text in quotes.';
  }
  if (expected === 'string' && Array.isArray(input)) {
    return 'must be text, and YAML reads a list here, because of "[" or "- ". Put the whole text in quotes.';
  }
  if (expected === 'array' && typeof input === 'string') {
    return `must be a list, not a single text. Write [${JSON.stringify(clip(input))}].`;
  }
  return `must be ${wanted}, not ${Array.isArray(input) ? 'a list' : (typeNames[typeof input] ?? typeof input)}.`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of names to values',
};

/** Keys that may be written in an object of this schema. */
function knownKeys(schema: JsonSchema | undefined): readonly string[] {
  const names = schema?.propertyNames?.enum;
  if (schema?.anyOf !== undefined) return schema.anyOf.flatMap(knownKeys);
  return names === undefined ? Object.keys(schema?.properties ?? {}) : names.map(String);
}

/** Name of the innermost key on the way: `steps` for both `steps` and its third entry. */
function nameOf(path: Path): string {
  return path.findLast((element) => typeof element === 'string') ?? 'plan';
}

/** `"steps"`, or `Entry 3 of "steps"` for what is in a list. */
function quoteName(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The plan';
  return typeof last === 'number' ? `Entry ${last + 1} of "${nameOf(path)}"` : `"${last}"`;
}

const singular: Readonly<Record<string, string>> = {
  setup: 'a set-up command',
  waves: 'a wave',
  tasks: 'a task',
  lenses: 'an audit lens',
  findings: 'a finding',
  validators: 'a validator',
  risks: 'a risk',
  definitionOfDone: 'a statement of the definition of done',
  agents: 'an agent profile',
  teams: 'a team',
};

/** Name of an object for people: the plan, a task, "limits". */
function placeName(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the plan';
  const collection = typeof last === 'number' ? nameOf(path) : String(path.at(-2) ?? '');
  return singular[collection] ?? `"${last}"`;
}

function list(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(clip(value)) : clip(JSON.stringify(value));
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
