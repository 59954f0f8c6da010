import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { makeProject } from './project.ts';
import type { Outcome } from './project.ts';

/** Answers comments, and as a validator finds a blocker wherever it looks. */
const agent = `
import { readFileSync, appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const said = /At .src.a\\.js:1.: (.*)/.exec(readFileSync(directive, 'utf8'))?.[1];
const validates = task.startsWith('validator');
if (!validates) {
  mkdirSync('src', { recursive: true });
  appendFileSync('src/a.js', said ? '// ' + said + '\\n' : 'export const a = 1;\\n');
}
const finding = { severity: 'blocker', file: 'src/a.js', line: 1, title: 'No test shows it' };
const review = { verdict: 'changes', findings: [finding] };
writeFileSync(handoff, JSON.stringify({
  session, task, status: 'done', summary: 'Did it.', filesChanged: validates ? [] : ['src/a.js'],
  ...(validates ? { review } : {}),
}));
`;
const plan = `waveplan: 1
title: Add a module
agents:
  worker: {driver: command, argv: ["node", "agent.mjs"]}
checkpoint: {test: node --check src/a.js}
validators:
  - {agent: worker, disposition: Insists on tests}
  - {agent: worker, disposition: Reads the code}
waves:
  - id: one
    title: The module
    tasks:
      - {id: a, title: Write a, owns: ["src/a.js"], objective: Add the module., steps: [Read, Write, Check], verify: [node --check src/a.js]}
`;

test('comments at a spot-check and blockers of validators, on the command line', async (context) => {
  const project = await makeProject(context);
  const { wavegate, repository, home } = project;
  await writeFile(path.join(repository, 'agent.mjs'), agent);
  await writeFile(path.join(repository, 'plan.waveplan.yaml'), plan);
  project.git('commit', '--quiet', '--all', '--message', 'Another plan');
  const key = ['--key', path.join(home, 'key.pem')];
  expectExit(await wavegate('keygen', path.join(home, 'key.pem')), 0);
  expectExit(await wavegate('run', 'plan.waveplan.yaml', ...key, '--approve', 'plan,launch'), 4);
  const [{ run = '' } = {}] = JSON.parse((await wavegate('status', '--json')).out) as readonly {
    readonly run?: string;
  }[];

  const lineless = await wavegate('reject', run, 'spot-check', ...key, '--note', 'No.', '--comment', 'src/a.js=No');
  expectExit(lineless, 2);
  assert.match(lineless.notes, /--comment takes FILE:LINE=TEXT/);
  const comment = ['--comment', 'src/a.js:1=Say what a = stands for'];
  expectExit(await wavegate('approve', run, 'spot-check', ...key, ...comment), 1);
  expectExit(await wavegate('reject', run, 'spot-check', ...key, '--note', 'Nearly.', ...comment), 0);
  const waits = await wavegate('resume', run, ...key);
  assert.match(waits.out, /launch-2 {2}pending/);
  assert.match((await wavegate('gates', run)).out, /Comments to answer\n {4}src\/a\.js:1: Say what a = stands for/);

  const blocked = await wavegate('resume', run, ...key, '--approve', 'launch,spot-check');
  expectExit(blocked, 1);
  assert.equal(project.git('show', `wavegate/${run}:src/a.js`), 'export const a = 1;\n// Say what a = stands for');
  const finding = 'validation~1~1  blocker  No test shows it (src/a.js:1, Validator 1 (worker), Validator 2 (worker))';
  assert.ok(blocked.out.includes(finding), blocked.out);
  assert.match(blocked.out, new RegExp(`wavegate triage ${run} out\\|deferred`));
  assert.ok((await wavegate('status', run)).out.includes(finding));

  expectExit(await wavegate('triage', run, 'maybe'), 2);
  expectExit(await wavegate('triage', run, 'deferred'), 0);
  expectExit(await wavegate('resume', run, ...key, '--approve', 'acceptance,ship'), 0);
  expectExit(await wavegate('verify', run), 0);
  const { out: report } = await wavegate('report', run);
  assert.match(
    report,
    /spot-check of wave one: rejected by .* — Nearly\.; src\/a\.js: not OK; src\/a\.js:1: Say what a = stands for/,
  );
  assert.match(report, /- blocker: No test shows it \(src\/a\.js:1; both, marked deferred\)/);
});

function expectExit({ exitCode, out, notes }: Outcome, expected: number): void {
  assert.equal(exitCode, expected, `${out}\n${notes}`);
}
