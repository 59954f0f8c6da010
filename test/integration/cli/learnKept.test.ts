import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Adds the file of its task, finds the same fault as a validator, or hands off the plan it was given as a planner. */
const worker = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const [, , home] = process.argv;
const prompt = readFileSync(directive, 'utf8');
writeFileSync(path.join(home, 'directive-' + task), prompt);
const said = { session, task, status: 'done', summary: 'Done.', filesChanged: [], verification: [] };
const finding = { severity: 'nit', file: 'agent.mjs', line: 1, title: 'The name is not checked', detail: '', remediation: 'Check it.', criteria: [] };
if (task === 'plan') said.plan = readFileSync('seen.waveplan.yaml', 'utf8').replace(/Add \\w+/, 'Drafted');
else if (task.startsWith('validator')) said.review = { verdict: 'approve', findings: [finding], earlier: [] };
else {
  const [, file] = /(src\\/[a-z]+\\.js)/.exec(prompt);
  mkdirSync('src', { recursive: true });
  writeFileSync(file, 'export const name = 1;\\n');
  said.filesChanged = [file];
}
writeFileSync(handoff, JSON.stringify(said));
`;

const planOf = (home: string, name: string): string => `waveplan: 1
title: Add ${name}
agents:
  worker: {driver: command, argv: ["node", "worker.mjs", ${JSON.stringify(home)}]}
checkpoint: {test: ${isThere('worker.mjs')}}
worktree: {sandbox: off}
ship: {pr: false}
validators:
  - {agent: worker, disposition: Insists on checks}
waves:
  - id: one
    title: Module
    tasks:
      - {id: ${name}, title: Add ${name}, agent: worker, owns: [src/${name}.js], objective: There is a module., steps: [Look, Add, Check]}
`;

suite('what a run has taught', () => {
  test('goes into notes, a check and a lens, and is told to planners and agents of later runs; what came again is offered as a check', async (context) => {
    const { repository, home, git, wavegate } = await makeProject(context);
    const at = (file: string): string => path.join(repository, file);
    const say = async (...argv: readonly string[]) => {
      const { exitCode, out, notes } = await wavegate(...argv);
      assert.equal(exitCode, 0, out + notes);
      return out + notes;
    };
    const add = async (name: string): Promise<void> => {
      await writeFile(at('seen.waveplan.yaml'), planOf(home, name));
      git('add', '.');
      git('commit', '--quiet', '--allow-empty', '-m', `A plan for ${name}`);
      await say('run', 'seen.waveplan.yaml', '--approve', 'all', '--note', 'Files of its own.');
    };
    await writeFile(at('worker.mjs'), worker);
    await writeFile(at('AGENTS.md'), '# Ours\n\nKeep this.\n');
    await add('first');
    assert.doesNotMatch(await say('learn'), /The name is not checked/u, 'once is no pattern');
    await add('second');

    const listed = await say('learn');
    assert.match(listed, /^1\. A session took on average/mu);
    assert.match(
      listed,
      /Found in 2 rounds of 2 runs: The name is not checked \(agent\.mjs\)\n.*Make it a check: --check NAME=/u,
    );
    for (const [argv, words] of [
      [['--tell', 'agents'], /--tell goes with --accept or --edit/u],
      [['--accept', '1', '--tell', 'notes'], /--tell takes agents or claude, not "notes"/u],
      [['--check', 'names'], /write --check NAME="COMMAND"/u],
      [['--lens', 'names'], /write --lens ID=/u],
      [['--check', 'names=node x', '--plan', 'none.yaml'], /There is no plan none\.yaml/u],
    ] as const) {
      const { exitCode, notes } = await wavegate('learn', ...argv);
      assert.equal(exitCode, 2, notes);
      assert.match(notes, words);
    }
    const before = git('status', '--porcelain');
    const keep = [
      ...['learn', '--edit', '1=Check the name of a module first.', '--tell', 'agents', '--tell', 'claude'],
      ...['--check', 'names=node --check agent.mjs', '--lens', 'names=Names that no check looks at'],
    ];
    assert.match(await say(...keep, '--preview'), /\+\+\+ b\/AGENTS\.md[^]*\+\+\+ b\/seen\.waveplan\.yaml/u);
    assert.equal(git('status', '--porcelain'), before, 'a preview writes nothing');
    await say(...keep);
    assert.match(readFileSync(at('AGENTS.md'), 'utf8'), /Keep this\.[^]*- Check the name of a module first\./u);
    assert.match(readFileSync(at('CLAUDE.md'), 'utf8'), /- Check the name of a module first\./u);
    const plan = readFileSync(at('seen.waveplan.yaml'), 'utf8');
    assert.match(plan, /names: node --check agent\.mjs/u);
    assert.match(plan, /id: names[^]*focus: Names that no check looks at/u);
    assert.equal((await wavegate('lint', 'seen.waveplan.yaml')).exitCode, 0);
    git('add', '.');
    git('commit', '--quiet', '-m', 'What the runs have taught');

    await say('draft', 'seen.waveplan.yaml', '--goal', 'One more module.');
    assert.match(readFileSync(path.join(home, 'directive-plan'), 'utf8'), /Check the name of a module first\./u);
    await add('third');
    assert.match(readFileSync(path.join(home, 'directive-third'), 'utf8'), /Check the name of a module first\./u);
  });
});
