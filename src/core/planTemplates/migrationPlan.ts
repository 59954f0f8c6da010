import { flow } from '../planText/edit/writeYaml.ts';
import { agentLines } from './agentLines.ts';
import { checkLines } from './checkLines.ts';
import { quotedTitle } from './quotedTitle.ts';
import type { Surroundings, TreePart } from './surroundings.ts';

/** So many tasks are easy to look through after a wave. */
const inOneWave = 4;

/** A change of the same kind in very many files: prepared, done in parts that cannot meet, repaired, finished. */
export function migrationPlan(planTitle: string, surroundings: Surroundings): string {
  const { agent, test, parts, root, ending, tests, guarded } = surroundings;
  const verify = flow([test]);
  const adapter = `${root}new-way${ending}`;
  const testsOf = (name: string): readonly string[] => (tests === undefined ? [] : [`${tests}${name}/**`]);
  const named = parts.map((part) => ({ part, id: idOf(part) }));
  const waves = Array.from({ length: Math.ceil(named.length / inOneWave) }, (_, index) =>
    named.slice(index * inOneWave, (index + 1) * inOneWave),
  );
  const before = (wave: number): readonly string[] =>
    wave === 0 ? ['adapter'] : (waves[wave - 1] ?? []).map(({ id }) => id);
  return `waveplan: 1
title: ${quotedTitle(planTitle)}

definitionOfDone:
  - statement: Nothing uses the old way any more
    verify: Search for oldWay, which is found nowhere but in the changelog
constraints:
  - Public interfaces keep their signatures
${
  guarded.length === 0
    ? ''
    : `protected: ${flow(guarded)}
`
}
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

${checkLines(
  surroundings,
  `  # How many files, riskiest first, a person looks at after each wave.
  spotCheck: { sample: 20 }
`,
)}
waves:
  - id: foundation
    title: Old and new way side by side
    tasks:
      - id: adapter
        title: The new way, with an adapter for the old one
        owns: ${flow([adapter, ...testsOf('new-way')])}
        objective: The new way is there, and the old one is a thin adapter over it.
        steps:
          - ${flow(`Write tests that hold for both ways${tests === undefined ? '' : `, in ${tests}new-way/new-way.test${ending}`}`)}
          - Build the new way
          - Make the old way call it
        interfaces:
          provides: ['newWay()']
        verify: ${verify}
        risk: high

  # One task per part of the tree, none above some 25 uses. Parts in one wave may not share a file.
${waves.map((wave, index) => partsWave(wave, index, before(index), verify)).join('\n')}
  # In a change of this size something goes wrong. This wave is kept for it.
  - id: repairs
    title: Repairs
    tasks:
      - id: leftovers
        title: What the parts left undone
        owns: ${flow(parts.flatMap(({ owns }) => owns))}
        dependsOn: ${flow(named.map(({ id }) => id))}
        objective: Nothing uses the old way, and all tests pass.
        steps:
          - Search for uses that are left
          - Change them to the new way
          - Run all tests
        verify: ${verify}

  - id: removal
    title: The old way is gone
    tasks:
      - id: remove
        title: Remove the adapter
        owns: ${flow([adapter, ...testsOf('new-way')])}
        dependsOn: [adapter, leftovers]
        objective: The old way and its adapter are removed.
        steps:
          - Remove the adapter and its tests
          - Remove what only the adapter used
          - Run all tests
        verify: ${verify}

risks:
  - risk: A use is reached by name only, and not found by searching
    noticed: The spot-check, and errors at run time
    rollback: Revert the wave that removed the adapter
`;
}

/** Tasks that change parts of the tree beside each other. */
function partsWave(
  parts: readonly { readonly part: TreePart; readonly id: string }[],
  index: number,
  dependsOn: readonly string[],
  verify: string,
): string {
  const tasks = parts.map(
    ({ part: { name, owns }, id }) => `      - id: ${id}
        title: ${flow(`Part ${name}`)}
        owns: ${flow(owns)}
        dependsOn: ${flow(dependsOn)}
        objective: ${flow(`Nothing in ${name} uses the old way.`)}
        steps:
          - ${flow(`List the uses in ${name}`)}
          - Change each of them to the new way
          - Run the tests of this part
        interfaces:
          consumes: ['newWay()']
        verify: ${verify}
`,
  );
  return `  - id: parts-${index + 1}
    title: ${index === 0 ? 'First parts' : `Parts, continued (${index + 1})`}
    tasks:
${tasks.join('')}`;
}

function idOf({ name }: TreePart): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `part-${words === '' ? 'other' : words.slice(-48).replace(/^-/, '')}`;
}
