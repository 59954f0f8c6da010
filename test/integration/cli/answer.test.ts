import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Asks what to write until it is told. */
const asker = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const told = /The answer of .*: (.*)/.exec(readFileSync(directive, 'utf8'))?.[1];
const write = (rest) => writeFileSync(handoff, JSON.stringify({ session, task, verification: [], ...rest }));
if (told === undefined) write({ status: 'blocked', summary: 'I stopped.', filesChanged: [], question: 'Which greeting is it?' });
else {
  mkdirSync('src', { recursive: true });
  writeFileSync('src/greet.js', 'export const greeting = ' + JSON.stringify(told) + ';\\n');
  write({ status: 'done', summary: 'Greets.', filesChanged: ['src/greet.js'] });
}
`;

const plan = `waveplan: 1
title: Greet
# My own words.
agents:
  asker: {driver: command, argv: [node, asker.mjs]}
checkpoint: {test: ${isThere('src/greet.js')}}
ship: {pr: false}
waves:
  - id: one
    title: A greeting
    tasks:
      - {id: greet, title: Greet, owns: [src/greet.js], objective: There is a greeting., steps: [Look, Add, Check]}
`;

suite('a question of an agent on the command line', () => {
  test('is shown, answered, and kept as a constraint; the agent goes on with the answer', async (context) => {
    const { repository, home, git, wavegate } = await makeProject(context);
    await writeFile(path.join(repository, 'asker.mjs'), asker);
    await writeFile(path.join(repository, 'greet.waveplan.yaml'), plan);
    git('add', '.');
    git('commit', '--quiet', '-m', 'A greeting');
    const key = ['--key', path.join(home, 'key.pem')];
    await wavegate('keygen', path.join(home, 'key.pem'));
    const started = await wavegate('run', 'greet.waveplan.yaml', ...key, '--approve', 'all');
    assert.equal(started.exitCode, 4, started.notes);
    assert.match(started.out, /Only a person can answer: greet asks: Which greeting is it\?/);
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? [];

    assert.equal((await wavegate('answer', run)).out, 'greet: Which greeting is it?\n');
    const other = await wavegate('answer', run, 'meet', 'Bonjour', ...key);
    assert.equal(other.exitCode, 2);
    assert.match(other.notes, /meet has asked nothing. Waiting for an answer: greet/);
    const unsigned = await wavegate('answer', run, 'greet', 'Bonjour');
    assert.equal(unsigned.exitCode, 1);
    assert.match(unsigned.notes, /another signing key/);

    const answered = await wavegate('answer', run, 'greet', 'Bonjour', ...key, '--keep-as-constraint');
    assert.equal(answered.exitCode, 0, answered.notes);
    const text = await readFile(path.join(repository, 'greet.waveplan.yaml'), 'utf8');
    assert.match(text, /# My own words\.[^]*constraints: \[Bonjour\]/);
    git('add', '.');
    git('commit', '--quiet', '-m', 'Keep the answer');
    const resumed = await wavegate('resume', run, ...key, '--approve', 'all');
    assert.equal(resumed.exitCode, 0, `${resumed.out}\n${resumed.notes}`);
    assert.equal(git('show', `wavegate/${run}:src/greet.js`), 'export const greeting = "Bonjour";');
    const verified = await wavegate('verify', run);
    assert.equal(verified.exitCode, 0, verified.out);
  });
});
