import type { Plan } from '../plan/schema/plan.ts';
import type { Finding } from '../model/finding.ts';
import type { RunState } from '../model/state.ts';
import { decisionsOf } from './decisionsOf.ts';

/** Finding of the audit or of the plan, as far as its coverage goes. */
export type CoveredFinding = Pick<Finding, 'id' | 'severity' | 'title' | 'file' | 'line'>;

/** Reason of a person why a finding that is in scope is left as it is, from the signed decision of a plan gate. */
export interface Waiver {
  readonly reason: string;
  readonly who: string;
}

/** Coverage of the findings in scope by a plan. */
export interface Coverage {
  readonly covered: readonly { readonly finding: CoveredFinding; readonly tasks: readonly string[] }[];
  readonly waived: readonly { readonly finding: CoveredFinding; readonly waiver: Waiver }[];
  /** No task names them, and nobody has said why they are left. */
  readonly open: readonly CoveredFinding[];
}

/**
 * Coverage of the findings in scope, of the audit and of the plan itself. A finding of the plan is the same as
 * one of the audit if they share their id, or place and title; it is moved out of scope in either of the two places.
 */
export function coverageOf(state: Pick<RunState, 'audit' | 'gates'>, plan: Plan): Coverage {
  const tasks = new Map<string, string[]>();
  for (const { id, findings } of plan.waves.flatMap((wave) => wave.tasks)) {
    for (const finding of findings) tasks.set(finding, [...(tasks.get(finding) ?? []), id]);
  }
  const waivers = waiversOf(state);
  const covered: Coverage['covered'][number][] = [];
  const waived: Coverage['waived'][number][] = [];
  const open: CoveredFinding[] = [];
  for (const same of inScope(state.audit.findings, plan.findings)) {
    const [finding] = same;
    if (finding === undefined) continue;
    const named = same.flatMap(({ id }) => tasks.get(id) ?? []);
    const waiver = same.flatMap(({ id }) => waivers.get(id) ?? [])[0];
    if (named.length > 0) covered.push({ finding, tasks: [...new Set(named)] });
    else if (waiver !== undefined) waived.push({ finding, waiver });
    else open.push(finding);
  }
  return { covered, waived, open };
}

/** Findings that are in scope, each with the others that are the same. */
function inScope(audited: readonly Finding[], planned: Plan['findings']): readonly (readonly CoveredFinding[])[] {
  const byId = new Map(planned.map((finding) => [finding.id, finding]));
  const byPlace = new Map(planned.map((finding) => [placeAndTitle(finding), finding]));
  const groups = new Map<string, (Finding | Plan['findings'][number])[]>(planned.map((one) => [one.id, [one]]));
  for (const finding of audited) {
    const same = byId.get(finding.id) ?? byPlace.get(placeAndTitle(finding));
    const group = same === undefined ? undefined : groups.get(same.id);
    if (group === undefined) groups.set(finding.id, [finding]);
    // Known under the name that the run has for it.
    else group.unshift(finding);
  }
  return [...groups.values()].filter((group) => group.every(({ triage }) => triage === 'in'));
}

function placeAndTitle({ file, line, title }: CoveredFinding): string {
  return JSON.stringify([file, line, title]);
}

/**
 * The finding of a plan with the same place and title as one of the audit, whose mark the plan gives then. The same id is not
 * enough: lenses number what they find, and another audit may count differently.
 */
export function planFindingFor(
  finding: Finding,
  { findings }: Pick<Plan, 'findings'>,
): Plan['findings'][number] | undefined {
  return findings.find((declared) => placeAndTitle(declared) === placeAndTitle(finding));
}

/** By finding: reasons that were given at plan gates which have been used. */
function waiversOf({ gates }: Pick<RunState, 'gates'>): ReadonlyMap<string, Waiver> {
  const given = Object.values(gates)
    .filter(({ kind, usedAt }) => kind === 'plan' && usedAt !== undefined)
    .flatMap(decisionsOf);
  return new Map(
    given.flatMap(({ who, answers = {} }) =>
      Object.entries(answers).flatMap(([id, reason]): [string, Waiver][] =>
        reason.trim() === '' ? [] : [[id, { reason: reason.trim(), who }]],
      ),
    ),
  );
}

/** The plan that a decision at the plan gate would be about: the person's edit of it, or the one in force. */
export function shownPlan({ edit, plan }: Pick<RunState, 'edit' | 'plan'>): Plan {
  return edit?.plan?.plan ?? plan.plan;
}
