import { canonicalJson } from '../canonicalJson.ts';
import { aheadMode } from '../plan/aheadMode.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';
import type { Tools } from '../model/tools.ts';
import type { AheadRound, RunState, Session } from '../model/state.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import { currentWave, isInFlight, planWave } from './runQueries.ts';

/** Questions about the validation of tasks ahead of their launch. */

/** The round that a wave rests on: its own, or one that has read several waves at once. */
export function aheadRound(state: RunState, wave: string): AheadRound | undefined {
  const own = state.ahead?.[wave];
  return own ?? Object.values(state.ahead ?? {}).findLast(({ covers }) => covers.includes(wave));
}

/** Waves whose tasks are to be read now, each with all that are read with it; the wave at hand comes first. */
export function wavesToRead(state: RunState): readonly (readonly PlanWave[])[] {
  const mode = aheadMode(state.plan.plan);
  const current = currentWave(state);
  if (mode === 'off' || current === undefined || state.planApproval.status !== 'approved') return [];
  const rest = state.plan.plan.waves.slice(state.plan.plan.waves.indexOf(current.wave));
  const inFlight = isInFlight(state);
  if (mode === 'once') return inFlight || hasLaunched(state) ? [] : [rest.filter(hasTasks)];
  const chosen = inFlight ? rest.slice(1, 2) : rest.slice(0, 1);
  return chosen.filter(hasTasks).map((wave) => [wave]);
}

const hasTasks = ({ tasks }: PlanWave): boolean => tasks.length > 0;

function hasLaunched({ gates }: RunState): boolean {
  return Object.values(gates).some(({ kind, usedAt }) => kind === 'launch' && usedAt !== undefined);
}

/** Hash of everything in the plan that the agents of these waves are told. */
export function aheadDefinition(plan: Plan, waves: readonly PlanWave[], tools: Tools): string {
  const { scope, principles, constraints, protected: kept, teams, recipes, findings, definitionOfDone } = plan;
  const { test } = plan.checkpoint;
  const told = { out: scope.out, principles, constraints, kept, teams, recipes, findings, definitionOfDone, test };
  return tools.sha256(canonicalJson({ ...told, waves: waves.map(({ id, title, tasks }) => ({ id, title, tasks })) }));
}

/** Whether a round is about the plan as it is, has ended, and still counts. */
export function isSettled(state: RunState, waves: readonly PlanWave[], tools: Tools): boolean {
  const round = state.ahead?.[waves[0]?.id ?? ''];
  if (round?.findings === undefined || Object.keys(round.voided).length > 0) return false;
  return round.definition === aheadDefinition(state.plan.plan, waves, tools);
}

/** Files that a verdict rests on and that waves have changed since it was given. */
export function staleFiles(round: AheadRound, session: Session, planFile: string): readonly string[] {
  const { cites = [], findings = [] } = session.result?.review ?? {};
  const cited = new Set([...cites, ...findings].map(({ file }) => file));
  // What the plan says is compared by what agents are told of it.
  cited.delete(planFile);
  return (round.changed[session.id] ?? []).filter((file) => cited.has(file));
}

/** Validators of a round that have ended without a verdict, with why. */
export function withoutVerdict(
  state: RunState,
  round: AheadRound,
): readonly { readonly subject: string; readonly why: string }[] {
  return Object.entries(round.sessions).flatMap(([subject, id]) => {
    const session = state.sessions[id];
    if (session?.status !== 'ended' || session.result?.review !== undefined) return [];
    return [{ subject, why: session.result?.message ?? 'It has left no result.' }];
  });
}

/** Key of a person's answer at the launch gate who goes on without the verdict of a validator. */
export const withoutKey = (subject: string): string => `without-${subject}`;

/** The reason with which a person has waived something at a launch gate of the wave that was used; undefined if nobody has. */
export function waivedBefore({ gates }: RunState, wave: string, key: string): string | undefined {
  const gate = Object.values(gates).findLast(
    ({ kind, wave: of, usedAt, decision }) =>
      kind === 'launch' && of === wave && usedAt !== undefined && (decision?.answers?.[key] ?? '').trim() !== '',
  );
  return gate?.decision?.answers?.[key]?.trim();
}

/** Obstacles that a launch of the wave still has to waive: blockers, and missing verdicts. */
export function heldBy(
  state: RunState,
  wave: string | undefined,
): {
  readonly round?: AheadRound;
  readonly blockers: readonly ValidatorFinding[];
  readonly missing: ReturnType<typeof withoutVerdict>;
} {
  const round = wave === undefined || planWave(state, wave) === undefined ? undefined : aheadRound(state, wave);
  if (wave === undefined || round?.findings === undefined || aheadMode(state.plan.plan) === 'off')
    return { blockers: [], missing: [] };
  const first = round.wave;
  return {
    round,
    blockers: round.findings.filter(
      ({ id, severity }) => severity === 'blocker' && waivedBefore(state, first, id) === undefined,
    ),
    missing: withoutVerdict(state, round).filter(
      ({ subject }) => waivedBefore(state, first, withoutKey(subject)) === undefined,
    ),
  };
}
