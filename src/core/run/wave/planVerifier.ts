import { criteriaOf } from '../../criteria/criteria.ts';
import { lintDirective } from '../../directive/lintDirective.ts';
import { renderVerifierDirective } from '../../directive/renderVerifierDirective.ts';
import type { SessionPlan } from '../../model/events.ts';
import { sessionBranch, sessionId, verifierSubject } from '../../model/names.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { waveCriteria } from '../../queries/criteria.ts';
import { planWave, waveScope } from '../../queries/runQueries.ts';

/**
 * The session that reports the acceptance criteria of a wave on what was merged; undefined where there are none, or nobody
 * is to verify.
 */
export function planVerifier(state: RunState, wave: WaveState): SessionPlan | undefined {
  const { plan } = state.plan;
  const planned = planWave(state, wave.id);
  const commit = wave.merge?.commit;
  if (plan.verifier === undefined || planned === undefined || commit === undefined) return undefined;
  if (waveCriteria(state, wave.id).length === 0) return undefined;
  const scope = waveScope(wave);
  const id = sessionId(scope, verifierSubject);
  const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, verifierSubject);
  const directive = renderVerifierDirective({
    run: state.run,
    session: id,
    plan,
    repository: state.repository,
    branch,
    base: commit,
    wave: planned,
    subject: verifierSubject,
    disposition: plan.verifier.disposition,
    tasks: planned.tasks.map((task) => ({ task, criteria: criteriaOf(plan, task, state.specs) })),
    changes: wave.merge?.changes ?? [],
    specs: state.specs ?? {},
    commands: commandsToVerify(state, wave.id),
  });
  return {
    id,
    kind: 'verify',
    scope,
    subject: verifierSubject,
    agent: plan.verifier.agent,
    epoch: 1,
    branch,
    base: commit,
    directive: lintDirective(directive).text,
  };
}

/** Commands that a verifier may run in any case: those of the tasks, and the suite. */
export function commandsToVerify(state: RunState, wave: string): readonly string[] {
  const { checkpoint } = state.plan.plan;
  const verify = planWave(state, wave)?.tasks.flatMap((task) => task.verify) ?? [];
  return [...new Set([...verify, ...(checkpoint.test === undefined ? [] : [checkpoint.test])])];
}
