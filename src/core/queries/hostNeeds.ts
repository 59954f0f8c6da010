import type { Work } from '../model/effects.ts';
import { lackingIn } from '../model/hostOffer.ts';
import type { HostNeeds, HostOffer } from '../model/hostOffer.ts';
import type { Scope } from '../model/sessionResult.ts';
import { profileOf } from '../plan/lookup.ts';
import type { AgentProfile, Plan, PlanWave } from '../plan/schema/plan.ts';
import { stagesOf } from '../recipes/stages.ts';

/** Needs of a session that a host has to meet; undefined for one that runs where the run is driven. */
export function hostNeedsOf(work: Work, scope: Scope, plan: Plan): HostNeeds | undefined {
  if (plan.executor !== 'team' || work.kind !== 'agent') return undefined;
  const wave = 'wave' in scope ? plan.waves.find(({ id }) => id === scope.wave) : undefined;
  return needsOf([work.profile, ...(work.stages ?? []).map(({ profile }) => profile)], wave);
}

function needsOf(profiles: readonly AgentProfile[], wave: Pick<PlanWave, 'labels'> | undefined): HostNeeds {
  return {
    drivers: [...new Set(profiles.map(({ driver }) => driver))],
    labels: [...new Set([...profiles.flatMap(({ labels }) => labels ?? []), ...(wave?.labels ?? [])])],
  };
}

/**
 * Obstacle to launching a wave on the hosts of a team.
 *
 * @param hosts those that are there; undefined where the run is in no database
 */
export function hostObstacle(plan: Plan, wave: PlanWave, hosts: readonly HostOffer[] | undefined): string | undefined {
  if (plan.executor !== 'team') return undefined;
  if (hosts === undefined) {
    return (
      'The plan has its agents work on the hosts of a team (executor: team), and this run is in files of one machine. Move it ' +
      'with "wavegate move RUN --to database", or take executor out of the plan.'
    );
  }
  if (hosts.length === 0) {
    return 'The plan has its agents work on the hosts of a team (executor: team), and there is none now. Start one with "wavegate host", then try again.';
  }
  for (const task of wave.tasks) {
    const own = profileOf(plan, task);
    if (own === undefined) continue;
    const staged = stagesOf(plan, task).flatMap(({ agent }) =>
      agent === undefined ? [] : (profileOf(plan, { agent }) ?? []),
    );
    const lacking = hosts.map((host) => ({ host, lacks: lackingIn(host, needsOf([own, ...staged], wave)) }));
    if (lacking.some(({ lacks }) => lacks.length === 0)) continue;
    const each = lacking.map(({ host, lacks }) => `${host.name} lacks ${lacks.join(', ')}`);
    return `No host can run task ${task.id}: ${each.join('; ')}. Start one that can with "wavegate host", then try again.`;
  }
  return undefined;
}
