import type { CheckRun } from '../../../../src/core/model/checkRun.ts';

/** A plan of two waves in the styles people write: comments everywhere, block and flow, anchors left out. */
export const blockPlan = `# The plan of this test
waveplan: 1
title: Extend
agents:
  codemod: {driver: command, argv: [node, "{directive}"]} # the agent
checkpoint: {test: npm test}
waves:
  # first
  - id: one   # the first wave
    title: Foundation
    tasks:
      # about a
      - id: a # id of a
        title: Extend a
        owns:
          - src/a.js # first file
          - src/b.js
          - src/c/{x,y}.js
        deletes: [src/b.js]
        objective: |
          Text of several lines.

          Its end.

        steps: [Open it, Change it,
          Save it]  # after
        verify: [npm test]
      # about b
      - id: b
        title: Extend b
        owns: [lib/**]
        objective: The library is extended.
        steps: [Open it, Change it, Save it]
        constraints:
          - Keep it   # yes
        verify: [npm test]
      # trailing in tasks
    # trailing in the wave

  # before the second
  - id: two
    title: Next
    tasks:
      - id: d
        title: Extend d
        dependsOn:
          - a # needed
          - b
        owns: [lib/**]
        objective: The library is used.
        steps: [Open it, Change it, Save it]
        verify: [npm test]
`;

export const flowPlan = `waveplan: 1
title: Extend
agents: {codemod: {driver: command, argv: [node, "{directive}"]}}
waves: [{id: one, title: W, tasks: [
  {id: a, title: A, owns: [x, z], objective: O, steps: [a, b, c], verify: [t]},
  {id: b, title: B, owns: [w], objective: O, steps: [a, b, c], verify: [t], constraints: []}]},
  {id: two, title: T, tasks: [{id: d, title: D, dependsOn: [a], owns: [x], objective: O, steps: [a, b, c], verify: [t]}]}]
`;

/** A red test suite in which one test failed. */
export function redSuite(name = 'publishes a pack', file = 'test/publish.test.js'): CheckRun {
  return {
    name: 'test',
    command: 'npm test',
    exitCode: 1,
    timedOut: false,
    milliseconds: 1200,
    runs: 1,
    failed: [{ name, file, excerpt: 'expected 2, got 3' }],
    tail: 'not ok 1',
  };
}
