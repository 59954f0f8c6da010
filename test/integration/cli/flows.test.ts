import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/**
 * Prints what Claude Code prints while it runs commands, and runs them: those of its task one by one, or, once there is one,
 * the script that it is told of.
 */
const agent = `
import { execSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff } = process.env;
const prompt = readFileSync(0, 'utf8');
const print = (line) => console.log(JSON.stringify(line));
const file = 'src/' + task + '.js';
print({ type: 'system', subtype: 'init', session_id: 's-' + task });
let calls = 0;
function tool(name, input, work) {
  const id = 'call-' + ++calls;
  print({ type: 'assistant', message: { id: 'message-' + calls, usage: { input_tokens: 1000, output_tokens: 50 }, content: [{ type: 'tool_use', id, name, input }] } });
  work();
  print({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'ok' }] } });
}
const bash = (command) => tool('Bash', { command }, () => execSync(command, { stdio: 'pipe' }));
mkdirSync('src', { recursive: true });
tool('Write', { file_path: file }, () => writeFileSync(file, 'export const name = "' + task + '";'));
const [, script] = /Run .(node scripts\\/\\S+) PATH/.exec(prompt) ?? [];
if (script !== undefined) bash(script + ' ' + file);
else {
  bash('cd ' + process.cwd() + ' && node tools/ended.mjs ' + file + ' 2>&1 | tail -5');
  bash('ls src');
  bash('node --check ' + file);
  bash('node tools/count.mjs --in=' + file);
}
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Added.', filesChanged: [file], verification: [] }));
print({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', total_cost_usd: 0.1, usage: { input_tokens: 5000, output_tokens: 250 } });
`;

/** Completes the script in its directive by a change, as JavaScript that turns its text `script` into another. */
const completer = (change: string): string => `
import { readFileSync, writeFileSync } from 'node:fs';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const [, script] = /^\`\`\`js\\n([^]*?)^\`\`\`$/m.exec(readFileSync(directive, 'utf8'));
const completed = ${change};
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Names a file that is not there.', filesChanged: [], verification: [], script: completed }));
`;

const planOf = (tasks: readonly string[]): string => `waveplan: 1
title: Add modules ${tasks.join(', ')}
agents:
  coder: {driver: claude, argv: [node, claude.mjs]}
  completer: {driver: command, argv: [node, completer.mjs]}
worktree: {sandbox: off}
checkpoint: {test: ${isThere('claude.mjs')}}
ship: {pr: false}
waves:
  - id: one
    title: Modules
    tasks:
${tasks.map((task) => `      - {id: ${task}, title: Add ${task}, owns: [src/${task}.js], objective: There is a module ${task}., steps: [Look, Add, Check]}`).join('\n')}
`;

