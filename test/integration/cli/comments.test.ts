import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { makeProject } from './project.ts';
import type { Outcome } from './commands.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Answers comments, and as a validator finds a blocker wherever it looks. */
const agent = `
import { readFileSync, appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const said = /[Aa]t .src.a\\.js:1.: (.*)/.exec(readFileSync(directive, 'utf8'))?.[1];
const validates = task.startsWith('validator');
if (!validates) {
  mkdirSync('src', { recursive: true });
  if (said) appendFileSync('src/a.js', '// ' + said + '\\n');
  else writeFileSync('src/a.js', 'export const a = 1;\\n');
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
checkpoint: {test: ${isThere('src/a.js')}}
validators:
  - {agent: worker, disposition: Insists on tests}
  - {agent: worker, disposition: Reads the code}
waves:
  - id: one
    title: The module
    tasks:
      - {id: a, title: Write a, owns: ["src/a.js"], objective: Add the module., steps: [Read, Write, Check], verify: [${isThere('src/a.js')}]}
`;

test('comments at a spot-check and blockers of validators, on the command line', async (context) => {
  const project = await makeProject(context);
  const { wavegate, repository, home } = project;
  await writeFile(path.join(repository, 'agent.mjs'), agent);
  await writeFile(path.join(repository, 'plan.waveplan.yaml'), plan);
  await mkdir(path.join(repository, 'src'));
  await writeFile(path.join(repository, 'src', 'a.js'), 'export const before = 0;\n');
  project.git('add', '.');
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
  const kept = await wavegate('reject', run, 'spot-check', ...key, '--note', 'No.', '--comment', 'src/a.js:-2=Keep it');
  expectExit(kept, 2);
  assert.match(kept.notes, /Line 2 of src\/a\.js was not deleted/);
  const deleted = ['--comment', 'src/a.js:-1=Say why before is gone'];
  const both = [...comment, ...deleted];
  expectExit(await wavegate('reject', run, 'spot-check', ...key, '--note', 'Nearly.', ...both), 0);
  const waits = await wavegate('resume', run, ...key);
  assert.match(waits.out, /launch-2 {2}pending/);
  const told =
    /Comments to answer\n {4}src\/a\.js:1: Say what a = stands for\n {4}src\/a\.js:1 \(deleted\): Say why before is gone/;
  assert.match((await wavegate('gates', run)).out, told);

  const blocked = await wavegate('resume', run, ...key, '--approve', 'launch,spot-check');
  expectExit(blocked, 1);
  assert.equal(project.git('show', `wavegate/${run}:src/a.js`), 'export const a = 1;\n// Say what a = stands for');
  const finding = 'validation~1~1  blocker  No test shows it (src/a.js:1, Validator 1 (worker), Validator 2 (worker))';
  assert.ok(blocked.out.includes(finding), blocked.out);
  assert.match(blocked.out, new RegExp(`wavegate triage ${run} out\\|deferred`));
  assert.ok((await wavegate('status', run)).out.includes(finding));

  expectExit(await wavegate('triage', run, 'maybe'), 2);
  expectExit(await wavegate('triage', run, 'deferred'), 0);
  expectExit(await wavegate('resume', run, ...key, '--approve', 'acceptance'), 4);
  const written = (await wavegate('report', run, '--pull-request')).out;
  assert.match(written, /^# Add a module\n\nRun `/);
  const sent = path.join(home, 'pull request.md');
  await writeFile(sent, 'No title\n');
  const untitled = await wavegate('approve', run, 'ship', ...key, '--pull-request', sent);
  expectExit(untitled, 2);
  assert.match(untitled.notes, /has to begin with a line `# TITLE`/);
  const without = await wavegate('approve', run, 'ship', ...key, '--changelog', sent);
  expectExit(without, 2);
  assert.match(without.notes, /names no changelog/);
  await writeFile(sent, '# A module a\n\nIn our own words.\n');
  expectExit(await wavegate('approve', run, 'ship', ...key, '--pull-request', sent), 0);
  expectExit(await wavegate('resume', run, ...key), 0);
  assert.equal((await wavegate('report', run, '--pull-request')).out, '# A module a\n\nIn our own words.\n');
  expectExit(await wavegate('verify', run), 0);
  const { out: report } = await wavegate('report', run);
  assert.match(
    report,
    /spot-check of wave one: rejected by .* — Nearly\.; src\/a\.js: not OK; src\/a\.js:1: Say what a = stands for/,
  );
  assert.match(
    report,
    /ship: approved by .* — edited by hand: the title of the pull request, the text of the pull request\n/,
  );
  assert.match(report, /- blocker validation~1~1: No test shows it \(src\/a\.js:1; both, marked deferred\)/);
});

function expectExit({ exitCode, out, notes }: Outcome, expected: number): void {
  assert.equal(exitCode, expected, `${out}\n${notes}`);
}
