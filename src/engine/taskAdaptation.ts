import { adaptPlan } from '../core/adapt/adaptPlan.ts';
import type { AdaptRequest } from '../core/adapt/strategy.ts';
import { isRed } from '../core/checks/isRed.ts';
import { findingsOfDivision } from '../core/division/facts.ts';
import type { Command, Refusal } from '../core/model/commands.ts';
import type { DivisionRecord } from '../core/model/division.ts';
import type { RunState } from '../core/model/state.ts';
import { planHash } from '../core/plan/planHash.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import { toFix } from '../core/validators/openFindings.ts';
import { wrongSpecs } from '../core/validators/wrongSpec.ts';
import type { EnginePorts } from './ports.ts';

type Proposal = Omit<Extract<Command, { type: 'propose-adaptation' }>, 'at'>;

/** Proposes to commit a divided wave without the tasks that are red together. @param said more of a person; may be empty */
export function divisionAdaptation(
  state: RunState,
  ports: Pick<EnginePorts, 'digest'>,
  record: DivisionRecord,
  said = '',
): Proposal | Refusal {
  const { back = [], sets = [] } = findingsOfDivision(state, record) ?? {};
  const notes = [...new Set([record.note, said.trim()])].filter((text) => text !== '');
  return taskAdaptation(state, ports, 'divide', back.join(', '), notes.join(' '), { back, sets });
}

/**
 * Proposes a revision of the plan that is about a task.
 *
 * @param said the person's diagnosis; may be empty
 * @returns the command, or why there is none
 */
export function taskAdaptation(
  state: RunState,
  ports: Pick<EnginePorts, 'digest'>,
  strategy: AdaptRequest['strategy'],
  task: string,
  said: string,
  more: Pick<AdaptRequest, 'back' | 'sets'> = {},
): Proposal | Refusal {
  const { adaptation, waves, validation, plan, assumed } = state;
  const open = assumed === undefined ? {} : { assumed };
  if (!adaptation) return { refused: 'Nothing has failed, so there is nothing to adapt.' };
  const { wave } = adaptation.cause;
  const checks = (validation?.status === 'failed' ? validation.checks : waves[wave]?.check?.checks) ?? [];
  const failing = checks.filter(isRed);
  const session = state.sessions[waves[wave]?.tasks[task] ?? ''];
  const strayed = session?.result?.strayed?.changes ?? [];
  const rejection = validation?.failure?.kind === 'rejected' ? validation.failure.message : '';
  const note = [rejection, said.trim()].filter((text) => text !== '').join(' ');
  const findings = toFix(validation, plan.plan.remedy);
  if (strategy === 'fix' && validation?.failure?.kind === 'findings' && findings.length === 0)
    return {
      refused: 'Nothing is to be fixed: the findings are marked as ones of the specification. Revise it instead.',
    };
  const wrong = wrongSpecs(validation?.findings ?? []).map((finding) => {
    return { finding, says: finding.wrongSpec?.says ?? '' };
  });
  const facts = { failing, strayed, findings, wrong, note };
  const adapted = adaptPlan(plan.source, { strategy, wave, task, ...facts, ...more, ...open });
  if ('refused' in adapted) return { refused: adapted.refused };
  const parsed = parsePlan(adapted.source, { planFile: plan.file, ...open });
  if (!parsed.plan || parsed.problems.some(({ severity }) => severity === 'error'))
    return { refused: 'The adapted plan would not be valid. Edit the plan file by hand instead.' };
  return {
    type: 'propose-adaptation',
    strategy,
    task,
    plan: {
      hash: planHash(parsed.plan, (text) => ports.digest.sha256(text)),
      file: plan.file,
      source: adapted.source,
      plan: parsed.plan,
      why: adapted.summary,
      ...(said.trim() === '' ? {} : { note: said.trim() }),
    },
  };
}
