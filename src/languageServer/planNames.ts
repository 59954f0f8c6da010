import type { Path } from '../core/plan/locate.ts';

/** A name that other places of the plan refer to, with what to say about it. */
export interface PlanName {
  readonly name: string;
  readonly detail: string;
}

type Loose = Readonly<Record<string, unknown>>;

/**
 * What may stand at a path that refers to something by name: agents, teams, tasks of earlier waves, findings. Undefined
 * where a path refers to nothing. Works on values of any quality, since plans are asked about while being written.
 */
export function namesFor(plan: unknown, path: Path): readonly PlanName[] | undefined {
  const key = path.findLast((element) => typeof element === 'string');
  const [top, index] = path;
  switch (key) {
    case 'agent':
      return Object.entries(record(record(plan)['agents'])).map(([name, agent]) => ({
        name,
        detail: `Agent, ${text(record(agent)['mode']) || 'workspace-write'}`,
      }));
    case 'team':
      return Object.entries(record(record(plan)['teams'])).map(([name, team]) => ({
        name,
        detail: `Team, led by ${text(record(team)['lead'])}`,
      }));
    case 'dependsOn':
      return top === 'waves' && typeof index === 'number' ? tasksBefore(plan, index) : undefined;
    case 'findings':
      return top === 'waves'
        ? list(record(plan)['findings']).map((finding) => ({
            name: text(finding['id']),
            detail: `Finding, ${text(finding['severity'])}: ${text(finding['title'])}`,
          }))
        : undefined;
    default:
      return undefined;
  }
}

function tasksBefore(plan: unknown, wave: number): readonly PlanName[] {
  return list(record(plan)['waves'])
    .slice(0, wave)
    .flatMap((before) =>
      list(before['tasks']).map((task) => ({
        name: text(task['id']),
        detail: `Task of wave "${text(before['id'])}": ${text(task['title'])}`,
      })),
    );
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}

function list(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
