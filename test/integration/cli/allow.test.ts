import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { makeProject } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Behaves as Claude Code does that was denied two commands and has done its work all the same. */
const denied = `
import { mkdirSync, writeFileSync } from 'node:fs';
if (process.argv.includes('--version')) { console.log('2.1.329 (Claude Code)'); process.exit(); }
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff } = process.env;
const say = (event) => console.log(JSON.stringify(event));
const denial = (command) => ({ tool_name: 'Bash', tool_input: { command } });
mkdirSync('src', { recursive: true });
writeFileSync('src/greet.js', 'export const greeting = "Hello";\\n');
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Greets.', filesChanged: ['src/greet.js'], verification: [] }));
say({ type: 'system', subtype: 'init', session_id: '0b1f0000-0000-4000-8000-000000006666' });
say({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', permission_denials: [denial('npm install'), denial('npm run codegen')] });
`;

const plan = `waveplan: 1
title: Greet
agents:
  desk: {driver: claude, argv: [node, claude.mjs]} # my own words
checkpoint: {test: ${isThere('src/greet.js')}}
worktree: {sandbox: off}
ship: {pr: false}
waves:
  - id: one
    title: A greeting
    tasks:
      - {id: greet, title: Greet, owns: [src/greet.js], objective: There is a greeting., steps: [Look, Add, Check]}
`;

test('commands that an agent was denied are shown, and allowed in the plan, on the command line', async (context) => {
  const { repository, home, git, wavegate } = await makeProject(context);
  await writeFile(path.join(repository, 'claude.mjs'), denied);
  await writeFile(path.join(repository, 'greet.waveplan.yaml'), plan);
  git('add', '.');
  git('commit', '--quiet', '-m', 'A greeting');
  const key = ['--key', path.join(home, 'key.pem')];
  await wavegate('keygen', path.join(home, 'key.pem'));
  const started = await wavegate('run', 'greet.waveplan.yaml', ...key, '--approve', 'plan,launch');
  const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? assert.fail(`${started.out}${started.notes}`);

  const shown = await wavegate('allow', run);
  assert.equal(shown.exitCode, 0, shown.notes);
  assert.match(shown.out, /\(desk\): npm install\n.*\(desk\): npm run codegen\n/);
  const other = await wavegate('allow', run, 'greet', '--command', 'npm publish');
  assert.deepEqual([other.exitCode, /was not denied "npm publish"/.test(other.notes)], [2, true], other.notes);
  const unknown = await wavegate('allow', run, 'meet');
  assert.equal(unknown.exitCode, 2, unknown.notes);

  const allowed = await wavegate('allow', run, 'greet', '--command', 'npm run codegen');
  assert.equal(allowed.exitCode, 0, allowed.notes);
  assert.equal(allowed.out, 'Allowed to "desk": npm run codegen\n');
  const text = await readFile(path.join(repository, 'greet.waveplan.yaml'), 'utf8');
  assert.match(text, /desk: .*allow: \[ ?npm run codegen ?\].* # my own words/);
  const again = await wavegate('allow', run, 'greet', '--command', 'npm run codegen');
  assert.deepEqual([again.exitCode, /allows npm run codegen already/.test(again.notes)], [1, true], again.notes);
});
