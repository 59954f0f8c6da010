import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Prints what Claude Code prints, works until the file `go-TASK` is there, and tells sixty cents for it. */
const claude = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff } = process.env;
const [, , home] = process.argv;
const print = (line) => console.log(JSON.stringify(line));
print({ type: 'system', subtype: 'init', session_id: 's-' + task });
appendFileSync(path.join(home, 'starts'), task + '\\n');
while (existsSync(home) && !existsSync(path.join(home, 'go-' + task))) await new Promise((resolve) => setTimeout(resolve, 20));
mkdirSync('src', { recursive: true });
const file = 'src/' + task + '.js';
writeFileSync(file, 'export const name = "' + task + '";\\n');
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Added.', filesChanged: [file], verification: [] }));
print({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', total_cost_usd: 0.6, usage: { input_tokens: 5000, output_tokens: 250 } });
`;

const planOf = (home: string, tasks: readonly string[], more = '', ofTask = ''): string => `waveplan: 1
title: Add ${tasks.join(' and ')}
agents:
  coder: {driver: claude, argv: [node, claude.mjs, ${JSON.stringify(home)}]}
${more}limits: {parallel: 1}
worktree: {sandbox: off}
checkpoint: {test: ${isThere('claude.mjs')}}
ship: {pr: false}
waves:
  - id: one
    title: Modules
    tasks:
${tasks.map((task) => `      - {id: ${task}, ${ofTask}title: Add ${task}, owns: [src/${task}.js], objective: There is a module ${task}., steps: [Look, Add, Check]}`).join('\n')}
`;

/** A project with plans by their names, whose agents tell what they cost. */
async function priced(context: TestContext, plans: (home: string) => Readonly<Record<string, string>>) {
  const project = await makeProject(context);
  const { repository, home, git } = project;
  const files = { 'claude.mjs': claude, ...plans(home) };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(repository, name), text);
  git('add', '.');
  git('commit', '--quiet', '-m', 'An agent that tells what it costs');
  return {
    ...project,
    starts: async (): Promise<readonly string[]> =>
      (await readFile(path.join(home, 'starts'), 'utf8').catch(() => '')).split('\n').slice(0, -1),
    letGo: async (...tasks: readonly string[]): Promise<void> => {
      await Promise.all(tasks.map((task) => writeFile(path.join(home, `go-${task}`), '')));
    },
    say: async (...argv: readonly string[]): Promise<string> => {
      const { exitCode, out, notes } = await project.wavegate(...argv);
      assert.equal(exitCode, 0, out + notes);
      return out;
    },
  };
}

const approve = ['--approve', 'all', '--note', 'Each adds files of its own.'];
const both = (home: string) => ({
  'one.waveplan.yaml': planOf(home, ['a', 'b']),
  'two.waveplan.yaml': planOf(home, ['c', 'd']),
});

suite('a budget of the day for two runs at once', () => {
  test('is passed by no agent that was not at work already, and both runs come to their end once it is raised', async (context) => {
    const { start, starts, letGo, say } = await priced(context, both);
    await say('budget', '--per', 'day', '--usd', '1');
    const runs = ['one', 'two'].map((name) => start('run', `${name}.waveplan.yaml`, ...approve));
    await until(async () => (await starts()).length === 2);
    const atWork = await starts();
    assert.deepEqual([...atWork].sort(), ['a', 'c']);
    // Both end in the same moment: neither record says yet what the other has used.
    await letGo('a', 'c');
    const waiting = async (): Promise<number> => {
      const out = await say('status');
      const ids = [...out.matchAll(/^(\S+) .*Add . and ./gmu)].map(([, run = '']) => run);
      const all = await Promise.all(ids.map((run) => say('status', run)));
      return all.filter((each) => /Waits\. The budget of the day for all agents[^]*is used up/u.test(each)).length;
    };
    await until(async () => (await waiting()) > 0);
    // Whoever saw forty cents left began one more, as it may; the other waits.
    assert.ok((await starts()).length <= 3, (await starts()).join(' '));
    await letGo('b', 'd');
    await until(async () => (await waiting()) > 0 && /\$1\.(20|80) of \$1\.00/u.test(await say('budget')));
    assert.ok((await starts()).length <= 3, (await starts()).join(' '));
    await say('budget', '--per', 'day', '--usd', '9');
    for (const { outcome } of runs) {
      const { exitCode, out, notes } = await outcome;
      assert.equal(exitCode, 0, out + notes);
    }
    assert.deepEqual([...(await starts())].sort(), ['a', 'b', 'c', 'd']);
    assert.match(await say('cost', '--csv'), /^total,(?:[^,]*,)*2\.4/mu);
  });

  test('holds an agent that was let go on while another run used it up', async (context) => {
    const { start, starts, letGo, say } = await priced(context, (home) => ({
      'one.waveplan.yaml': planOf(home, ['a']),
      'two.waveplan.yaml': planOf(home, ['c']),
    }));
    await say('budget', '--per', 'day', '--usd', '0.5');
    await say('limit', '--at-once', '1');
    const first = start('run', 'one.waveplan.yaml', ...approve);
    await until(async () => (await starts()).includes('a'));
    const second = start('run', 'two.waveplan.yaml', ...approve);
    await until(async () => /1 waiting/u.test(await say('limit')));
    await letGo('a', 'c');
    await until(() => Promise.resolve(/No further agents are started/u.test(second.heard())));
    assert.deepEqual(await starts(), ['a']);
    await say('budget', '--per', 'day', '--usd', '9');
    for (const { outcome } of [first, second]) {
      const { exitCode, out, notes } = await outcome;
      assert.equal(exitCode, 0, out + notes);
    }
  });
});

suite('a budget of a team', () => {
  test('that is used up in the middle of a wave ends it before the next agent, and goes on where it was once it is raised', async (context) => {
    const plan = (home: string, usd: number): string =>
      planOf(home, ['a', 'b'], `teams: {core: {lead: Ada}}\nbudget: {teams: {core: {usd: ${usd}}}}\n`, 'team: core, ');
    const project = await priced(context, (home) => ({ 'team.waveplan.yaml': plan(home, 0.5) }));
    const { wavegate, starts, letGo, say, repository, home, git } = project;
    const key = ['--key', path.join(home, 'ada.key'), '--approve', 'all'];
    await say('keygen', path.join(home, 'ada.key'));
    await letGo('a', 'b');
    const held = await wavegate('run', 'team.waveplan.yaml', ...key);
    assert.notEqual(held.exitCode, 0, held.out);
    assert.match(held.out + held.notes, /The budget of team core is used up: \$0\.60 of \$0\.50/u);
    assert.deepEqual(await starts(), ['a']);
    assert.match(await say('cost'), /budget of team core: \$0\.60 of \$0\.50/u);
    await writeFile(path.join(repository, 'team.waveplan.yaml'), plan(home, 5));
    git('commit', '--quiet', '-am', 'More for the team');
    const run = /^(\S+) .*Add a and b/mu.exec(await say('status'))?.[1] ?? '';
    const resumed = await wavegate('resume', run, ...key, '--adapt', 'redispatch');
    assert.equal(resumed.exitCode, 0, resumed.out + resumed.notes);
    assert.deepEqual(await starts(), ['a', 'b']);
    assert.match(await say('cost'), /budget of team core: \$1\.20 of \$5\.00/u);
  });
});
