import { recordOf } from '../../../util/records.ts';
import { kindAt, placeAt, spanAt } from '../document/find.ts';
import { partsOf } from '../document/parts.ts';
import type { PlanDocument } from '../document/planDocument.ts';
import type { Span } from '../codes.ts';
import type { Path } from '../locate.ts';

/** Kind of thing that a name in a plan refers to. */
export type NameKind = 'agent' | 'team' | 'recipe' | 'finding' | 'lens' | 'wave' | 'task' | 'interface' | 'criterion';

/** One place where a name is: where it is given, or where it is used. */
export interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: 'definition' | 'reference';
  readonly path: Path;
  readonly part: 'key' | 'value';
}

/** All names of a plan of any quality, in no particular order. */
export function namesOf(document: PlanDocument): readonly NameUse[] {
  if (document.unreadable) return [];
  const { head, waves = [] } = partsOf(document);
  const { agents, teams, budget, recipes, findings, audit, validators, verifier } = recordOf(head);
  const uses: NameUse[] = [];
  const add = (
    kind: NameKind,
    role: NameUse['role'],
    name: unknown,
    path: Path,
    part: NameUse['part'] = 'value',
  ): void => {
    if (typeof name === 'string' && name !== '') uses.push({ kind, role, name, path, part });
  };
  const each = (kind: NameKind, role: NameUse['role'], names: unknown, path: Path): void =>
    list(names).forEach((name, index) => add(kind, role, name, [...path, index]));

  for (const name of Object.keys(recordOf(agents))) add('agent', 'definition', name, ['agents', name], 'key');
  for (const name of Object.keys(recordOf(recordOf(budget)['teams'])))
    add('team', 'reference', name, ['budget', 'teams', name], 'key');
  for (const [name, team] of Object.entries(recordOf(teams))) {
    add('team', 'definition', name, ['teams', name], 'key');
    const { agent } = recordOf(recordOf(team)['supervisor']);
    add('agent', 'reference', agent, ['teams', name, 'supervisor', 'agent']);
  }
  for (const [name, stages] of Object.entries(recordOf(recipes))) {
    add('recipe', 'definition', name, ['recipes', name], 'key');
    list(stages).forEach((stage, index) =>
      add('agent', 'reference', recordOf(stage)['agent'], ['recipes', name, index, 'agent']),
    );
  }
  list(findings).forEach((finding, index) => {
    add('finding', 'definition', recordOf(finding)['id'], ['findings', index, 'id']);
    each('criterion', 'reference', recordOf(finding)['criteria'], ['findings', index, 'criteria']);
  });
  list(recordOf(audit)['lenses']).forEach((lens, index) => {
    const path = ['audit', 'lenses', index];
    add('lens', 'definition', recordOf(lens)['id'], [...path, 'id']);
    add('agent', 'reference', recordOf(lens)['agent'], [...path, 'agent']);
  });
  add('agent', 'reference', recordOf(verifier)['agent'], ['verifier', 'agent']);
  list(validators).forEach((validator, index) =>
    add('agent', 'reference', recordOf(validator)['agent'], ['validators', index, 'agent']),
  );
  waves.forEach((wave, waveIndex) => {
    add('wave', 'definition', recordOf(wave.head)['id'], ['waves', waveIndex, 'id']);
    (wave.tasks ?? []).forEach((value, taskIndex) => {
      const path = ['waves', waveIndex, 'tasks', taskIndex];
      const task = recordOf(value);
      add('task', 'definition', task['id'], [...path, 'id']);
      add('agent', 'reference', task['agent'], [...path, 'agent']);
      add('team', 'reference', task['team'], [...path, 'team']);
      add('recipe', 'reference', task['recipe'], [...path, 'recipe']);
      list(task['acceptance']).forEach((criterion, index) =>
        add('criterion', 'definition', recordOf(criterion)['id'], [...path, 'acceptance', index, 'id']),
      );
      each('task', 'reference', task['dependsOn'], [...path, 'dependsOn']);
      each('finding', 'reference', task['findings'], [...path, 'findings']);
      const { provides, consumes } = recordOf(task['interfaces']);
      each('interface', 'definition', provides, [...path, 'interfaces', 'provides']);
      each('interface', 'reference', consumes, [...path, 'interfaces', 'consumes']);
    });
  });
  return uses;
}

/** The name that an offset touches. */
export function nameAt(document: PlanDocument, offset: number): NameUse | undefined {
  const place = placeAt(document, offset);
  if (place === undefined) return undefined;
  const path = place.path.join('\0');
  return namesOf(document).find((use) => use.part === place.role && use.path.join('\0') === path);
}

/** Position of a name in the source, without quotes around it; undefined where it comes from an alias. */
export function spanOfName(document: PlanDocument, { path, part }: NameUse): Span | undefined {
  const kind = kindAt(document, path)?.kind;
  if (part === 'value' && kind !== 'scalar') return undefined;
  const { start, end } = spanAt(document, path, part);
  const quoted = /^["']/.test(document.source.slice(start, start + 1));
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
