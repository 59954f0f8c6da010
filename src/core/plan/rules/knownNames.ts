import { problem } from '../codes.ts';
import type { Path } from '../locate.ts';
import { placedTasks } from '../lookup.ts';
import { suggestion } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import type { PlanContext, Rule } from '../rule.ts';

/** Agents, teams and findings are named before they are used, and there is an agent to do the work. */
export const knownNames: Rule = (context) => [
  ...unknownAgents(context),
  ...unknownTeams(context),
  ...unknownFindings(context),
];

function unknownAgents({ plan, locate }: PlanContext): Problem[] {
  const agents = Object.keys(plan.agents);
  if (agents.length === 0) {
    return [
      problem(
        'no-agent',
        locate(['title'], 'key'),
        'The plan has no agents, so nobody could do the work. Add one: agents: {mine: {driver: command, argv: [my-agent, "{directive}"]}}.',
      ),
    ];
  }
  const users: { readonly path: Path; readonly agent: string | undefined }[] = [
    ...plan.audit.lenses.map(({ agent }, index) => ({ path: ['audit', 'lenses', index, 'agent'], agent })),
    ...plan.validators.map(({ agent }, index) => ({ path: ['validators', index, 'agent'], agent })),
    ...placedTasks(plan).map(({ task, waveIndex, taskIndex }) => ({
      path: ['waves', waveIndex, 'tasks', taskIndex, 'agent'],
      agent: task.agent,
    })),
  ];
  return users.flatMap(({ path, agent }) =>
    agent === undefined || Object.hasOwn(plan.agents, agent)
      ? []
      : [
          problem(
            'unknown-agent',
            locate(path),
            `No agent is called "${agent}".${suggestion(agent, agents) || known(agents)}`,
          ),
        ],
  );
}

function unknownTeams({ plan, locate }: PlanContext): Problem[] {
  const teams = Object.keys(plan.teams);
  return placedTasks(plan).flatMap(({ task: { team }, waveIndex, taskIndex }) =>
    team === undefined || Object.hasOwn(plan.teams, team)
      ? []
      : [
          problem(
            'unknown-team',
            locate(['waves', waveIndex, 'tasks', taskIndex, 'team']),
            `No team is called "${team}".${suggestion(team, teams) || known(teams)}`,
          ),
        ],
  );
}

/** A plan that audits may name findings its audit is going to make; whether it does is seen only then. */
function unknownFindings({ plan, locate }: PlanContext): Problem[] {
  const findings = new Set(plan.findings.map(({ id }) => id));
  const mayCome = plan.audit.lenses.length > 0;
  return placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) =>
    task.findings.flatMap((id, index) =>
      findings.has(id)
        ? []
        : [
            problem(
              'unknown-finding',
              locate(['waves', waveIndex, 'tasks', taskIndex, 'findings', index]),
              `No finding of the plan is called "${id}"${mayCome ? '; it counts only if the audit makes it' : ''}.${suggestion(id, findings)}`,
              mayCome ? { severity: 'information' } : {},
            ),
          ],
    ),
  );
}

function known(names: readonly string[]): string {
  return names.length === 0 ? ' The plan declares none.' : ` Known are ${names.slice(0, 8).join(', ')}.`;
}
