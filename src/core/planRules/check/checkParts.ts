import type { z } from 'zod';
import { isRecord, recordOf } from '../../../util/records.ts';
import type { PlanParts, WaveParts } from '../../planText/document/parts.ts';
import type { Path } from '../../planText/locate.ts';
import { memoize } from '../../../util/memoize.ts';
import type { InvalidKeys } from '../rule.ts';
import { planHeadSchema, planSchema } from '../../plan/schema/plan.ts';
import type { PlanHead, PlanTask, WaveHead } from '../../plan/schema/plan.ts';
import { taskSchema, waveHeadSchema, waveSchema, workWaveSchema } from '../../plan/schema/wave.ts';

/** A part of a plan checked against its schema. */
export interface CheckedPart<Value> {
  /** Valid: the part itself, or with neutral values for its unsure keys. */
  readonly value: Value;
  readonly unsure: InvalidKeys;
  readonly issues: readonly z.core.$ZodIssue[];
}

export interface CheckedWave {
  readonly head: CheckedPart<WaveHead>;
  readonly tasks: readonly CheckedPart<PlanTask>[];
  /** Whether the wave and all its tasks fit the schema. */
  readonly valid: boolean;
}

export interface CheckedPlan {
  readonly head: CheckedPart<PlanHead>;
  readonly waves: readonly CheckedWave[];
}

/** Holds each part of a plan against its schema. A part that was checked before, as the same object, is not checked again. */
export function checkParts({ head, waves }: PlanParts): CheckedPlan {
  if (waves === undefined) return { head: checkPlanAlone(head), waves: [] };
  return { head: checkPlanHead(head), waves: waves.map(checkWave) };
}

const checkWave = memoize(({ head, tasks }: WaveParts): CheckedWave => {
  const own = tasks === undefined ? checkWaveAlone(head) : checkWaveHead(head);
  const checked = (tasks ?? []).map(checkTask);
  return { head: own, tasks: checked, valid: [own, ...checked].every(({ issues }) => issues.length === 0) };
});

const neutralHead = { waveplan: 1, title: '' };
const neutralWave = { id: '', title: '' };
const neutralTask = { id: '', title: '', owns: [], objective: '' };

const checkPlanHead = memoize((value) => checkPart(value, planHeadSchema, planHeadSchema, neutralHead));
/** A plan without a list of waves, and a wave without a list of tasks: the schema says what is wrong with that. */
const checkPlanAlone = memoize((value) => checkPart(value, planSchema, planHeadSchema, neutralHead));
const checkWaveHead = memoize((value) => checkPart(value, waveHeadSchema, waveHeadSchema, neutralWave));
const checkWaveAlone = memoize((value) =>
  checkPart(value, needsNoTasks(value) ? waveSchema : workWaveSchema, waveHeadSchema, neutralWave),
);
const checkTask = memoize((value) => checkPart(value, taskSchema, taskSchema, neutralTask));

function needsNoTasks(wave: unknown): boolean {
  return isRecord(wave) && (Object.hasOwn(wave, 'merge') || Object.hasOwn(wave, 'reverts'));
}

const allSure: InvalidKeys = new Set();
const noIssues: CheckedPart<unknown>['issues'] = [];

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
  if (result.success) return { value: result.data as Output, unsure: allSure, issues: noIssues };
  const given = recordOf(value);
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

/** Whether an issue is about a key that is not there, rather than about what is there. */
export function isAbsence(issue: z.core.$ZodIssue): boolean {
  return issue.input === undefined && 'input' in issue && issue.code !== 'unrecognized_keys';
}

/** Keys and indexes of an issue. Plans have no symbols in them. */
export function pathOf(issue: z.core.$ZodIssue): Path {
  return issue.path.filter((element) => typeof element !== 'symbol');
}
