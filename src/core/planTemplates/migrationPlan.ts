import type { DriverId } from '../plan/schema/plan.ts';
import { agentLines } from './agentLines.ts';
import { quotedTitle } from './quotedTitle.ts';

/** A change of the same kind in very many files: prepared, done in parts that cannot meet, repaired, finished. */
export function migrationPlan(planTitle: string, agent?: DriverId): string {
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

definitionOfDone:
  - statement: Nothing uses the old way any more
    verify: Search for oldWay, which is found nowhere but in the changelog
constraints:
  - Public interfaces keep their signatures
protected: [package-lock.json]

agents:
  coder:
${agentLines(agent)}
  reader:
${agentLines(agent)}
    mode: read-only

audit:
  lenses:
    - id: uses
      agent: reader
      focus: Every use of the old way, with what is unusual about it.
    - id: risks
      agent: reader
      focus: Places where the new way behaves differently from the old one.

checkpoint:
  # Your whole test suite. It runs after every wave.
  test: npm test
  # How many files, riskiest first, a person looks at after each wave.
  spotCheck: { sample: 20 }

waves:
  - id: foundation
    title: Old and new way side by side
    tasks:
      - id: adapter
        title: The new way, with an adapter for the old one
        owns: [src/shared/**]
        objective: The new way is there, and the old one is a thin adapter over it.
        steps:
          - Write tests that hold for both ways
          - Build the new way
          - Make the old way call it
        interfaces:
          provides: ['newWay()']
        verify: [npm test]
        risk: high

  # One task per part of the tree, none above some 25 uses. Parts in one wave may not share a file.
  - id: parts-1
    title: First parts
    tasks:
      - id: part-a
        title: Part a
        owns: [src/a/**]
        dependsOn: [adapter]
        objective: Nothing in src/a uses the old way.
        steps:
          - List the uses in src/a
          - Change each of them to the new way
          - Run the tests of src/a
        interfaces:
          consumes: ['newWay()']
        verify: [npm test]
      - id: part-b
        title: Part b
        owns: [src/b/**]
        dependsOn: [adapter]
        objective: Nothing in src/b uses the old way.
        steps:
          - List the uses in src/b
          - Change each of them to the new way
          - Run the tests of src/b
        interfaces:
          consumes: ['newWay()']
        verify: [npm test]

  # In a change of this size something goes wrong. This wave is kept for it.
  - id: repairs
    title: Repairs
    tasks:
      - id: leftovers
        title: What the parts left undone
        owns: [src/a/**, src/b/**]
        dependsOn: [part-a, part-b]
        objective: Nothing in src uses the old way, and all tests pass.
        steps:
          - Search for uses that are left
          - Change them to the new way
          - Run all tests
        verify: [npm test]

  - id: removal
    title: The old way is gone
    tasks:
      - id: remove
        title: Remove the adapter
        owns: [src/shared/**]
        dependsOn: [adapter, leftovers]
        objective: The old way and its adapter are removed.
        steps:
          - Remove the adapter and its tests
          - Remove what only the adapter used
          - Run all tests
        verify: [npm test]

risks:
  - risk: A use is reached by name only, and not found by searching
    noticed: The spot-check, and errors at run time
    rollback: Revert the wave that removed the adapter
`;
}
