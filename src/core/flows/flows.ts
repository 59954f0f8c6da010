import type { Command, ObservedSession, SlotKind, StepShape } from './model.ts';
import { repeatedSequences } from './repeated.ts';
import { slotsOf, stepText } from './shape.ts';

/** Something that differs from one use of a flow to the next. */
export interface FlowParameter {
  readonly name: string;
  readonly kind: SlotKind;
  /** Value of the latest use. */
  readonly latest: string;
}

/** Text of a slot: the same in all uses, or the number of a parameter. */
export type FlowSlot = string | number;

export interface FlowStep {
  readonly shape: StepShape;
  readonly slots: readonly FlowSlot[];
}

/** One use of a flow by an agent. */
export interface FlowUse {
  readonly run: string;
  readonly session: string;
  /** Epoch milliseconds: its first command began, its last one ended. */
  readonly from: number;
  readonly to: number;
}

/** Commands that agents ran one after the other, several times. */
export interface Flow {
  /** From its commands, so that it stays the same while further runs are seen. */
  readonly name: string;
  /** Keys of its commands. */
  readonly keys: readonly string[];
  readonly steps: readonly FlowStep[];
  readonly parameters: readonly FlowParameter[];
  /** In the order of time. */
  readonly uses: readonly FlowUse[];
  readonly runs: number;
  readonly drivers: readonly string[];
  /** Means of one use: calls of a tool, milliseconds in all, and those in which its commands ran. */
  readonly calls: number;
  readonly milliseconds: number;
  readonly running: number;
  /** Mean tokens, in and out, of the requests for all of its calls but the first: those a script would save. */
  readonly tokens: number;
  /** Uses whose tokens are an estimate, because their program tells only a sum. */
  readonly estimated: number;
}

/** Fewest uses, and most commands, of a flow. */
export const flowLimits = { least: 3, longest: 40 } as const;

/** Flows of sessions, what would save most time first. The order of the sessions does not matter. */
export function flowsOf(sessions: readonly ObservedSession[]): readonly Flow[] {
  const stretches = sessions.flatMap((session) => session.stretches.map((commands) => ({ session, commands })));
  const found = repeatedSequences(
    stretches.map(({ commands }) => commands.map(({ key }) => key)),
    flowLimits,
  );
  const names = new Set<string>();
  return found
    .map(({ items, occurrences }) =>
      flowOf(
        items,
        occurrences.flatMap(({ list, at }) => {
          const stretch = stretches[list];
          return stretch === undefined
            ? []
            : [{ session: stretch.session, commands: stretch.commands.slice(at, at + items.length) }];
        }),
        names,
      ),
    )
    .sort((one, other) => savedBy(other) - savedBy(one) || (one.name < other.name ? -1 : 1));
}

/** Milliseconds that all uses of a flow would have taken less as one call. */
export function savedBy({ uses, milliseconds, running }: Flow): number {
  return uses.length * (milliseconds - running);
}

interface Use {
  readonly session: ObservedSession;
  readonly commands: readonly Command[];
}

function flowOf(keys: readonly string[], found: readonly Use[], names: Set<string>): Flow {
  const uses = [...found].sort((one, other) => timeOf(one).from - timeOf(other).from || order(one, other));
  const shapes = keys.map((key) => JSON.parse(key) as StepShape);
  const { steps, parameters } = slotted(shapes, uses);
  return {
    name: nameFor(shapes, names),
    keys,
    steps,
    parameters,
    uses: uses.map((use) => ({ run: use.session.run, session: use.session.session, ...timeOf(use) })),
    runs: new Set(uses.map(({ session }) => session.run)).size,
    drivers: [...new Set(uses.flatMap(({ session }) => session.driver ?? []))].sort(),
    calls: mean(uses.map((use) => callsOf(use).length)),
    milliseconds: mean(uses.map((use) => timeOf(use).to - timeOf(use).from)),
    running: mean(uses.map((use) => callsOf(use).reduce((sum, { from, to }) => sum + to - from, 0))),
    tokens: mean(
      uses.map((use) =>
        callsOf(use)
          .slice(1)
          .reduce((sum, { tokens }) => sum + tokens, 0),
      ),
    ),
    estimated: uses.filter(({ session }) => !session.measured).length,
  };
}

/** Steps with a parameter wherever uses differ, once for places that always hold the same. */
function slotted(
  shapes: readonly StepShape[],
  uses: readonly Use[],
): { readonly steps: readonly FlowStep[]; readonly parameters: readonly FlowParameter[] } {
  const columns = new Map<string, number>();
  const parameters: FlowParameter[] = [];
  const steps = shapes.map((shape, step) => ({
    shape,
    slots: slotsOf(shape).map((kind, slot): FlowSlot => {
      const values = uses.map(({ commands }) => commands[step]?.values[slot] ?? '');
      const latest = values.at(-1) ?? '';
      if (values.every((value) => value === latest)) return latest;
      const column = JSON.stringify(values);
      const known = columns.get(column);
      if (known !== undefined) return known;
      columns.set(column, parameters.length);
      parameters.push({ name: parameterName(kind, parameters), kind, latest });
      return parameters.length - 1;
    }),
  }));
  return { steps, parameters };
}

function parameterName(kind: SlotKind, before: readonly FlowParameter[]): string {
  const count = before.filter((parameter) => parameter.kind === kind).length;
  return count === 0 ? kind : `${kind}${count + 1}`;
}

/** Commands of a flow as lines for people; parameters in angle brackets. */
export function flowLines({ steps, parameters }: Pick<Flow, 'steps' | 'parameters'>): readonly string[] {
  return steps.map(({ shape, slots }) =>
    stepText(shape, (at) => {
      const slot = slots[at] ?? '';
      return typeof slot === 'string' ? slot : `<${parameters[slot]?.name ?? ''}>`;
    }),
  );
}

function nameFor(shapes: readonly StepShape[], names: Set<string>): string {
  const words = shapes.map(({ words: all }) =>
    all
      .filter((word) => typeof word === 'string')
      .map((word) => word.replace(/^.*[/\\]/, '').replace(/\.\w+$/, ''))
      .filter((word) => /^[a-z][\w:-]*$/i.test(word) && !/^(?:run|exec|node|npx|npm|pnpm|yarn|python\d?)$/.test(word))
      .slice(0, 2)
      .join('-'),
  );
  const distinct = [...new Set(words.filter((word) => word !== ''))];
  const base =
    distinct
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'flow';
  let name = base;
  for (let number = 2; names.has(name); number++) name = `${base}-${number}`;
  names.add(name);
  return name;
}

/** First command of each of its calls. */
function callsOf({ commands }: Use): readonly Command[] {
  return commands.filter(({ call }, at) => call !== commands[at - 1]?.call);
}

function timeOf({ commands }: Use): { readonly from: number; readonly to: number } {
  const from = commands[0]?.from ?? 0;
  return { from, to: Math.max(from, ...commands.map(({ to }) => to)) };
}

function order({ session: one }: Use, { session: other }: Use): number {
  return `${one.run} ${one.session}` < `${other.run} ${other.session}` ? -1 : 1;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
