import { nearest } from '../../../util/nearest.ts';
import { inPlan, inTask, keyOf } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanContext, PlanRule, TaskRule } from '../rule.ts';

/** There is an agent to do the work, and auditors, validators, verifier and supervisors are agents of the plan. */
export const knownAgents: PlanRule = {
  reads: [],
  readsOfPlan: ['agents', 'audit', 'validators', 'verifier', 'teams'],
  check(context) {
    const { plan, unsure } = context;
    if (unsure.has('agents')) return [];
    const { assumed } = context.repository.facts;
    if (Object.keys(plan.agents).length === 0 && assumed?.agent !== undefined) return [];
    if (Object.keys(plan.agents).length === 0) {
      return [
        {
          code: 'no-agent',
          at: keyOf(inPlan('title')),
          message: `The plan has no agents, so no task could be started. Add one: agents: {mine: {driver: command, argv: [my-agent, "{directive}"]}}.${assumed?.noAgent === undefined ? '' : ` ${assumed.noAgent}`}`,
        },
      ];
    }
    return [
      ...plan.audit.lenses.flatMap(({ agent }, index) =>
        unknownAgent(context.plan, agent, inPlan('audit', 'lenses', index, 'agent')),
      ),
      ...Object.entries(plan.teams).flatMap(([team, { supervisor }]) =>
        unknownAgent(context.plan, supervisor?.agent, inPlan('teams', team, 'supervisor', 'agent')),
      ),
      ...unknownAgent(context.plan, plan.verifier?.agent, inPlan('verifier', 'agent')),
      ...plan.validators.flatMap(({ agent }, index) =>
        unknownAgent(context.plan, agent, inPlan('validators', index, 'agent')),
      ),
    ];
  },
};

/** The agent and the team of a task are declared by the plan. */
export const knownWorkers: TaskRule = {
  needsValid: ['agent', 'team'],
  needsValidOfPlan: ['agents', 'teams'],
  check: ({ agent, team }, { plan }) => [
    ...(Object.keys(plan.agents).length === 0 ? [] : unknownAgent(plan, agent, inTask('agent'))),
    ...(team === undefined || Object.hasOwn(plan.teams, team)
      ? []
      : [unknown('unknown-team', `No team is called "${team}".`, team, Object.keys(plan.teams), inTask('team'))]),
  ],
};

/** A budget is for a team that the plan declares. */
export const knownBudgetTeams: PlanRule = {
  reads: [],
  readsOfPlan: ['budget', 'teams'],
  check({ plan: { budget, teams }, unsure }) {
    if (unsure.has('budget') || unsure.has('teams')) return [];
    return Object.keys(budget.teams)
      .filter((team) => !Object.hasOwn(teams, team))
      .map((team) =>
        unknown(
          'unknown-team',
          `No team is called "${team}".`,
          team,
          Object.keys(teams),
          keyOf(inPlan('budget', 'teams', team)),
        ),
      );
  },
};

/** A plan that audits may name findings its audit is going to make; whether it does is seen only then. */
export const knownFindings: TaskRule = {
  needsValid: ['findings'],
  needsValidOfPlan: ['findings', 'audit'],
  check({ findings }, { plan }) {
    const mayCome = plan.audit.lenses.length > 0;
    return findings.flatMap((id, index): Remark[] => {
      if (plan.findings.some((finding) => finding.id === id) || isOfLens(id, plan)) return [];
      if (id.includes('~')) return [ofRun(id, index)];
      const meant = nearest(
        id,
        plan.findings.map((finding) => finding.id),
      );
      return [
        {
          code: 'unknown-finding',
          at: inTask('findings', index),
          message: `No finding of the plan is called "${id}"${mayCome ? '; it counts only if the audit makes it' : ''}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
          ...(mayCome ? { severity: 'information' } : {}),
          ...(meant === undefined ? {} : { suggestion: meant }),
        },
      ];
    });
  },
};

/** Such names are given in a run, which alone knows them; its plan gate says so of those it does not have. */
function ofRun(id: string, index: number): Remark {
  return {
    code: 'unknown-finding',
    at: inTask('findings', index),
    message: `"${id}" is what validators found or a person noted in a run, and counts only in that run.`,
    severity: 'information',
  };
}

/** Whether an audit would number a finding of one of its lenses like this: `security-1`. */
function isOfLens(id: string, { audit }: Pick<PlanContext['plan'], 'audit'>): boolean {
  return audit.lenses.some((lens) => id.startsWith(`${lens.id}-`) && /^[1-9]\d*$/.test(id.slice(lens.id.length + 1)));
}

function unknownAgent(
  { agents }: Pick<PlanContext['plan'], 'agents'>,
  agent: string | undefined,
  at: RemarkPlace,
): readonly Remark[] {
  return agent === undefined || Object.hasOwn(agents, agent)
    ? []
    : [unknown('unknown-agent', `No agent is called "${agent}".`, agent, Object.keys(agents), at)];
}

function unknown(
  code: 'unknown-agent' | 'unknown-team',
  what: string,
  name: string,
  names: readonly string[],
  at: RemarkPlace,
): Remark {
  const meant = nearest(name, names);
  if (meant !== undefined) return { code, at, message: `${what} Did you mean "${meant}"?`, suggestion: meant };
  const known = names.length === 0 ? 'The plan declares none.' : `Known are ${names.slice(0, 8).join(', ')}.`;
  return { code, at, message: `${what} ${known}` };
}
