import { addUsage, dollars, shortAmount } from '../agents/usage.ts';
import type { Expected, LikeTasks, Projection, Spread } from '../model/projection.ts';
import type { RunState } from '../model/state.ts';
import { profileOf } from '../plan/lookup.ts';
import type { PlanWave } from '../plan/schema/plan.ts';

/** With fewer finished tasks nothing is projected: the next may be of another kind. */
export const fewestLikeTasks = 3;
/** Standard deviations on both sides of the mean between which four of five cases are. */
const fourOfFive = 1.2816;

/** Projection of a wave from what like tasks have taken; undefined where there are none for any of its tasks. */
export function projectWave(
  { likeTasks = [], plan: { plan } }: Pick<RunState, 'likeTasks' | 'plan'>,
  wave: PlanWave,
): Projection | undefined {
  const found = wave.tasks.map((task) => likeTasksFor(likeTasks, profileOf(plan, task)));
  const known = found.flatMap((like) => like ?? []);
  if (known.length === 0) return undefined;
  const minutes = sumOf(known.map((like) => ({ spread: like.minutes, count: like.count })));
  const tokens = sumOf(known.map((like) => ({ spread: like.tokens, count: like.count })));
  const usd = sumOf(known.map((like) => ({ spread: like.usd, count: like.count })));
  if (minutes === undefined) return undefined;
  return {
    tasks: known.length,
    without: found.length - known.length,
    like: [...new Set(known)].reduce((sum, { count }) => sum + count, 0),
    minutes,
    ...(tokens === undefined ? {} : { tokens }),
    ...(usd === undefined ? {} : { usd }),
  };
}

/** Finished tasks of the same program and model; where they are too few, those of the program with whichever model. */
function likeTasksFor(likeTasks: readonly LikeTasks[], profile: ReturnType<typeof profileOf>): LikeTasks | undefined {
  if (profile === undefined) return undefined;
  const model = 'model' in profile ? profile.model : undefined;
  const enough = likeTasks.filter(({ driver, count }) => driver === profile.driver && count >= fewestLikeTasks);
  return (
    enough.find((like) => like.model === model && model !== undefined) ??
    enough.find((like) => like.model === undefined)
  );
}

/** The sum of one number of each; undefined where it is not known of all. */
function sumOf(
  parts: readonly { readonly spread: Spread | undefined; readonly count: number }[],
): Expected | undefined {
  let mean = 0;
  let variance = 0;
  for (const { spread, count } of parts) {
    if (spread === undefined) return undefined;
    mean += spread.mean;
    // The mean itself is known the less well, the fewer it is of.
    variance += spread.deviation ** 2 * (1 + 1 / count);
  }
  const reach = fourOfFive * Math.sqrt(variance);
  return { mean, low: Math.max(0, mean - reach), high: mean + reach };
}

/** Numbers of a wave as they came to be. */
export interface TakenByWave {
  readonly tokens?: number;
  readonly usd?: number;
  readonly minutes: number;
}

/** Numbers of the agents of a wave's tasks, all attempts together; undefined until the wave is committed. */
export function takenByWave(
  { sessions, waves }: Pick<RunState, 'sessions' | 'waves'>,
  wave: string,
): TakenByWave | undefined {
  if (waves[wave]?.status !== 'committed') return undefined;
  const own = Object.values(sessions).filter(
    ({ kind, scope }) => (kind === 'implement' || kind === 'fix') && scope.kind === 'wave' && scope.wave === wave,
  );
  const usages = own.flatMap(({ result, interrupted }) => [result?.usage ?? [], interrupted?.usage ?? []].flat());
  const used = usages.reduce((sum, usage) => addUsage(sum, usage), {
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
  });
  const milliseconds = own.reduce(
    (sum, { startedAt, endedAt }) => sum + (endedAt ?? 0) - (startedAt ?? endedAt ?? 0),
    0,
  );
  return {
    ...(usages.length === 0 ? {} : { tokens: used.inputTokens + used.outputTokens }),
    ...(used.usd === undefined ? {} : { usd: used.usd }),
    minutes: milliseconds / 60_000,
  };
}

/** Lines for people about what a wave is going to take; one that says why there is no projection. */
export function projectionLines(state: RunState, wave: PlanWave): readonly string[] {
  if (wave.tasks.length === 0) return [];
  const projection = state.projections?.[wave.id];
  if (projection === undefined) {
    return state.likeTasks === undefined
      ? []
      : [`No projection yet: it takes ${fewestLikeTasks} finished tasks of the same agents in this repository.`];
  }
  const { tasks, without, like, tokens, usd, minutes } = projection;
  const some = without === 0 ? '' : ` for ${tasks} of ${tasks + without} tasks, the others have none like them`;
  return [
    `Projected from ${like} finished tasks of the same agents${some}: ${[
      ...(usd === undefined ? [] : [expectedText(usd, dollars)]),
      ...(tokens === undefined ? [] : [`${expectedText(tokens, shortAmount)} tokens`]),
      `${expectedText(minutes, minutesText)} of agents at work`,
    ].join('; ')}. Four of five are between the two.`,
  ];
}

/** Lines for people about how far the projections of a run were off, a wave each. */
export function projectionErrors(state: RunState): readonly string[] {
  return state.plan.plan.waves.flatMap(({ id, title }) => {
    const projection = state.projections?.[id];
    const taken = takenByWave(state, id);
    if (projection === undefined || taken === undefined) return [];
    const { without, usd, tokens, minutes } = projection;
    const parts = [
      ...errorOf(usd, taken.usd, dollars, ''),
      ...errorOf(tokens, taken.tokens, shortAmount, ' tokens'),
      ...errorOf(minutes, taken.minutes, minutesText, ' of agents at work'),
    ];
    const note =
      without === 0 ? '' : ` (${without} of its tasks ${without === 1 ? 'was' : 'were'} not part of the projection)`;
    return [`${title}: ${parts.join('; ')}${note}`];
  });
}

function errorOf(
  expected: Expected | undefined,
  taken: number | undefined,
  text: (amount: number) => string,
  unit: string,
): readonly string[] {
  if (expected === undefined || taken === undefined) return [];
  const inside = taken >= expected.low && taken <= expected.high;
  const off = expected.mean === 0 ? '' : `, ${percent(taken / expected.mean - 1)}`;
  return [
    `${text(taken)}${unit}, projected ${expectedText(expected, text)}${off}${inside ? '' : ', outside of what was expected'}`,
  ];
}

function percent(part: number): string {
  const rounded = Math.round(part * 100);
  return `${rounded > 0 ? '+' : ''}${rounded}%`;
}

function expectedText({ mean, low, high }: Expected, text: (amount: number) => string): string {
  return `${text(mean)} (${text(low)} to ${text(high)})`;
}

function minutesText(minutes: number): string {
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  return minutes < 10 ? `${minutes.toFixed(1)} min` : `${Math.round(minutes)} min`;
}
