import type { RunState, Session, WaveState } from '../model/state.ts';
import { waivedBefore } from './ahead.ts';
import { exploredFor } from './exploring.ts';
import { taskSessions } from './runQueries.ts';

/** Something that a wave has brought to light and the plan does not know. */
export interface ReconcileItem {
  /** Key of the person's answer, such as `item-1`. */
  readonly id: string;
  readonly from: 'follow-up' | 'deviation' | 'discovery' | 'beyond' | 'question' | 'validators';
  /** Text that the plan would get. */
  readonly text: string;
}

/** Kinds of items, for people. */
export const itemWords: Readonly<Record<ReconcileItem['from'], string>> = {
  'follow-up': 'Noticed, not asked for',
  deviation: 'Differs from what was asked for',
  discovery: 'Came up',
  beyond: 'Beyond what was laid out',
  question: 'Asks',
  validators: 'Left by the validators',
};

/** Everything of a committed wave that is to go into the plan, be deferred or dropped; empty where nothing came up. */
export function reconcileItems(state: RunState, wave: WaveState | undefined): readonly ReconcileItem[] {
  if (wave?.status !== 'committed') return [];
  const found = [...ofSessions(state, wave), ...ofValidators(state, wave.id)];
  const { scope, constraints } = state.plan.plan;
  const known = new Set([...scope.in, ...scope.out, ...scope.deferred, ...constraints].map(plain));
  const items = new Map<string, Omit<ReconcileItem, 'id'>>();
  for (const item of found) {
    const key = plain(item.text);
    if (key !== '' && !known.has(key) && !items.has(key)) items.set(key, item);
  }
  return [...items.values()].map((item, index) => ({ id: `item-${index + 1}`, ...item }));
}

const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

function ofSessions(state: RunState, wave: WaveState): readonly Omit<ReconcileItem, 'id'>[] {
  return taskSessions(state, wave).flatMap((session) => {
    const { followUps = [], stages = [], question } = session.result ?? {};
    const noted = [...stages, ...(session.result === undefined ? [] : [session.result])];
    return [
      ...followUps.map((text) => ({ from: 'follow-up' as const, text })),
      ...noted.flatMap(({ deviations = [] }) => deviations.map((text) => ({ from: 'deviation' as const, text }))),
      ...noted.flatMap(({ discoveries = [] }) => discoveries.map((text) => ({ from: 'discovery' as const, text }))),
      ...beyondPlan(state, session).map((path) => ({
        from: 'beyond' as const,
        text: `Task ${session.subject} changed ${path}, which its implementation plan does not name`,
      })),
      ...(question === undefined ? [] : [{ from: 'question' as const, text: question }]),
    ];
  });
}

/** Files that a session changed and its own implementation plan, which a person has read, does not name. */
function beyondPlan(state: RunState, session: Session): readonly string[] {
  const plan = exploredFor(state, session)?.result?.implementationPlan;
  if (plan === undefined) return [];
  const laidOut = [...plan.touches, ...plan.steps].join('\n');
  return (session.result?.changes ?? []).map(({ path }) => path).filter((path) => !names(laidOut, path));
}

/** Whether a text names a file: by its path, by its name, or by a folder that it is in. */
function names(text: string, path: string): boolean {
  const parts = path.split('/');
  const folders = parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
  const words = text.split(/[\s`"'(),;:*]+/);
  return words.some((word) => word === path || word === parts.at(-1) || folders.includes(word));
}

/** Findings that nobody has put right: issues, and blockers that were waived. */
function ofValidators(state: RunState, wave: string): readonly Omit<ReconcileItem, 'id'>[] {
  const round = state.ahead?.[wave];
  return (round?.findings ?? [])
    .filter(({ id, severity }) => severity === 'issue' || waivedBefore(state, wave, id) !== undefined)
    .map(({ title, file, line }) => ({ from: 'validators' as const, text: `${title} (${file}:${line})` }));
}

/** First committed wave that has brought something to light nobody has decided about. A plan of one task asks nothing. */
export function waveToReconcile(state: RunState): string | undefined {
  const { waves } = state.plan.plan;
  if (waves.reduce((sum, { tasks }) => sum + tasks.length, 0) < 2) return undefined;
  return waves.find(({ id }) => !isReconciled(state, id) && reconcileItems(state, state.waves[id]).length > 0)?.id;
}

/** Whether a person has decided about what the wave brought to light. A rejection drops all of it. */
function isReconciled({ gates }: RunState, wave: string): boolean {
  return Object.values(gates).some(
    ({ kind, wave: of, usedAt, status, voided }) =>
      kind === 'reconcile' && of === wave && voided === undefined && (usedAt !== undefined || status === 'rejected'),
  );
}
