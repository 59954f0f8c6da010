import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { makeProject } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Asks how to round until it is told; then writes down what it was told. */
export const worker = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const all = [...readFileSync(directive, 'utf8').matchAll(/The answer of .*: (.*)/g)];
const told = all.at(-1)?.[1];
const write = (rest) => writeFileSync(handoff, JSON.stringify({ session, task, verification: [], ...rest }));
if (told === undefined) write({ status: 'blocked', summary: 'I stopped.', filesChanged: [], question: 'How are halves rounded?' });
else {
  mkdirSync('src', { recursive: true });
  writeFileSync('src/round.js', 'export const halves = ' + JSON.stringify(told) + ';\\n');
  write({ status: 'done', summary: 'Rounds.', filesChanged: ['src/round.js'] });
}
`;

/** Says what a file beside the repository has it say. */
const supervisor = `
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const [, , home] = process.argv;
writeFileSync(path.join(home, 'directive'), readFileSync(directive, 'utf8'));
writeFileSync(path.join(home, 'plan-seen'), readFileSync('.wavegate/review/plan.txt', 'utf8'));
const behaviour = await import('file://' + path.join(home, 'behaviour.mjs'));
const said = await behaviour.default(task);
const supervision = { answers: [], proposals: [], ranks: [], asks: '', ...said };
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Read.', filesChanged: [], verification: [], supervision }));
`;

/** Plan of one task, whose team has a supervisor that is asked three times at most. @param home folder of the supervisor's words */
export const plan = (home: string): string => `waveplan: 1
title: Round halves
agents:
  worker: {driver: command, argv: [node, worker.mjs]}
  reader: {driver: command, argv: [node, supervisor.mjs, ${JSON.stringify(home)}], mode: read-only}
teams:
  core: {lead: Ledger engineer, supervisor: {agent: reader, budget: {sessions: 3}}}
checkpoint: {test: ${isThere('src/round.js')}}
worktree: {sandbox: off}
ship: {pr: false}
waves:
  - id: one
    title: Rounding
    tasks:
      - {id: round, title: Round, team: core, agent: worker, owns: [src/round.js], objective: Halves are rounded., steps: [Look, Add, Check]}
`;

/** Words of a supervisor that answers from a file of the repository. */
export const cited = `export default () => ({ answers: [{ task: 'round', text: 'To the even neighbour.', cites: [
  { source: 'file', where: 'docs/ledger.md', line: 3, quote: 'Halves go to the even neighbour.' } ] }] });`;

/** A repository with the plan, its agents and a key. @param programs text of the worker, of the plan and of what the supervisor says */
export async function prepare(
  context: TestContext,
  behaviour: string,
  programs: { readonly worker?: string; readonly plan?: (home: string) => string } = {},
) {
  const project = await makeProject(context);
  const { repository, home, git, wavegate } = project;
  await writeFile(path.join(repository, 'worker.mjs'), programs.worker ?? worker);
  await writeFile(path.join(repository, 'supervisor.mjs'), supervisor);
  await writeFile(path.join(repository, 'round.waveplan.yaml'), (programs.plan ?? plan)(home));
  await writeFile(path.join(home, 'behaviour.mjs'), behaviour);
  await mkdir(path.join(repository, 'docs'), { recursive: true });
  await writeFile(path.join(repository, 'docs', 'ledger.md'), '# Ledger\n\nHalves go to the even neighbour.\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Rounding');
  const key = ['--key', path.join(home, 'key.pem')];
  await wavegate('keygen', path.join(home, 'key.pem'));
  return { ...project, key };
}

/** Programs of a worker that, told something that does not begin with "Up", is at work until it is stopped. */
export const atWork = {
  worker: worker.replace(
    'else {',
    "else if (!told.startsWith('Up')) { writeFileSync(process.argv[2] + '/at-work', ''); setInterval(() => {}, 1000); }\nelse {",
  ),
  plan: (home: string): string =>
    plan(home).replace('[node, worker.mjs]', `[node, worker.mjs, ${JSON.stringify(home)}]`),
};
