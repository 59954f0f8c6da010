import type { Command } from './shared/command.ts';

/**
 * Commands are loaded in sets, a set with all it needs when one of it is asked for: scripts and other programs start this
 * program often, and a command that lists gates needs neither the rules of plans nor the engine. Each on its own would share
 * so many small files with the others that reading those takes longer.
 */
const sets = {
  planning: async () => (await import('./sets/planning.ts')).planning,
  reading: async () => (await import('./sets/reading.ts')).reading,
  driving: async () => (await import('./sets/driving.ts')).driving,
} satisfies Readonly<Record<string, () => Promise<readonly Command[]>>>;

/** Set of each command by its name, in the order in which help lists them. */
const setOf: Readonly<Record<string, keyof typeof sets>> = {
  lint: 'planning',
  new: 'planning',
  draft: 'driving',
  'review-plan': 'driving',
  graph: 'planning',
  run: 'driving',
  status: 'reading',
  gates: 'reading',
  diff: 'reading',
  approve: 'driving',
  reject: 'driving',
  answer: 'driving',
  allow: 'driving',
  hold: 'driving',
  reopen: 'driving',
  resume: 'driving',
  adapt: 'driving',
  divide: 'driving',
  revert: 'driving',
  retry: 'driving',
  triage: 'driving',
  stop: 'driving',
  attach: 'driving',
  'take-over': 'driving',
  report: 'reading',
  record: 'reading',
  predict: 'planning',
  show: 'reading',
  bisect: 'driving',
  try: 'driving',
  cost: 'reading',
  budget: 'reading',
  limit: 'reading',
  forensics: 'reading',
  flows: 'driving',
  learn: 'driving',
  verify: 'reading',
  clean: 'reading',
  agents: 'reading',
  keygen: 'reading',
  approvers: 'reading',
  database: 'reading',
  move: 'reading',
  export: 'reading',
  import: 'reading',
  host: 'reading',
  serve: 'driving',
  up: 'reading',
};

/** All commands, in the order in which help lists them. */
export async function allCommands(): Promise<readonly Command[]> {
  const loaded = await Promise.all(Object.values(sets).map((load) => load()));
  const order = Object.keys(setOf);
  return loaded.flat().sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

/** Command of a name; undefined where there is none. */
export async function commandNamed(name: string): Promise<Command | undefined> {
  const set = Object.hasOwn(setOf, name) ? setOf[name] : undefined;
  return set === undefined ? undefined : (await sets[set]()).find((command) => command.name === name);
}
