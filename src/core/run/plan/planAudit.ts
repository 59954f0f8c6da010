import { lintDirective } from '../../directive/lintDirective.ts';
import { renderAuditDirective } from '../../directive/renderDirective.ts';
import { agentOf } from '../../plan/lookup.ts';
import type { SessionPlan } from '../../model/events.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import type { RunState } from '../../model/state.ts';

/** One read-only session per lens of the plan, all at the commit the run starts from. */
export function planAudit(state: RunState): readonly SessionPlan[] {
  const { plan } = state.plan;
  const scope = { kind: 'audit' as const };
  return plan.audit.lenses.map((lens) => {
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
