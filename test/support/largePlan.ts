const tasksPerWave = 10;

/** A plan without problems, of tasks as people write them: some 750 characters each, ten to a wave, each on an earlier one. */
export function largePlan(tasks: number): string {
  const head = `waveplan: 1
title: A large change
agents:
  mine: { driver: command, argv: [my-agent, '{directive}'] }
teams:
  core: { lead: A careful engineer }
checkpoint: { test: npm test }
findings:
  - { id: F-1, severity: high, file: src/a.js, line: 3, title: Something }
waves:
`;
  return head + Array.from({ length: tasks }, (_, index) => waveHead(index) + task(index)).join('');
}

function waveHead(index: number): string {
  const wave = index / tasksPerWave;
  return Number.isInteger(wave) ? `  - id: wave-${wave}\n    title: Repairs and extensions ${wave}\n    tasks:\n` : '';
}

function task(index: number): string {
  const needed = index < tasksPerWave ? '' : `task-${index - tasksPerWave}`;
  return `      # task ${index}
      - id: task-${index}
        title: Extend module ${index}
        team: core
        agent: mine
        owns: [src/m${index}/**, test/m${index}.test.js]
        dependsOn: [${needed}]
        objective: |
          Module ${index} of the library exports its constant, and its test
          shows that the constant has the right value.
        steps:
          - Open the file of module ${index} and read it
          - Add the constant with its documentation
          - Add a test that shows its value
          - Run the test
        constraints:
          - The public interface stays as it is
        interfaces: { provides: ['constant ${index}'] }
        verify: [node --test test/m${index}.test.js]
        findings: [F-1]
        risk: low
`;
}
