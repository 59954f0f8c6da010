import { isRed } from '../core/checks/isRed.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import { planHash } from '../core/plan/planHash.ts';
import { readPlanFile } from './planFile.ts';
import { adaptPlan } from '../core/adapt/adaptPlan.ts';
import { toRemedy } from '../core/validators/openFindings.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import type { AdaptRequest } from '../core/adapt/strategy.ts';
import { baseMergeCommand, dropMergeCommand } from './baseMerge.ts';
import type { CommandInput } from './effects.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Tells the run what the person's plan file holds now. Called whenever the file may have changed. */
export async function observePlanFile(engine: RunEngine, ports: EnginePorts): Promise<void> {
  // Read when it is its turn: of two readings at the same time, the older one could be reported last.
  await engine.submitSealed(() => observation(engine, ports));
  const review = await ports.planFile.reviewed?.();
  if (review !== undefined) await engine.submit({ type: 'surroundings-seen', review });
}

async function observation(engine: RunEngine, ports: EnginePorts): Promise<CommandInput> {
  const source = await ports.planFile.read();
  const { hash, plan, problems } = readPlanFile(source, engine.state, ports.digest);
  return {
    type: 'observe-plan',
    hash,
    problems,
    ...(plan && source !== undefined ? { plan: { hash, file: ports.planFile.file, source, plan } } : {}),
  };
}

/**
 * Proposes a revision of the plan in answer to the failure at hand.
 *
 * @param said the person's diagnosis: goes to the agents, to the gate and into the record
 * @returns why it was refused, if it was
 */
export async function proposeAdaptation(
  engine: RunEngine,
  ports: EnginePorts,
  strategy: Strategy,
  task: string,
  said = '',
): Promise<{ readonly refused?: string }> {
  return engine.submitSealed(() => adaptationCommand(engine.state, ports, strategy, task, said));
}

/** The command that proposes a revision, or why there is none. See proposeAdaptation. */
export async function adaptationCommand(
  state: RunState,
  ports: Pick<EnginePorts, 'digest' | 'workspaces'>,
  strategy: Strategy,
  task: string,
  said: string,
): Promise<CommandInput | Refusal> {
  if (strategy === 'merge-base') return baseMergeCommand(state, ports);
  if (strategy === 'drop-merge') return dropMergeCommand(state, ports);
  return taskCommand(state, ports, strategy, task, said);
}

function taskCommand(
  state: RunState,
  ports: Pick<EnginePorts, 'digest'>,
  strategy: AdaptRequest['strategy'],
  task: string,
  said: string,
): CommandInput | Refusal {
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
  const judged = validation?.failure?.kind === 'findings' || validation?.failure?.kind === 'rejected';
  const findings = judged ? toRemedy(validation.findings ?? [], plan.plan.remedy) : [];
  const adapted = adaptPlan(plan.source, { strategy, wave, task, failing, strayed, findings, note, ...open });
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
