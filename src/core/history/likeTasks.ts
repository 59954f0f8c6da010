import { addUsage } from '../agents/usage.ts';
import type { LikeTasks, Spread } from '../model/projection.ts';
import { dollarsOf } from './costs.ts';
import type { Prices } from './costs.ts';
import type { RunHistory, SessionSpan } from './model.ts';

/** Most tasks that count for one program: the newest. */
const most = 60;

/** Finished tasks of runs, by the program that worked on them and its model, and by the program alone. */
export function likeTasksOf(histories: readonly RunHistory[], prices: Prices = {}): readonly LikeTasks[] {
  const groups = new Map<string, { readonly driver: string; readonly model?: string; readonly tasks: Taken[] }>();
  for (const task of [...histories].sort((one, other) => one.startedAt - other.startedAt).flatMap(tasksOf)) {
    const { driver, model } = task.last;
    if (driver === undefined) continue;
    for (const one of model === undefined ? [{ driver }] : [{ driver, model }, { driver }]) {
      const key = JSON.stringify(one);
      const group = groups.get(key) ?? { ...one, tasks: [] };
      group.tasks.push(takenBy(task.sessions, prices));
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ tasks, ...of }) => {
    const newest = tasks.slice(-most);
    const tokens = spread(newest.map((task) => task.tokens));
    const usd = spread(newest.map((task) => task.usd));
    return {
      ...of,
      count: newest.length,
      minutes: spread(newest.map(({ minutes }) => minutes)) ?? { mean: 0, deviation: 0 },
      ...(tokens === undefined ? {} : { tokens }),
      ...(usd === undefined ? {} : { usd }),
    };
  });
}

interface Taken {
  readonly tokens?: number;
  readonly usd?: number;
  readonly minutes: number;
}

interface FinishedTask {
  readonly sessions: readonly SessionSpan[];
  readonly last: SessionSpan;
}

/** Tasks of a run whose last session is done. */
function tasksOf({ sessions }: RunHistory): readonly FinishedTask[] {
  const tasks = new Map<string, SessionSpan[]>();
  for (const session of sessions) {
    const { kind, wave, subject } = session;
    if ((kind !== 'implement' && kind !== 'fix') || wave === undefined) continue;
    const key = JSON.stringify([wave, subject]);
    tasks.set(key, [...(tasks.get(key) ?? []), session]);
  }
  return [...tasks.values()].flatMap((all) => {
    const last = all.at(-1);
    return last?.outcome === 'done' ? [{ sessions: all, last }] : [];
  });
}

function takenBy(sessions: readonly SessionSpan[], prices: Prices): Taken {
  const used = sessions.flatMap((session) => {
    const { usage } = session;
    if (usage === undefined) return [];
    const usd = dollarsOf(usage, session, prices);
    return [{ ...usage, ...(usd === undefined ? {} : { usd }) }];
  });
  const total = used.reduce((sum, usage) => addUsage(sum, usage), { inputTokens: 0, cachedTokens: 0, outputTokens: 0 });
  return {
    ...(used.length === 0 ? {} : { tokens: total.inputTokens + total.outputTokens }),
    ...(total.usd === undefined ? {} : { usd: total.usd }),
    minutes: sessions.reduce((sum, { from, to = from }) => sum + to - from, 0) / 60_000,
  };
}

/** Rounded to what matters, so that the same runs give the same numbers; undefined where one is not known. */
function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.flatMap((value) => value ?? []);
  if (known.length < values.length || known.length === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean: rounded(mean), deviation: rounded(Math.sqrt(squares / Math.max(1, known.length - 1))) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
