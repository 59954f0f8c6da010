import { aheadValidators } from '../../plan/aheadMode.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import { aheadDefinition, isSettled, staleFiles, wavesToRead } from '../../queries/ahead.ts';
import { budgetUsedUp } from '../../queries/budget.ts';
import { currentWave, isPrepared, sessionsOf } from '../../queries/runQueries.ts';
import { mergeFindings } from '../../validators/mergeFindings.ts';
import type { RunEvent } from '../../model/events.ts';
import type { AheadRound, RunState, Session } from '../../model/state.ts';
import type { Context } from '../gate/openGate.ts';
import { planAhead } from './planAhead.ts';

/**
 * The pipeline beside the wave at hand: while it is at work, validators read what comes next, so that the next launch gate
 * can open as soon as the wave is committed. Verdicts on what has changed since are voided and asked for again.
 */
export function nextAhead(context: Context): readonly RunEvent[] {
  const { state } = context;
  for (const round of Object.values(state.ahead ?? {})) {
    const judged = judge(state, round);
    if (judged !== undefined) return [judged];
  }
  for (const waves of wavesToRead(state)) {
    const next = voidStale(state, waves) ?? start(context, waves);
    if (next !== undefined) return [next];
  }
  return [];
}

/** Whether the launch gate of the wave at hand has to wait for validators. */
export function awaitsAhead({ state, tools }: Context, wave: string): boolean {
  const waves = wavesToRead(state).find((read) => read.some(({ id }) => id === wave));
  if (waves === undefined || budgetUsedUp(state) !== undefined) return false;
  return !isSettled(state, waves, tools);
}

function judge(state: RunState, round: AheadRound): RunEvent | undefined {
  if (round.findings !== undefined) return undefined;
  const sessions = sessionsOf(state, Object.values(round.sessions));
  if (sessions.some(({ status }) => status !== 'ended')) return undefined;
  const reports = sessions.map(({ subject, result }) => ({
    validator: subject,
    findings: result?.review?.findings ?? [],
  }));
  const { wave, round: number } = round;
  return { type: 'ahead-judged', wave, round: number, findings: mergeFindings(reports, `ahead~${wave}~${number}`) };
}

function voidStale(state: RunState, [first]: readonly PlanWave[]): RunEvent | undefined {
  const round = state.ahead?.[first?.id ?? ''];
  if (first === undefined || round?.findings === undefined) return undefined;
  const stale = sessionsOf(state, Object.values(round.sessions)).flatMap(({ id, ...session }) => {
    const files = round.voided[id] === undefined ? staleFiles(round, { id, ...session }, state.plan.file) : [];
    return files.length === 0 ? [] : [{ id, files }];
  });
  if (stale.length === 0) return undefined;
  const files = [...new Set(stale.flatMap((each) => each.files))];
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');
  const reason = `Committed since: a change of ${shown}, which ${stale.length === 1 ? 'the verdict cites' : 'the verdicts cite'}.`;
  return { type: 'ahead-voided', wave: first.id, round: round.round, sessions: stale.map(({ id }) => id), reason };
}

/** Asks the validators whose verdict is not there, no longer counts, or was about another plan. */
function start({ state, tools }: Context, waves: readonly PlanWave[]): RunEvent | undefined {
  const [first] = waves;
  if (first === undefined || isSettled(state, waves, tools) || !canStart(state, first)) return undefined;
  const definition = aheadDefinition(state.plan.plan, waves, tools);
  const before = state.ahead?.[first.id];
  const earlier = before === undefined ? [] : sessionsOf(state, Object.values(before.sessions));
  if (earlier.some(({ status }) => status !== 'ended')) return undefined;
  const counts = (session: Session): boolean =>
    before?.definition === definition &&
    before.voided[session.id] === undefined &&
    session.result?.review !== undefined &&
    aheadValidators(state.plan.plan).some(
      ({ subject, agent }) => subject === session.subject && agent === session.agent,
    );
  const kept = Object.fromEntries(earlier.filter(counts).map(({ subject, id }) => [subject, id]));
  const round = (before?.round ?? 0) + 1;
  return {
    type: 'ahead-started',
    wave: first.id,
    round,
    covers: waves.map(({ id }) => id),
    definition,
    kept,
    sessions: planAhead(state, waves, round, kept, before),
  };
}

/** The wave at hand has its directives first; one that comes next is read while that is at work. */
function canStart(state: RunState, wave: PlanWave): boolean {
  if (budgetUsedUp(state) !== undefined) return false;
  const current = currentWave(state);
  if (current?.wave.id !== wave.id) return true;
  return current.state?.status === 'preparing' && isPrepared(current.state);
}

/** Why the verdicts on a wave are asked for again although nothing has changed; see retry. */
export function askAgain(state: RunState, wave: string, sessions: readonly string[]): readonly RunEvent[] {
  const round = state.ahead?.[wave];
  if (round === undefined || sessions.length === 0) return [];
  const reason = `A person asks for the verdicts on wave ${wave} again.`;
  return [{ type: 'ahead-voided', wave, round: round.round, sessions, reason }];
}