async function withAgent(project: Project): Promise<void> {
  const { repository, git } = project;
  await mkdir(path.join(repository, 'tools'));
  await mkdir(path.join(repository, 'src'));
  const files = {
    'claude.mjs': agent,
    'completer.mjs': completer(`script.replace("run(['node', 'tools/count.mjs', '--in=' + path]);", '')`),
    'one.waveplan.yaml': planOf(['a', 'b', 'c']),
    'two.waveplan.yaml': planOf(['d', 'e']),
    'src/c.js': 'export const name = "old";\n',
    'tools/ended.mjs': `import { readFileSync, writeFileSync } from 'node:fs';\nconst text = readFileSync(process.argv[2], 'utf8');\nif (!text.endsWith('\\n')) writeFileSync(process.argv[2], text + '\\n');\n`,
    'tools/count.mjs': `import { readFileSync } from 'node:fs';\nconsole.log(readFileSync(process.argv[2].slice('--in='.length), 'utf8').length);\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(repository, name), text);
  git('add', '.');
  git('commit', '--quiet', '-m', 'An agent that tells what it runs');
}

describe('commands that agents ran again and again', () => {
  test('are listed, become a script that is tried and accepted, and are used by the next run', async (t) => {
    const project = await makeProject(t);
    const { wavegate, repository, git } = project;
    await withAgent(project);
    assert.match((await wavegate('flows')).notes, /No commands came three times or more/u);
    const first = await wavegate('run', 'one.waveplan.yaml', '--approve', 'all');
    assert.equal(first.exitCode, 0, first.notes);

    const listed = await wavegate('flows');
    assert.equal(listed.exitCode, 0, listed.notes);
    assert.match(listed.out, /1 {2}ended-count +3 +1 .* 3 +2\.1k/u);
    assert.match(
      listed.out,
      /node tools\/ended\.mjs <path>\n +node --check <path>\n +node tools\/count\.mjs --in=<path>\n/u,
    );
    assert.match(listed.out, /Commands that people run themselves are not seen/u);
    const [flow] = (JSON.parse((await wavegate('flows', '--json')).out) as { flows: { name: string }[] }).flows;
    assert.ok(flow !== undefined);

    const before = git('status', '--porcelain');
    const shown = await wavegate('flows', '--script', '1', '--as', 'skill', '--as', 'agent-skill', '--as', 'agents');
    assert.equal(shown.exitCode, 0, shown.notes);
    assert.match(shown.out, /\+run\(\['node', 'tools\/ended\.mjs', path\]\);/u);
    assert.match(shown.out, /\+run\(\['node', 'tools\/count\.mjs', '--in=' \+ path\]\);/u);
    assert.match(
      shown.out,
      /\+\+\+ b\/\.claude\/skills\/\S+\/SKILL\.md[\s\S]*\+\+\+ b\/\.agents\/skills\/\S+\/SKILL\.md[\s\S]*\+\+\+ b\/AGENTS\.md/u,
    );

    git('rm', '--quiet', 'src/c.js');
    git('commit', '--quiet', '-m', 'None of the modules is here yet');
    const onBranch = await wavegate('flows', '--script', '1', '--try');
    assert.equal(onBranch.exitCode, 0, onBranch.notes);
    assert.match(
      onBranch.notes,
      /HEAD does not have src\/\w\.js, so it is tried on wavegate\/\S+, where it was used last/u,
    );
    git('revert', '--no-edit', 'HEAD');

    const red = await wavegate('flows', '--script', '1', '--accept', '--with', 'src/none.js');
    assert.equal(red.exitCode, 1);
    assert.match(red.notes, /trial 1: red, exit code 1[\s\S]*Nothing is written: 0 of 5/u);
    assert.equal(git('status', '--porcelain'), before, 'nothing is written where a trial is red');

    const accepted = await wavegate('flows', '--script', flow.name, '--accept', '--with', 'src/c.js', '--as', 'agents');
    assert.equal(accepted.exitCode, 0, accepted.notes);
    assert.match(accepted.notes, /trial 5: green[\s\S]*Written: scripts\/\S+\.mjs, \.wavegate\/flows\.json/u);
    assert.match(
      await readFile(path.join(repository, 'AGENTS.md'), 'utf8'),
      /Run `node scripts\/\S+ PATH` instead of/u,
    );
    assert.ok(existsSync(path.join(repository, 'scripts', `${flow.name}.mjs`)));
    assert.doesNotMatch(git('worktree', 'list'), /flow-/u, 'the worktree of the trials is removed');
    assert.equal(await readFile(path.join(repository, 'src/c.js'), 'utf8'), 'export const name = "old";\n');
    assert.doesNotMatch((await wavegate('flows')).out, /tools\/ended/u, 'it is not offered again');

    git('add', '.');
    git('commit', '--quiet', '-m', 'A script for what agents repeat');
    const second = await wavegate('run', 'two.waveplan.yaml', '--approve', 'all');
    assert.equal(second.exitCode, 0, second.notes);
    assert.match((await wavegate('flows')).out, /scripts\/\S+\.mjs: used 2 times in 1 run since/u);
  });

  test('become a script that an agent completes, a person reads as a diff, and five trials prove; what is asked for wrongly is said', async (t) => {
    const project = await makeProject(t);
    const { wavegate, repository, git } = project;
    await withAgent(project);
    assert.equal((await wavegate('run', 'one.waveplan.yaml', '--approve', 'all')).exitCode, 0);
    for (const [argv, words] of [
      [['--script', '9'], /There is no flow 9\. They have the numbers 1 to 1/u],
      [['--script', '1', '--write', '../out.mjs'], /The script cannot be \.\.\/out\.mjs/u],
      [['--script', '1', '--write', 'tools/count.mjs'], /tools\/count\.mjs is there already/u],
      [['--script', '1', '--as', 'prompt'], /--as takes skill, agent-skill, agents/u],
      [['--script', '1', '--try', '--with', 'a', '--with', 'b'], /takes these arguments: PATH\. Give as many/u],
      [['--accept'], /--accept goes with --script N/u],
      [['--minutes', '0'], /--minutes takes a number greater than 0/u],
      [['nothing'], /There is no run nothing here/u],
    ] as const) {
      const { exitCode, notes } = await wavegate('flows', ...argv);
      assert.equal(exitCode, 2, notes);
      assert.match(notes, words);
    }
    const none = await wavegate('flows', '--script', '1', '--completed');
    assert.match(none.notes, /No agent has completed scripts\/\S+ yet\. Ask one with --agent NAME/u);
    const atOnce = await wavegate('flows', '--script', '1', '--agent', 'completer', '--accept');
    assert.match(atOnce.notes, /Read what the agent writes first/u);

    const shorter = await wavegate('flows', '--script', '1', '--agent', 'completer');
    assert.notEqual(shorter.exitCode, 0);
    assert.match(
      shorter.notes,
      /the one generated without an agent is kept\. It no longer runs `node tools\/count\.mjs`/u,
    );

    const guard = `if (!existsSync(path)) throw new Error(path + ' is not there.');`;
    const change = `script.replace("import { spawnSync", "import { existsSync } from 'node:fs';\\nimport { spawnSync").replace('\\n\\nrun(', ${JSON.stringify(`\n${guard}\n\nrun(`)})`;
    await writeFile(path.join(repository, 'completer.mjs'), completer(change));
    git('commit', '--quiet', '-am', 'An agent that completes');
    const before = git('status', '--porcelain');
    const completed = await wavegate('flows', '--script', '1', '--agent', 'completer');
    assert.equal(completed.exitCode, 0, completed.notes);
    assert.match(
      completed.notes,
      /completer has completed the script that code wrote: Names a file that is not there\./u,
    );
    assert.ok(completed.out.includes(`+${guard}`), completed.out);
    assert.equal(git('status', '--porcelain'), before, 'nothing is written');

    const accepted = await wavegate('flows', '--script', '1', '--completed', '--accept', '--with', 'src/c.js');
    assert.equal(accepted.exitCode, 0, accepted.notes);
    assert.match(accepted.notes, /trial 5: green[\s\S]*Written: scripts\//u);
    const [file = ''] = /scripts\/\S+\.mjs/u.exec(accepted.notes) ?? [];
    assert.ok((await readFile(path.join(repository, file), 'utf8')).includes(guard));
  });
});
