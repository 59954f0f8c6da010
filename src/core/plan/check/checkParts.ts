import type { z } from 'zod';
import type { PlanParts, WaveParts } from '../document/parts.ts';
import type { Path } from '../locate.ts';
import type { Unsure } from '../rule.ts';
import { planHeadSchema, planSchema, taskSchema, waveHeadSchema, waveSchema } from '../schema.ts';
import type { PlanHead, PlanTask, WaveHead } from '../schema.ts';

/** A part of a plan held against its schema. */
export interface CheckedPart<Value> {
  /** Valid: the part itself, or with neutral values for its unsure keys. */
  readonly value: Value;
  readonly unsure: Unsure;
  readonly issues: readonly z.core.$ZodIssue[];
}

export interface CheckedWave {
  readonly head: CheckedPart<WaveHead>;
  readonly tasks: readonly CheckedPart<PlanTask>[];
}

export interface CheckedPlan {
  readonly head: CheckedPart<PlanHead>;
  readonly waves: readonly CheckedWave[];
}

/** Holds each part of a plan against its schema. A part that was checked before, as the same object, is not checked again. */
export function checkParts({ head, waves }: PlanParts): CheckedPlan {
  if (waves === undefined) return { head: checkPlanHead(head, planSchema), waves: [] };
  return { head: checkPlanHead(head, planHeadSchema), waves: waves.map(checkWave) };
}

function checkWave({ head, tasks }: WaveParts): CheckedWave {
  if (tasks === undefined) return { head: checkWaveHead(head, waveSchema), tasks: [] };
  return { head: checkWaveHead(head, waveHeadSchema), tasks: tasks.map(checkTask) };
}

const neutralHead = { waveplan: 1, title: '' };
const neutralWave = { id: '', title: '' };
const neutralTask = { id: '', title: '', owns: [], objective: '' };

const checkPlanHead = remembered((value, schema: typeof planHeadSchema | typeof planSchema) =>
  checkPart(value, schema, planHeadSchema, neutralHead),
);
const checkWaveHead = remembered((value, schema: typeof waveHeadSchema | typeof waveSchema) =>
  checkPart(value, schema, waveHeadSchema, neutralWave),
);
const checkTask = (
  (check) => (value: unknown) =>
    check(value, taskSchema)
)(remembered((value, schema: typeof taskSchema) => checkPart(value, schema, schema, neutralTask)));

/** Values of a document are never changed, so what was found out about one stays true as long as it exists. */
function remembered<Schema, Result>(
  check: (value: unknown, schema: Schema) => Result,
): (value: unknown, schema: Schema) => Result {
  const known = new WeakMap<object, Result>();
  return (value, schema) => {
    if (typeof value !== 'object' || value === null) return check(value, schema);
    const result = known.get(value) ?? check(value, schema);
    known.set(value, result);
    return result;
  };
}

/**
 * @param schema what the value must fit
 * @param salvaged the keys to rescue when it does not
 * @param neutral values for keys that have no default and cannot be rescued
 */
function checkPart<Shape extends z.core.$ZodLooseShape>(
  value: unknown,
  schema: z.ZodType,
  salvaged: z.ZodObject<Shape>,
  neutral: Readonly<Record<string, unknown>>,
): CheckedPart<z.output<z.ZodObject<Shape>>> {
  type Output = z.output<z.ZodObject<Shape>>;
  const result = schema.safeParse(value ?? {}, { reportInput: true });
  if (result.success) return { value: result.data as Output, unsure: new Set(), issues: [] };
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const unsure = new Set<string>();
  const rescued = Object.entries(salvaged.shape as Record<string, z.ZodType>).map(([key, part]) => {
    const own = part.safeParse(Object.hasOwn(given, key) ? (given as Record<string, unknown>)[key] : undefined);
    if (own.success) return [key, own.data] as const;
    unsure.add(key);
    const standard = part.safeParse(undefined);
    return [key, standard.success ? standard.data : neutral[key]] as const;
  });
  return { value: Object.fromEntries(rescued) as Output, unsure, issues: result.error.issues };
}

/** Whether an issue is about a key that is not there, rather than about what stands there. */
export function isAbsence(issue: z.core.$ZodIssue): boolean {
  return issue.input === undefined && 'input' in issue && issue.code !== 'unrecognized_keys';
}

/** Keys and indexes of an issue. Plans have no symbols in them. */
export function pathOf(issue: z.core.$ZodIssue): Path {
  return issue.path.filter((element) => typeof element !== 'symbol');
}
