import { lintDirective } from '../../directive/lintDirective.ts';
import { renderAuditDirective } from '../../directive/renderDirective.ts';
import { agentOf } from '../../plan/lookup.ts';
import type { AuditLens } from '../../plan/schema/plan.ts';
import type { SessionPlan } from '../../model/events.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import type { RunState } from '../../model/state.ts';

/**
 * One read-only session per lens, all at the commit the run starts from.
 *
 * @param lenses the plan's, or those of them that run again
 * @param attempt from 2, where they run again
 */
export function planAudit(
  state: RunState,
  lenses: readonly AuditLens[] = state.plan.plan.audit.lenses,
  attempt?: number,
): readonly SessionPlan[] {
  const { plan } = state.plan;
  const scope = { kind: 'audit' as const, ...(attempt === undefined ? {} : { attempt }) };
  return lenses.map((lens) => {
    const id = sessionId(scope, lens.id);
    const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, lens.id);
    const base = state.base.commit;
    const directive = renderAuditDirective({
      run: state.run,
      session: id,
      plan,
      lens,
      branch,
      base,
      repository: state.repository,
    });
    const agent = agentOf(plan, lens);
    return {
      id,
      kind: 'audit' as const,
      scope,
      subject: lens.id,
      epoch: 1,
      branch,
      base,
      directive: lintDirective(directive).text,
      ...(agent === undefined ? {} : { agent }),
    };
  });
}
