import type { DriverId } from '../plan/schema/plan.ts';
import { agentLines } from './agentLines.ts';
import { quotedTitle } from './quotedTitle.ts';

/** Everything a change needs that goes to production in the end. */
export function metaPlan(planTitle: string, agent?: DriverId): string {
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

definitionOfDone:
  - statement: What can be shown to be false when it is not done
    verify: $ npm test
scope:
  in: [What this change deals with]
  out: [What it leaves alone]
  deferred: [What is for a later change]
principles:
  - Correctness before speed
  - Existing users before new ones
constraints:
  - Data written by the released version stays readable
protected: [infrastructure/**]

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
        owns: [src/storage/**]
        objective: Both formats are read, and the new one is written when the switch is on.
        recipe: tdd
        steps:
          - Write tests that read files of the released version
          - Read both formats
          - Write the new one behind the switch
        interfaces:
          provides: ['readRecord(bytes)']
        verify: [npm test]
        risk: high

  - id: product
    title: What people see
    tasks:
      - id: views
        title: Views on the new format
        team: product
        owns: [src/views/**]
        dependsOn: [format]
        objective: Every view shows records of both formats.
        steps:
          - Write a test for each view
          - Change the views
          - Run the tests
        interfaces:
          consumes: ['readRecord(bytes)']
        verify: [npm test]

  - id: production
    title: On by default
    tasks:
      - id: switch
        title: Turn the switch on
        team: data
        owns: [src/switch.ts, docs/rollout.md]
        dependsOn: [format, views]
        objective: New installations write the new format, and docs/rollout.md says how to go back.
        steps:
          - Turn the default around
          - Write down how to go back
          - Run all tests
        verify: [npm test]
        risk: high

checkpoint:
  # Your whole test suite. It runs after every wave.
  test: npm test
  checks:
    typecheck: npm run typecheck
  spotCheck: { sample: 20 }

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
  changelog: CHANGELOG.md
  pr: true
`;
}
