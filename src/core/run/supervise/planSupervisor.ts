import { lintDirective } from '../../directive/lintDirective.ts';
import { renderSupervisorDirective } from '../../directive/renderSupervisorDirective.ts';
import type { RunEvent } from '../../model/events.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import type { RunState } from '../../model/state.ts';
import type { Supervises } from '../../model/supervision.ts';
import { supervisorOf, supervisorSessions } from '../../queries/supervisors.ts';
import { materialNames } from './supervisorMaterial.ts';

/**
 * A read-only session of a team's supervisor, on the work as it is merged so far.
 *
 * @returns nothing where the team has no supervisor
 */
export function planSupervisor(state: RunState, supervises: Supervises): readonly RunEvent[] {
  const { team, wave } = supervises;
  const supervisor = supervisorOf(state, team);
  const live = state.waves[wave];
  if (supervisor === undefined || live === undefined) return [];
  const { plan } = state.plan;
  const scope = { kind: 'supervise' as const, team, attempt: supervisorSessions(state, team).length + 1 };
  const id = sessionId(scope, team);
  const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, team);
  const base = live.merge?.commit ?? live.base;
  const directive = renderSupervisorDirective({
    run: state.run,
    session: id,
    plan,
    repository: state.repository,
    branch,
    base,
    supervises,
    began: state.base.commit,
    lead: plan.teams[team]?.lead ?? team,
    disposition: supervisor.disposition,
    waveTitle: plan.waves.find((each) => each.id === wave)?.title ?? wave,
    failure: supervises.occasion === 'trouble' ? live.failure?.message : undefined,
    changes: live.merge?.changes ?? [],
    files: materialNames(state, supervises),
  });
  return [
    {
      type: 'sessions-planned',
      scope,
      sessions: [
        {
          id,
          kind: 'supervise',
          scope,
          subject: team,
          agent: supervisor.agent,
          epoch: 1,
          branch,
          base,
          directive: lintDirective(directive).text,
          supervises,
        },
      ],
    },
  ];
}
