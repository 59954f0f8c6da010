import type { Flow, FlowStep } from '../../src/core/flows/flows.ts';
import type { StepShape } from '../../src/core/flows/model.ts';

/** A step of a flow: its words, with slots in the order in which they stand in it. */
export function flowStep(
  words: StepShape['words'],
  { slots = [], ...shape }: Partial<StepShape> & Partial<Pick<FlowStep, 'slots'>> = {},
): FlowStep {
  return { shape: { folder: '', variables: [], words, shell: false, ...shape }, slots };
}

/** A flow of two commands that came three times in two runs, a minute each, of which the commands took six seconds. */
export function flowLike(change: Partial<Flow> = {}): Flow {
  return {
    name: 'build-stamp',
    keys: ['one', 'two'],
    steps: [
      flowStep(['npm', 'run', 'build']),
      flowStep(['node', 'tools/stamp.mjs', ['--in=', 'path']], { slots: [0] }),
    ],
    parameters: [{ name: 'path', kind: 'path', latest: 'dist/main.js' }],
    uses: [0, 1, 2].map((at) => ({ run: at === 0 ? 'r1' : 'r2', session: `s${at}`, from: at, to: at + 60_000 })),
    runs: 2,
    drivers: ['claude'],
    ...{ calls: 2, milliseconds: 60_000, running: 6_000, tokens: 1_500, estimated: 0 },
    ...change,
  };
}
