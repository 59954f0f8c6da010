import { parsePlan } from '../core/plan/parsePlan.ts';
import { adaptPlan } from '../core/plan/adaptPlan.ts';
import { toRemedy } from '../core/validators/openFindings.ts';
import type { Strategy } from '../core/run/model.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Tells the run what the person's plan file holds now. Called whenever the file may have changed. */
export async function observePlanFile(engine: RunEngine, ports: EnginePorts): Promise<void> {
  const source = await ports.planFile.read();
  const hash = ports.digest.sha256(source ?? '');
  if (hash === engine.state.plan.hash && !engine.state.edit && engine.state.synced === hash) return;
  const parsed = source === undefined ? { problems: [] } : parsePlan(source);
  const errors = source === undefined ? 1 : parsed.problems.filter((problem) => problem.severity === 'error').length;
  const plan = 'plan' in parsed ? parsed.plan : undefined;
  await engine.submit({
    type: 'observe-plan',
    hash,
    problems: errors,
    ...(plan && source !== undefined && errors === 0
      ? { plan: { hash, file: ports.planFile.file, source, plan } }
      : {}),
  });
}

/** Proposes a revision of the plan in answer to the failure at hand. @returns why it was refused, if it was */
export async function proposeAdaptation(
  engine: RunEngine,
  ports: EnginePorts,
  strategy: Strategy,
  task: string,
): Promise<{ readonly refused?: string }> {
  const { adaptation, waves, validation, plan } = engine.state;
  if (!adaptation) return { refused: 'Nothing has failed, so there is nothing to adapt.' };
  const { wave } = adaptation.cause;
  const checks = (validation?.status === 'failed' ? validation.checks : waves[wave]?.check?.checks) ?? [];
  const failing = checks.filter((check) => check.exitCode !== 0 || check.timedOut);
  const session = engine.state.sessions[waves[wave]?.tasks[task] ?? ''];
  const strayed = session?.result?.strayed?.changes ?? [];
  const findings = validation?.failure?.kind === 'findings' ? toRemedy(validation.findings ?? []) : [];
  const adapted = adaptPlan(plan.source, { strategy, wave, task, failing, strayed, findings });
  if ('refused' in adapted) return { refused: adapted.refused };
  const parsed = parsePlan(adapted.source);
  if (!parsed.plan) return { refused: 'The adapted plan would not be valid. Edit the plan file by hand instead.' };
  return engine.submit({
    type: 'propose-adaptation',
    strategy,
    task,
    plan: {
      hash: ports.digest.sha256(adapted.source),
      file: plan.file,
      source: adapted.source,
      plan: parsed.plan,
      why: adapted.summary,
    },
  });
}
