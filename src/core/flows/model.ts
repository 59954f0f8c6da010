/** Kind of word in a command that differs from one use to the next. */
export type SlotKind = 'path' | 'number' | 'commit' | 'id' | 'task' | 'text' | 'url' | 'scratch' | 'name' | 'word';

/** Word of a command: as it is written, or a beginning that stays and the kind of what follows it. */
export type WordShape = string | readonly [beginning: string, kind: SlotKind];

/** Command without what differs from one use to the next. */
export interface StepShape {
  /** Folder below that of the session; an empty word for that one itself. */
  readonly folder: WordShape;
  /** Variables that are set for it alone. */
  readonly variables: readonly (readonly [name: string, value: WordShape])[];
  /** Program and arguments; where only a shell can run it, the words and operators of its line. */
  readonly words: readonly WordShape[];
  readonly shell: boolean;
}

/** Command that an agent ran. */
export interface Command {
  /** Its shape, as JSON: commands of one shape have equal keys. */
  readonly key: string;
  /** Values of what differs, in the order of the shape: folder, variables, words. */
  readonly values: readonly string[];
  /** Number of the tool call of its session that it was part of. */
  readonly call: number;
  /** Time of that call, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Tokens, in and out, of the request that made that call; none for a further call of the same request. */
  readonly tokens: number;
}

/** Commands of an agent in one session. */
export interface ObservedSession {
  readonly run: string;
  readonly session: string;
  readonly driver?: string;
  /** Commands in order, divided wherever the agent changed a file, or a command failed: a script could not go on there. */
  readonly stretches: readonly (readonly Command[])[];
  /** Whether its program told the tokens of single requests; otherwise all of them are spread evenly over its calls. */
  readonly measured: boolean;
  /** Commands too long to be kept whole; they count as something unknown. */
  readonly cut: number;
}
