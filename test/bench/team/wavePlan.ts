/** Tasks of a wave: more at once are more than people read. */
const perWave = 100;

/** Plan of so many tasks for the hosts of a team, in waves. */
export function wavePlan(tasks: number): string {
  const task = (number: number): string =>
    `      - {id: t${number}, title: Task ${number}, owns: ["src/t${number}/**"], ` +
    `objective: Extend module ${number} by one exported constant., steps: [Open the file, Add the constant, Save the file], ` +
    `verify: ["node --check src/t${number}/main.js"]}\n`;
  const wave = (index: number): string => {
    const first = index * perWave;
    const numbers = Array.from({ length: Math.min(perWave, tasks - first) }, (_, at) => first + at + 1);
    return `  - id: w${index + 1}\n    title: Part ${index + 1}\n    tasks:\n${numbers.map(task).join('')}`;
  };
  return `waveplan: 1
title: Extend modules
executor: team
limits: {memory: off}
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs"]}
checkpoint: {test: "node --test"}
waves:
${Array.from({ length: Math.ceil(tasks / perWave) }, (_, index) => wave(index)).join('')}`;
}
