import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';

/** Asks how to round until it is told; then writes down what it was told. */
const worker = `
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

const plan = (home: string): string => `waveplan: 1
title: Round halves
agents:
  worker: {driver: command, argv: [node, worker.mjs]}
  reader: {driver: command, argv: [node, supervisor.mjs, ${JSON.stringify(home)}], mode: read-only}
teams:
  core: {lead: Ledger engineer, supervisor: {agent: reader, budget: {sessions: 3}}}
checkpoint: {test: node --check src/round.js}
worktree: {sandbox: off}
ship: {pr: false}
waves:
  - id: one
    title: Rounding
    tasks:
      - {id: round, title: Round, team: core, agent: worker, owns: [src/round.js], objective: Halves are rounded., steps: [Look, Add, Check]}
`;

const cited = `export default () => ({ answers: [{ task: 'round', text: 'To the even neighbour.', cites: [
  { source: 'file', where: 'docs/ledger.md', line: 3, quote: 'Halves go to the even neighbour.' } ] }] });`;

/** A repository with the plan, its agents and a key. @param programs text of the worker, of the plan and of what the supervisor says */
async function prepare(
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

async function begin(context: TestContext, behaviour: string) {
  const project = await prepare(context, behaviour);
  const { wavegate, key } = project;
  const started = await wavegate('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
  const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? [];
  return { ...project, key, started, run };
}

suite('a supervisor on the command line', () => {
  test('answers from a file of the repository; the run ends without a question, and what was kept is shown', async (t) => {
    const { started, run, git, wavegate, home } = await begin(t, cited);
    assert.equal(started.exitCode, 0, `${started.out}\n${started.notes}`);
    assert.equal(git('show', `wavegate/${run}:src/round.js`), 'export const halves = "To the even neighbour.";');
    const status = await wavegate('status', run);
    assert.match(
      status.out,
      /Supervisor of core: .*asked 1 time of 3\n\s+supervise~core~1~core\n\s+wave~one~1~round\n\s+Kept from you: round asked: How are halves rounded\? Answered: To the even neighbour\. \(docs\/ledger\.md:3\)/,
    );
    assert.match(await readFile(path.join(home, 'directive'), 'utf8'), /`round` asks: How are halves rounded\?/);
    assert.match(await readFile(path.join(home, 'plan-seen'), 'utf8'), /^ {4}1 {2}waveplan: 1$/m);
    const verified = await wavegate('verify', run);
    assert.equal(verified.exitCode, 0, verified.out);
  });

  test('that cites what is not there leaves the question to the person, who sees why', async (t) => {
    const made = cited.replace("even neighbour.' }", "odd neighbour.' }");
    const { started, run, wavegate, key } = await begin(t, made);
    assert.equal(started.exitCode, 4, started.notes);
    const gates = await wavegate('gates', run);
    assert.match(
      gates.out,
      /The supervisor of core proposes for round: To the even neighbour\. \(docs\/ledger\.md:3\)\. Not given to the agent: "Halves go to the odd neighbour\." did not stand in docs\/ledger\.md:3 when the run began/,
    );
    const answered = await wavegate('answer', run, 'round', 'Up.', ...key);
    assert.equal(answered.exitCode, 0, answered.notes);
    const resumed = await wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
  });

  test('gave an answer that a person takes back while its agent works: the agent stops, and goes on with theirs', async (t) => {
    const waits = worker.replace(
      'else {',
      "else if (!told.startsWith('Up')) { writeFileSync(process.argv[2] + '/at-work', ''); setInterval(() => {}, 1000); }\nelse {",
    );
    const withHome = (folder: string): string =>
      plan(folder).replace('[node, worker.mjs]', `[node, worker.mjs, ${JSON.stringify(folder)}]`);
    const { home, git, start, wavegate, key } = await prepare(t, cited, { worker: waits, plan: withHome });
    const driven = start('run', 'round.waveplan.yaml', ...key, '--approve', 'all');
    await until(() => existsSync(path.join(home, 'at-work')));
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(driven.shown()) ?? [];

    const other = await wavegate('answer', run, '--take-back', 'other', ...key);
    assert.equal(other.exitCode, 1);
    assert.match(other.notes, /No supervisor has answered the agent of other/);
    const taken = await wavegate('answer', run, '--take-back', 'round', ...key);
    assert.equal(taken.exitCode, 0, taken.notes);
    const { exitCode, out } = await driven.outcome;
    assert.equal(exitCode, 4, out);
    assert.match(out, /Only a person can answer: round asks: How are halves rounded\?/);
    assert.equal((await wavegate('answer', run, 'round', 'Up.', ...key)).exitCode, 0);
    const resumed = await wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
    assert.equal(git('show', `wavegate/${run}:src/round.js`), 'export const halves = "Up.";');
    assert.match((await wavegate('status', run)).out, /Answered: To the even neighbour\. .*Taken back by Zoë Test/);
    assert.equal((await wavegate('verify', run)).exitCode, 0);
  });
});
