import { partsOf } from '../core/planText/document/parts.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import { builtInRecipes } from '../core/recipes/builtIn.ts';
import type { Path } from '../core/planText/locate.ts';
import type { NameKind } from '../core/planText/names/nameTable.ts';
import { recordOf } from '../util/records.ts';

/** A name that a plan declares, with what to say about it. */
export interface PlanName {
  readonly name: string;
  readonly detail: string;
  /** Tasks: index of their wave. */
  readonly wave?: number;
}

const builtIn: readonly PlanName[] = Object.entries(builtInRecipes).map(([name, stages]) => ({
  name,
  detail: `Recipe: ${stages.map(({ id }) => id).join(', ')}`,
}));

type Loose = Readonly<Record<string, unknown>>;

/**
 * Names allowed at a path that refers to something by name: agents, teams, tasks of earlier waves, findings, interfaces
 * of earlier waves. Undefined where a path refers to nothing.
 */
export function namesFor(document: PlanDocument, path: Path): readonly PlanName[] | undefined {
  const key = path.findLast((element) => typeof element === 'string');
  const [top, index] = path;
  const earlier = ({ wave = 0 }: PlanName): boolean => typeof index === 'number' && wave < index;
  switch (key) {
    case 'agent':
    case 'team':
      return planNames(document, key);
    case 'recipe':
      return top === 'waves' ? [...planNames(document, 'recipe'), ...builtIn] : undefined;
    case 'dependsOn':
      return top === 'waves' ? planNames(document, 'task').filter(earlier) : undefined;
    case 'consumes':
      return top === 'waves' ? planNames(document, 'interface').filter(earlier) : undefined;
    case 'findings':
      return top === 'waves' ? planNames(document, 'finding') : undefined;
    case 'criteria':
      return top === 'findings' ? planNames(document, 'criterion') : undefined;
    default:
      return undefined;
  }
}

/** All names of a kind that a plan of any quality declares. */
export function planNames(document: PlanDocument, kind: NameKind): readonly PlanName[] {
  if (document.unreadable) return [];
  const { head, waves = [] } = partsOf(document);
  const { agents, teams, recipes, findings, audit } = recordOf(head);
  switch (kind) {
    case 'agent':
      return Object.entries(recordOf(agents)).map(([name, agent]) => ({
        name,
        detail: `Agent, ${text(recordOf(agent)['mode']) || 'workspace-write'}`,
      }));
    case 'team':
      return Object.entries(recordOf(teams)).map(([name, team]) => ({
        name,
        detail: `Team, led by ${text(recordOf(team)['lead'])}`,
      }));
    case 'recipe':
      return Object.entries(recordOf(recipes)).map(([name, stages]) => ({
        name,
        detail: `Recipe of the plan: ${list(stages)
          .map(({ id }) => text(id))
          .join(', ')}`,
      }));
    case 'finding':
      return list(findings).map((finding) => ({
        name: text(finding['id']),
        detail: `Finding, ${text(finding['severity'])}: ${text(finding['title'])}`,
      }));
    case 'lens':
      return list(recordOf(audit)['lenses']).map((lens) => ({ name: text(lens['id']), detail: 'Audit lens' }));
    case 'wave':
      return waves.map((wave) => ({
        name: text(recordOf(wave.head)['id']),
        detail: `Wave: ${text(recordOf(wave.head)['title'])}`,
      }));
    case 'task':
      return waves.flatMap(({ head: wave, tasks = [] }, index) =>
        tasks.map((task) => ({
          name: text(recordOf(task)['id']),
          detail: `Task of wave "${text(recordOf(wave)['id'])}": ${text(recordOf(task)['title'])}`,
          wave: index,
        })),
      );
    case 'criterion':
      return waves.flatMap(({ tasks = [] }) =>
        tasks.flatMap((task) =>
          list(recordOf(task)['acceptance']).map((criterion) => ({
            name: text(criterion['id']),
            detail: [`Criterion of "${text(recordOf(task)['id'])}"`, text(criterion['text'])]
              .filter(Boolean)
              .join(': '),
          })),
        ),
      );
    case 'interface':
      return waves.flatMap(({ tasks = [] }, index) =>
        tasks.flatMap((task) => {
          const { provides } = recordOf(recordOf(task)['interfaces']);
          const names = Array.isArray(provides) ? (provides as readonly unknown[]) : [];
          return names.map((name) => ({
            name: text(name),
            detail: `Provided by "${text(recordOf(task)['id'])}"`,
            wave: index,
          }));
        }),
      );
  }
}

function list(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
