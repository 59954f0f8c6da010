import type { DriverId } from '../plan/schema/plan.ts';
import { agentLines } from './agentLines.ts';
import { quotedTitle } from './quotedTitle.ts';

/** An interface, what is built on it in parallel, and what tells about it. */
export function featurePlan(planTitle: string, agent?: DriverId): string {
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

scope:
  in: [What this feature does]
  out: [What it leaves alone]

agents:
  coder:
${agentLines(agent)}

checkpoint:
  # Your whole test suite. It runs after every wave.
  test: npm test
  checks:
    lint: npm run lint

waves:
  # What the others rely on comes first, alone, and stays as it is from then on.
  - id: interface
    title: The interface of the feature
    tasks:
      - id: interface
        title: Types and functions others call
        owns: [src/feature/index.ts]
        objective: The functions of the feature exist with their final signatures, and throw until they are built.
        steps:
          - Write the types
          - Write the functions, each throwing an error that says it is not built yet
          - Write for each function what it takes and gives
        interfaces:
          provides: ['feature(input): Output']
        verify: [npm test]

  - id: build
    title: The feature
    tasks:
      - id: core
        title: What the feature does
        owns: [src/feature/**]
        dependsOn: [interface]
        objective: The functions do what their documentation says.
        steps:
          - Write a test for each function
          - Build the functions
          - Run the tests
        interfaces:
          consumes: ['feature(input): Output']
        verify: [npm test]
      - id: user-interface
        title: How people reach it
        owns: [src/ui/feature/**]
        dependsOn: [interface]
        objective: People can start the feature and see its result.
        steps:
          - Write a test that starts the feature
          - Build the view
          - Run the tests
        interfaces:
          consumes: ['feature(input): Output']
        verify: [npm test]

  - id: tell
    title: Documentation of the feature
    tasks:
      - id: documentation
        title: Documentation
        owns: [docs/feature.md]
        dependsOn: [core, user-interface]
        objective: A reader who has never seen the feature can use it.
        steps:
          - Describe what it is for
          - Show one complete example
          - List its limits
        verify: [npm test]
        risk: low

ship:
  changelog: CHANGELOG.md
`;
}
