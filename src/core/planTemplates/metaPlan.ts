import { flow } from '../planText/edit/writeYaml.ts';
import { agentLines } from './agentLines.ts';
import { checkLines } from './checkLines.ts';
import { quotedTitle } from './quotedTitle.ts';
import type { Surroundings } from './surroundings.ts';

/** Everything a change needs that goes to production in the end. */
export function metaPlan(planTitle: string, surroundings: Surroundings): string {
  const { agent, test, parts, root, ending, tests, changelog, guarded } = surroundings;
  const verify = flow([test]);
  const storage = parts[0]?.owns ?? [];
  const views = parts[1]?.owns ?? [`${root}views${ending}`];
  const testsOf = (name: string): readonly string[] => (tests === undefined ? [] : [`${tests}${name}/**`]);
  const inFolder = (name: string): string => (tests === undefined ? '' : `, in ${tests}${name}/${name}.test${ending}`);
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

definitionOfDone:
  - statement: What can be shown to be false when it is not done
    verify: ${flow(`$ ${test}`)}
scope:
  in: [What this change deals with]
  out: [What it leaves alone]
  deferred: [What is for a later change]
principles:
  - Correctness before speed
  - Existing users before new ones
constraints:
  - Data written by the released version stays readable
${
  guarded.length === 0
    ? ''
    : `protected: ${flow(guarded)}
`
}
teams:
  data:
    lead: An engineer who distrusts every migration
    owns: [Storage, formats]
  product:
    lead: An engineer who thinks of the people who use it
    owns: [Interfaces, wording]

agents:
  coder:
${agentLines(agent)}
  reader:
${agentLines(agent)}
    mode: read-only

# Before planning: read-only auditors, each with its own lens. What you accept becomes a finding that tasks remedy.
audit:
  lenses:
    - id: correctness
      agent: reader
      focus: What is wrong today, or will be after this change.
    - id: operations
      agent: reader
      focus: What breaks while the change is rolled out, or rolled back.

waves:
  - id: foundation
    title: Foundation, behind a switch
    tasks:
      - id: format
        title: The new format, read and written
        team: data
        owns: ${flow([...storage, ...testsOf('format')])}
        objective: Both formats are read, and the new one is written when the switch is on.
        recipe: tdd
        steps:
          - ${flow(`Write tests that read files of the released version${inFolder('format')}`)}
          - Read both formats
          - Write the new one behind the switch
        interfaces:
          provides: ['readRecord(bytes)']
        verify: ${verify}
        risk: high

  - id: product
    title: What people see
    tasks:
      - id: views
        title: Views on the new format
        team: product
        owns: ${flow([...views, ...testsOf('views')])}
        dependsOn: [format]
        objective: Every view shows records of both formats.
        steps:
          - ${flow(`Write a test for each view${inFolder('views')}`)}
          - Change the views
          - Run the tests
        interfaces:
          consumes: ['readRecord(bytes)']
        verify: ${verify}

  - id: production
    title: On by default
    tasks:
      - id: switch
        title: Turn the switch on
        team: data
        owns: ${flow([`${root}switch${ending}`, 'docs/rollout.md'])}
        dependsOn: [format, views]
        objective: New installations write the new format, and docs/rollout.md says how to go back.
        steps:
          - Turn the default around
          - Write down how to go back
          - Run all tests
        verify: ${verify}
        risk: high

${checkLines(surroundings, '  spotCheck: { sample: 20 }\n')}
# Who may decide, and until when. An expired gate is never an approved one.
gates:
  plan: { approvers: [Your name], deadline: 1440 }
  ship: { approvers: [Your name], deadline: 1440 }

# Two who look at the result differently.
validators:
  - agent: reader
    disposition: Insists that every statement of the definition of done is shown by a test
  - agent: reader
    disposition: Distrusts tests, reads the code and looks for what nobody asked

readiness:
  - A copy of production data is at hand for tests
budget:
  minutes: 480

risks:
  - risk: The released version cannot read what the new one wrote
    noticed: The tests with files of the released version
    rollback: Turn the switch off; the new format stays readable
ship:
${changelog === undefined ? '' : `  changelog: ${flow(changelog)}\n`}  pr: true
`;
}
