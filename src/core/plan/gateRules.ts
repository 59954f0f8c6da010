import type { GateKind, Plan } from './schema/plan.ts';

/** Rules that a plan has for a gate, whichever kind it is. */
export type GateRules = NonNullable<Plan['gates'][Exclude<GateKind, 'custom'>]>;

/** A gate of the plan's own. */
export type CustomGate = NonNullable<Plan['gates']['custom']>[string];

/** Step that a gate of the plan's own comes before. */
export type CustomStep = CustomGate['before'];

/** Rules of one gate. @param name of a gate of the plan's own */
export function gateRules(
  { gates }: Pick<Plan, 'gates'>,
  kind: GateKind,
  name?: string,
): GateRules | CustomGate | undefined {
  if (kind !== 'custom') return gates[kind];
  return name !== undefined && gates.custom !== undefined && Object.hasOwn(gates.custom, name)
    ? gates.custom[name]
    : undefined;
}

/** All rules for gates that a plan has, each with the name of its gate and the keys that lead there. */
export function allGateRules({ gates }: Pick<Plan, 'gates'>): readonly {
  readonly name: string;
  readonly path: readonly string[];
  readonly rules: GateRules | CustomGate;
}[] {
  const { custom = {}, ...kinds } = gates;
  return [
    ...Object.entries(kinds).flatMap(([name, rules]) =>
      rules === undefined ? [] : [{ name, path: ['gates', name], rules }],
    ),
    ...Object.entries(custom).map(([name, rules]) => ({ name, path: ['gates', 'custom', name], rules })),
  ];
}

/** Gates of the plan's own before a step, with their names, in plan order. @param wave that is launched */
export function customGates(
  { gates }: Pick<Plan, 'gates'>,
  before: CustomStep,
  wave?: string,
): readonly (readonly [string, CustomGate])[] {
  return Object.entries(gates.custom ?? {}).filter(
    ([, gate]) =>
      gate.before === before && (wave === undefined || gate.waves === undefined || gate.waves.includes(wave)),
  );
}
