import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programsOf, taskPrograms } from '../../../../../src/core/recipes/agentPrograms.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { drivers } from '../../../../../src/drivers/drivers.ts';
import { planText, revisionOf, SimulatedRun } from '../../../../support/simulatedRun.ts';

test('where the program of the agents is not there, none of them is started, and nobody is asked to launch them', () => {
  const run = new SimulatedRun();
  run.absent = ['node'];
  run.start(planText(1)).approveAll();
  assert.deepEqual(run.dispatched, []);
  assert.equal(run.run.phase, 'adapt');
  assert.ok(!Object.values(run.run.gates).some(({ kind }) => kind === 'launch'));
  const { adaptation } = boardOf(run.run, 0);
  assert.match(adaptation?.message ?? '', /a program is not there: "node", which agent codemod starts\. Install it/);
  assert.equal(adaptation?.retry, true);
  run.absent = [];
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle().approveAll('acceptance');
  assert.equal(run.run.waves['w1']?.status, 'committed');
});

test('programs are looked for by name or absolute path: what a worktree may hold is not known before it is made', () => {
  const agents = {
    named: ['claude-wrapper', '{directive}'],
    here: ['./agent.sh'],
    inside: ['tools/agent'],
    placed: ['{worktree}/agent'],
    absolute: ['/opt/agent'],
    windows: ['C:\\agent.exe'],
  };
  const looked = Object.entries(agents).flatMap(([id, argv]) => {
    const text = planText(1).replace(
      'codemod: {driver: command, argv: ["node", "codemod.mjs"]}',
      `${id}: ${JSON.stringify({ driver: 'command', argv })}`,
    );
    return programsOf(revisionOf(text).plan, [{ agent: id }]).map(({ program }) => program);
  });
  assert.deepEqual(looked, ['claude-wrapper', '/opt/agent', 'C:\\agent.exe']);
});

test('a CLI is looked for by the name of its driver, and the agents of stages count', () => {
  for (const { id, cli } of Object.values(drivers)) if (cli !== undefined) assert.equal(cli.program, id);
  const text = planText(1, 'recipes: {two: [{id: red, shows: red}, {id: green, shows: green, agent: other}]}\n')
    .replace('agents:\n', 'agents:\n  other: {driver: claude}\n')
    .replace('        objective:', '        recipe: two\n        agent: codemod\n        objective:');
  const { plan } = revisionOf(text);
  assert.deepEqual(taskPrograms(plan, plan.waves[0]?.tasks.slice(0, 1) ?? []), [
    { agent: 'codemod', program: 'node' },
    { agent: 'codemod', program: './codemod.mjs' },
    { agent: 'other', program: 'claude' },
  ]);
});

test('a script that an interpreter is given is looked for, unless it may come into the worktree later', () => {
  const looked = (argv: readonly string[], more = '') => {
    const text = planText(1, more).replace('argv: ["node", "codemod.mjs"]', `argv: ${JSON.stringify(argv)}`);
    return programsOf(revisionOf(text).plan, [{ agent: 'codemod' }]).map(({ program }) => program);
  };
  assert.deepEqual(looked(['node', 'missing.mjs']), ['node', './missing.mjs']);
  assert.deepEqual(looked(['bash', '/opt/agent.sh', '{directive}']), ['bash', '/opt/agent.sh']);
  assert.deepEqual(looked(['node', '--import', 'tsx', 'a.ts']), ['node']);
  assert.deepEqual(looked(['python3', '{worktree}/a.py']), ['python3']);
  assert.deepEqual(looked(['wrapper', 'a.mjs']), ['wrapper']);
  assert.deepEqual(looked(['node', 'src/a1/main.js']), ['node']);
  assert.deepEqual(looked(['node', 'missing.mjs'], 'worktree: {setup: [npm ci]}\n'), ['node']);
});
