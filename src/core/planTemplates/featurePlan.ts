import { flow } from '../planText/edit/writeYaml.ts';
import { agentLines } from './agentLines.ts';
import { checkLines } from './checkLines.ts';
import { quotedTitle } from './quotedTitle.ts';
import type { Surroundings } from './surroundings.ts';

/** An interface, what is built on it in parallel, and what tells about it. */
export function featurePlan(planTitle: string, surroundings: Surroundings): string {
  const { agent, test, root, ending, tests, changelog } = surroundings;
  const feature = `${root}feature`;
  const reach = `${root}feature-view`;
  const verify = flow([test]);
  const testsOf = (name: string): readonly string[] => (tests === undefined ? [] : [`${tests}${name}/**`]);
  const inFolder = (name: string): string => (tests === undefined ? '' : `, in ${tests}${name}/${name}.test${ending}`);
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

scope:
  in: [What this feature does]
  out: [What it leaves alone]

agents:
  coder:
${agentLines(agent)}

${checkLines(surroundings)}
waves:
  # What the others rely on comes first, alone, and stays as it is from then on.
  - id: interface
    title: The interface of the feature
    tasks:
      - id: interface
        title: Types and functions others call
        owns: ${flow([`${feature}/interface${ending}`])}
        objective: The functions of the feature exist with their final signatures, and throw until they are built.
        steps:
          - Write the types
          - Write the functions, each throwing an error that says it is not built yet
          - Write for each function what it takes and gives
        interfaces:
          provides: ['feature(input): Output']
        verify: ${verify}

  - id: build
    title: The feature
    tasks:
      - id: core
        title: What the feature does
        owns: ${flow([`${feature}/**`, ...testsOf('feature')])}
        dependsOn: [interface]
        objective: The functions do what their documentation says.
        steps:
          - ${flow(`Write a test for each function${inFolder('feature')}`)}
          - ${flow(`Build the functions of ${feature}/interface${ending}`)}
          - Run the tests
        interfaces:
          consumes: ['feature(input): Output']
        verify: ${verify}
      - id: user-interface
        title: How people reach it
        owns: ${flow([`${reach}/**`, ...testsOf('feature-view')])}
        dependsOn: [interface]
        objective: People can start the feature and see its result.
        steps:
          - ${flow(`Write a test that starts the feature${inFolder('feature-view')}`)}
          - ${flow(`Build the view in ${reach}/view${ending}`)}
          - Run the tests
        interfaces:
          consumes: ['feature(input): Output']
        verify: ${verify}

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
        verify: ${verify}
        risk: low
${
  changelog === undefined
    ? ''
    : `
ship:
  changelog: ${flow(changelog)}
`
}`;
}
