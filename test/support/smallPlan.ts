/** A task of a small plan: it owns the file of its name and runs the agent program of the same name, unless told otherwise. */
export interface SmallTask {
  readonly id: string;
  readonly agent?: string;
  readonly [key: string]: unknown;
}

/** Keys of a small plan beside its waves; any of the plan format. One task alone asks at every gate, unless it says otherwise. */
export interface SmallPlan {
  readonly worktree?: object;
  readonly agents?: Readonly<Record<string, object>>;
  readonly [key: string]: unknown;
}

/** Check that a file is there, and quick: Node takes longer to start than most of these tests. Windows has no such program. */
export const isThere = (file: string): string =>
  process.platform === 'win32' ? `node --check ${file}` : `test -f ${file}`;

/** A check that is green. */
export const quickCheck = isThere('src/base.js');

/**
 * A plan that passes all rules, as data: waves `one`, `two`, … of tasks, each with an agent profile that runs
 * `agents/NAME.mjs`, and a test that is green. There is no sandbox unless the plan asks for one, because sessions start
 * slower with it.
 */
export function smallPlan(waves: readonly (readonly (string | SmallTask)[])[], rest: SmallPlan = {}): object {
  const tasks = waves.map((wave) => wave.map((task) => (typeof task === 'string' ? { id: task } : task)));
  const names = new Set(tasks.flat().map(({ id, agent }) => agent ?? id));
  const profiles = [...names].map((name) => [name, profile(name)] as const);
  return {
    waveplan: 1,
    title: 'A small change',
    checkpoint: { test: quickCheck },
    ship: { pr: false },
    ...(tasks.flat().length === 1 ? { gates: everyGate } : {}),
    ...rest,
    worktree: { sandbox: 'off', ...rest.worktree },
    agents: { ...Object.fromEntries(profiles), ...rest.agents },
    waves: tasks.map((wave, index) => ({
      id: ['one', 'two', 'three'][index],
      title: `Wave ${index + 1}`,
      tasks: wave.map(fullTask),
    })),
  };
}

/** Every gate asks, also in a plan of one task. */
const everyGate = { launch: { required: 1 }, acceptance: { required: 1 }, ship: { required: 1 } };

/** Profile of the agent program `agents/NAME.mjs`. */
export function profile(name: string, rest: object = {}): object {
  return { driver: 'command', argv: ['node', `agents/${name}.mjs`], limits: { minutes: 15, idleMinutes: 15 }, ...rest };
}

function fullTask({ id, agent = id, ...rest }: SmallTask): object {
  return {
    id,
    title: `Change ${id}`,
    agent,
    owns: [`src/${id}.js`],
    objective: `src/${id}.js exports that it is done.`,
    steps: ['Open the file.', 'Add the line.', 'Save the file.'],
    verify: [quickCheck],
    ...rest,
  };
}
