import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';

const plan = `waveplan: 1
title: Greet in French
waves:
  - id: one
    title: French
    tasks:
      - {id: greet, title: Greet, owns: [src/greet.js], objective: There is a French greeting., steps: [Look, Add, Check]}
`;

suite('a plan of a title and one task', () => {
  test('runs: who does it and what tests it are shown before anything starts, and are what is approved', async (context) => {
    process.env['WAVEGATE_AGENT'] = 'claude';
    context.after(() => delete process.env['WAVEGATE_AGENT']);
    const { repository, git, wavegate } = await makeProject(context);
    await writeFile(path.join(repository, 'small.waveplan.yaml'), plan);
    const untested = await wavegate('run', 'small.waveplan.yaml');
    assert.equal(untested.exitCode, 1, 'nothing tests it');
    assert.match(untested.notes, /no-verification/);

    await writeFile(path.join(repository, 'package.json'), '{"scripts":{"test":"node --test"}}\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'A small plan');
    const started = await wavegate('run', 'small.waveplan.yaml');
    assert.equal(started.exitCode, 4, started.notes);
    assert.match(started.notes, /Agent: claude \(the agent you have set\)\nTest: npm test \(from package\.json\)/);
    const gates = await wavegate('gates', '--json');
    assert.match(gates.out, /Agent: claude \(the agent you have set\)/);
    const [run] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(started.out) ?? [];
    const changed = await wavegate('diff', String(run));
    assert.match(changed.notes, /The plan is as it was/, 'the file and the plan in force are the same');
    assert.equal((await wavegate('lint', 'small.waveplan.yaml')).exitCode, 0);
  });
});
