import { aheadMode, aheadValidators } from '../plan/aheadMode.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { BoardPipelineItem } from '../model/boardModel.ts';
import type { AheadRound, RunState } from '../model/state.ts';
import { aheadRound, heldBy, waivedBefore } from '../queries/ahead.ts';
import { currentWave, isInFlight, sessionsOf } from '../queries/runQueries.ts';
import { findingCounts } from './openFindings.ts';

/** Title of a validator of tasks ahead: its agent, and which of the two it is. */
export function aheadTitle(plan: Plan, subject: string): string {
  const index = aheadValidators(plan).findIndex((validator) => validator.subject === subject);
  const agent = aheadValidators(plan)[index]?.agent;
  return agent === undefined ? subject : `Validator ${index + 1} (${agent})`;
}

/** State of the validation of a wave ahead of its launch; undefined for a wave that is not validated, or launched already. */
export type AheadStage = 'queued' | 'reading' | 'again' | 'held' | 'clear';

/** A wave's place in the pipeline: what comes after the wave at hand is queued until validators read it. */
export function aheadStage(state: RunState, wave: string): AheadStage | undefined {
  if (aheadMode(state.plan.plan) === 'off') return undefined;
  const status = state.waves[wave]?.status;
  if (status !== undefined && !['preparing', 'launch'].includes(status)) return undefined;
  const round = aheadRound(state, wave);
  if (round === undefined) return 'queued';
  if (round.findings === undefined) return round.round === 1 ? 'reading' : 'again';
  if (Object.keys(round.voided).length > 0) return 'again';
  const { blockers, missing } = heldBy(state, wave);
  return blockers.length + missing.length > 0 ? 'held' : 'clear';
}

/** The same in words: `held by 1 blocker`. */
export function aheadText(state: RunState, wave: string): string | undefined {
  const { blockers, missing } = heldBy(state, wave);
  const round = aheadRound(state, wave);
  switch (aheadStage(state, wave)) {
    case undefined:
      return undefined;
    case 'queued':
      return 'queued for validation';
    case 'reading':
      return 'validators are reading its directives';
    case 'again':
      return againText(round);
    case 'held':
      return `validated ahead, held by ${[
        ...(blockers.length === 0 ? [] : [findingCounts(blockers)]),
        ...(missing.length === 0
          ? []
          : [missing.length === 1 ? '1 missing verdict' : `${missing.length} missing verdicts`]),
      ].join(' and ')}`;
    case 'clear': {
      const found = findingCounts(round?.findings ?? []);
      return `validated ahead: ${found === '' ? 'nothing found' : found}`;
    }
  }
}

/** Why validators read again: `validators look again. Committed since: a change of src/a.js, …` */
function againText(round: AheadRound | undefined): string {
  const because = voidReasons(round)[0] ?? round?.because;
  return because === undefined ? 'validators look again' : `validators look again. ${because}`;
}

function voidReasons(round: AheadRound | undefined): readonly string[] {
  return [...new Set(Object.values(round?.voided ?? {}))];
}

/** Lines about the waves at work, validated ahead and queued; none where nothing is validated ahead. */
export function pipelineOf(state: RunState): readonly BoardPipelineItem[] {
  const { plan } = state.plan;
  const current = currentWave(state);
  if (aheadMode(plan) === 'off' || state.planApproval.status !== 'approved' || current === undefined) return [];
  return plan.waves.flatMap(({ id, title }): BoardPipelineItem[] => {
    if (id === current.wave.id && isInFlight(state)) return [{ wave: id, stage: 'work', text: `${title}: at work` }];
    const stage = aheadStage(state, id);
    return stage === undefined ? [] : [{ wave: id, stage, text: `${title}: ${aheadText(state, id) ?? ''}` }];
  });
}

/** One line per validator of a wave: its verdict, how it puts it, and whether that still counts. */
export function aheadVerdictLines(state: RunState, wave: string): readonly string[] {
  const round = aheadRound(state, wave);
  if (round === undefined) return [];
  return sessionsOf(state, Object.values(round.sessions)).map(({ id, subject, status, result }) => {
    const title = aheadTitle(state.plan.plan, subject);
    if (status !== 'ended' || result === undefined) return `${title}: is reading`;
    if (result.review === undefined) return `${title} has given no verdict: ${result.message}`;
    const verdict = result.review.verdict === 'approve' ? 'approves' : 'asks for changes';
    const voided = round.voided[id] === undefined ? '' : ` No longer counts: ${round.voided[id]}`;
    return `${title} ${verdict}: ${result.summary ?? result.message}${voided}`;
  });
}

/** Findings, merged, worst first, one line each. */
export function aheadFindingLines(state: RunState, wave: string): readonly string[] {
  const round = aheadRound(state, wave);
  return (round?.findings ?? []).map((finding) => {
    const by = finding.validators.length > 1 ? 'both' : aheadTitle(state.plan.plan, finding.validators[0] ?? '');
    const doubt = finding.citation === 'verified' ? '' : ', no such line';
    const waived = waivedBefore(state, round?.wave ?? wave, finding.id);
    return `${finding.severity} ${finding.id}: ${finding.title} (${finding.file}:${finding.line}${doubt}; ${by}${waived === undefined ? '' : `; waived: ${waived}`})${finding.remediation === '' ? '' : `. Remedy: ${finding.remediation}`}`;
  });
}

/** Verdicts and findings of all rounds that count, for the record of a run. */
export function aheadRecord(state: RunState): readonly string[] {
  return Object.keys(state.ahead ?? {}).flatMap((wave) => {
    const title = state.plan.plan.waves.find(({ id }) => id === wave)?.title ?? wave;
    const round = state.ahead?.[wave]?.round ?? 1;
    const lines = [...aheadVerdictLines(state, wave), ...aheadFindingLines(state, wave)];
    return [`**${title}**${round === 1 ? '' : `, round ${round}`}`, ...lines.map((line) => `  - ${line}`)];
  });
}

/** Severities that a plan is changed for. */
const remedied: readonly string[] = ['blocker', 'issue'];

/**
 * Goal for a planner that is to change the plan because of what validators found ahead of a launch.
 * @returns the problem for people where they found nothing that has to change
 */
export function remedyGoal(state: RunState): { readonly goal: string } | { readonly problem: string } {
  const open = Object.values(state.ahead ?? {}).filter(({ wave }) => aheadStage(state, wave) !== undefined);
  const findings = open.flatMap((round) =>
    (round.findings ?? []).filter(
      ({ id, severity }) => remedied.includes(severity) && waivedBefore(state, round.wave, id) === undefined,
    ),
  );
  if (findings.length === 0) {
    return {
      problem: `Validators have found nothing in run ${state.run} that its plan has to be changed for before the next launch. \`wavegate gates ${state.run}\` shows what waits.`,
    };
  }
  const lines = findings.map(({ severity, file, line, title, detail, remediation }) =>
    [`- ${severity}, ${file}:${line}: ${title}`, detail, remediation === '' ? '' : `Remedy: ${remediation}`]
      .filter((part) => part !== '')
      .join('. '),
  );
  return {
    goal: [
      'Change the plan so that what validators found in it no longer holds. Keep everything that none of these is about.',
      ...lines,
    ].join('\n'),
  };
}
