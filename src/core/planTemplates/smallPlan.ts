import { flow } from '../planText/edit/writeYaml.ts';
import { agentLines } from './agentLines.ts';
import { quotedTitle } from './quotedTitle.ts';
import type { Surroundings } from './surroundings.ts';

/** A complete plan around one task. */
export function smallPlan(planTitle: string, { agent, test, parts: [part], tests }: Surroundings): string {
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

agents:
  coder:
${agentLines(agent)}

checkpoint:
  # Your whole test suite. It runs after every wave.
  test: ${flow(test)}

waves:
  - id: one
    title: First wave
    tasks:
      - id: first-task
        title: First task
        # Files this task may change. No two tasks of a wave may own the same file.
        owns: ${flow([...(part?.owns ?? []), ...(tests === undefined ? [] : [`${tests}**`])])}
        objective: What is true when this task is done.
        steps:
          - First step
          - Second step
          - Third step
        # What proves that this task is done.
        verify: ${flow([test])}
`;
}
