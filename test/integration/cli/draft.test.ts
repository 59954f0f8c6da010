import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { isThere } from '../../support/smallPlan.ts';

/** Gives the answers a test has left for it, one a session, the last one again and again. */
const planner = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff, WAVEGATE_DIRECTIVE: directive } = process.env;
const [, , home] = process.argv;
appendFileSync(path.join(home, 'asked'), readFileSync(directive, 'utf8') + '\\n=====\\n');
if (process.env.WAVEGATE_HANDOVER) appendFileSync(path.join(home, 'handed'), readFileSync(process.env.WAVEGATE_HANDOVER, 'utf8'));
const round = readFileSync(path.join(home, 'asked'), 'utf8').split('\\n=====\\n').length - 1;
const file = [round, 'last'].map((name) => path.join(home, 'answer-' + name)).find((name) => existsSync(name));
if (existsSync(path.join(home, 'edits'))) writeFileSync('agent.mjs', '// mine\\n');
const summary = 'Cut by module.';
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary, filesChanged: [], verification: [], ...(file && { plan: readFileSync(file, 'utf8') }) }));
`;

const head = (home: string): string => `waveplan: 1
title: Greet in French
# Whoever drafts may not touch this.
agents:
  planner: {driver: command, argv: ["node", "planner.mjs", ${JSON.stringify(home)}]}
`;

const task = (id: string, owns: string, more = ''): string =>
  `      - {id: ${id}, title: Greet ${id}, owns: [${owns}], objective: There is a greeting ${id}., steps: [Look at it, Add the line, Check it], verify: [${isThere('agent.mjs')}]${more}}
`;

const waves = (...tasks: readonly string[]): string => `checkpoint: {test: ${isThere('agent.mjs')}}
waves:
  - id: one
    title: Greetings
    tasks:
${tasks.join('')}`;

async function draftProject(context: TestContext, answers: Readonly<Record<string, string>> = {}): Promise<Project> {
  const project = await makeProject(context);
  const { repository, home, git } = project;
  await writeFile(path.join(repository, 'planner.mjs'), planner);
  await writeFile(path.join(repository, 'next.waveplan.yaml'), head(home));
  await writeFile(path.join(repository, 'package.json'), '{"scripts":{"test":"node --test"}}\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'A plan without waves');
  for (const [name, text] of Object.entries(answers)) await writeFile(path.join(home, `answer-${name}`), text);
  return project;
}

suite('a draft of a plan', () => {
  test('three mistakes go back to the planner, and the repaired plan is shown, and written only when asked', async (context) => {
    const project = await draftProject(context);
    const { home, repository, git, wavegate } = project;
    const wrong =
      head(home) + waves(task('a', 'src/fr.js'), task('b', 'src/fr.js'), task('c', 'src/c.js', ', dependsOn: [d]'));
    const better = head(home) + waves(task('a', 'src/fr.js', ', reads: [src/none.js]'), task('c', 'src/c.js'));
    const right = head(home) + waves(task('a', 'src/fr.js'), task('c', 'src/c.js'));
    const answers = { 1: wrong, 2: better, last: `\`\`\`yaml\n${right}\n\`\`\`` };
    for (const [name, text] of Object.entries(answers)) await writeFile(path.join(home, `answer-${name}`), text);

    const shown = await wavegate(
      'draft',
      'next.waveplan.yaml',
      '--goal',
      'People can be greeted in French by `makeGreeting`.',
    );
    assert.equal(shown.exitCode, 0, shown.notes);
    assert.match(shown.out, /^--- a\/next\.waveplan\.yaml\n\+\+\+ b\/next\.waveplan\.yaml\n@@ /);
    assert.match(shown.out, /^\+ {6}- \{id: a, title: Greet a/m);
    assert.match(shown.notes, /ownership-overlap.*src\/fr\.js/);
    assert.match(shown.notes, /unknown-task/);
    assert.match(shown.notes, /missing-file.*src\/none\.js/);
    assert.match(shown.notes, /Cut by module\./);
    assert.equal(await readFile(path.join(repository, 'next.waveplan.yaml'), 'utf8'), head(home), 'it was only shown');
    const asked = (await readFile(path.join(home, 'asked'), 'utf8')).split('\n=====\n');
    assert.equal(asked.length - 1, 3, 'one draft and two repairs');
    assert.match(
      asked[0] ?? '',
      /People can be greeted in French[^]*Commands found[^]*`npm test` \(from package\.json\)/,
    );
    assert.match(asked[1] ?? '', /round 1 of at most 3[^]*ownership-overlap/);
    assert.match(
      await readFile(path.join(home, 'handed'), 'utf8'),
      /What you are planning[^]*Your last answer[^]*dependsOn: \[d\]/,
    );
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('worktree', 'list').split('\n').length, 1, 'its worktree is gone');

    const written = await wavegate(
      'draft',
      'next.waveplan.yaml',
      '--goal',
      'People can be greeted in French.',
      '--write',
    );
    assert.equal(written.exitCode, 0, written.notes);
    assert.equal(await readFile(path.join(repository, 'next.waveplan.yaml'), 'utf8'), right);
    assert.equal((await wavegate('lint', 'next.waveplan.yaml')).exitCode, 0);
    assert.equal((await wavegate('status', '--json')).out.trim(), '[]', 'no run was started');
  });

  test('a planner that edits files gets no plan taken, and the files are as they were', async (context) => {
    const project = await draftProject(context);
    const { home, repository, git, wavegate } = project;
    await writeFile(path.join(home, 'edits'), '');
    await writeFile(path.join(home, 'answer-last'), head(home) + waves(task('a', 'src/fr.js')));
    const drafted = await wavegate('draft', 'next.waveplan.yaml', '--goal', 'Greet.', '--write');
    assert.equal(drafted.exitCode, 1);
    assert.match(drafted.notes, /read-only agent changed something.*agent\.mjs.*its plan was not taken/);
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(await readFile(path.join(repository, 'next.waveplan.yaml'), 'utf8'), head(home));
  });

  test('an answer that is no plan is asked for again, and given up after the third repair', async (context) => {
    const project = await draftProject(context, { last: 'I would begin with the greeting.' });
    const drafted = await project.wavegate('draft', 'next.waveplan.yaml', '--goal', 'Greet.');
    assert.equal(drafted.exitCode, 1);
    assert.match(drafted.notes, /answered 4 times, and none of its answers was a plan/);
  });

  test('a draft that changes what the person has set is not taken over their words', async (context) => {
    const project = await draftProject(context);
    const { home, repository, wavegate } = project;
    const other = head(home).replace('planner.mjs', 'other.mjs') + waves(task('a', 'src/fr.js'));
    await writeFile(path.join(home, 'answer-last'), other);
    const drafted = await wavegate('draft', 'next.waveplan.yaml', '--goal', 'Greet.', '--write');
    assert.equal(drafted.exitCode, 1);
    assert.match(drafted.notes, /Still wrong: "agents" is the person's to set/);
    assert.equal(await readFile(path.join(repository, 'next.waveplan.yaml'), 'utf8'), head(home));
    const kept = /draft is kept in (.*)\. Correct/.exec(drafted.notes)?.[1] ?? '';
    assert.equal(await readFile(kept, 'utf8'), other);
  });

  test('without a goal nothing is started, and a plan that cannot be read is not drafted over', async (context) => {
    const project = await draftProject(context);
    const { repository, state, wavegate } = project;
    for (const goal of [[], ['--goal', '  ']]) {
      const refused = await wavegate('draft', 'next.waveplan.yaml', ...goal);
      assert.equal(refused.exitCode, 1);
      assert.match(refused.notes, /There is no goal/);
    }
    await writeFile(path.join(repository, 'broken.waveplan.yaml'), 'waveplan: 1\ntitle: "My own words\nscope: [\n');
    const broken = await wavegate('draft', 'broken.waveplan.yaml', '--goal', 'Greet.');
    assert.equal(broken.exitCode, 1);
    assert.match(broken.notes, /could lose what you wrote/);
    const runs = readdirSync(state, { recursive: true }).filter((name) => String(name).endsWith('job.json'));
    assert.deepEqual(runs, []);
    assert.ok(existsSync(path.join(repository, 'broken.waveplan.yaml')));
  });

  test('is taken hunk by hunk, without being drafted again, while the plan stays valid', async (context) => {
    const project = await draftProject(context);
    const { home, repository, wavegate } = project;
    const plan = path.join(repository, 'next.waveplan.yaml');
    const three = ['fr', 'es', 'de'].map((id) => task(id, `src/${id}.js`));
    const before = head(home) + waves(...three);
    await writeFile(plan, before);
    const after = before.replace('Greet in French', 'Greet in three languages') + task('pt', 'src/pt.js');
    await writeFile(path.join(home, 'answer-last'), after);
    assert.equal((await wavegate('draft', 'next.waveplan.yaml', '--show')).exitCode, 1, 'there is none yet');
    const drafted = await wavegate('draft', 'next.waveplan.yaml', '--goal', 'Greet in more languages.');
    assert.match(drafted.notes, /To take it: wavegate draft next\.waveplan\.yaml --write/);
    const shown = await wavegate('draft', 'next.waveplan.yaml', '--show');
    assert.match(shown.out, /@@ 1\n[^]*\+title: Greet in three languages[^]*@@ 2\n[^]*id: pt/);
    assert.match(
      (await wavegate('draft', 'next.waveplan.yaml', '--take', '3')).notes,
      /no hunk 3: it has hunks 1 to 2/,
    );
    assert.equal((await wavegate('draft', 'next.waveplan.yaml', '--take', 'x')).exitCode, 2);
    assert.equal((await wavegate('draft', 'next.waveplan.yaml', '--take', '1', '--goal', 'More.')).exitCode, 2);
    const taken = await wavegate('draft', 'next.waveplan.yaml', '--take', '1');
    assert.match(taken.notes, /Took hunk 1 of the draft of .*draft\.yaml.*1 hunk left/);
    assert.equal(await readFile(plan, 'utf8'), before.replace('Greet in French', 'Greet in three languages'));
    const rest = await wavegate('draft', 'next.waveplan.yaml', '--write');
    assert.match(rest.notes, /Took all hunks of the draft of .*nobody was asked to draft again/);
    assert.match(await readFile(plan, 'utf8'), /id: pt/);
    assert.match((await wavegate('draft', 'next.waveplan.yaml', '--write')).notes, /nothing left to take/);
    assert.equal((await readFile(path.join(home, 'asked'), 'utf8')).split('\n=====\n').length - 1, 1, 'drafted once');
  });
});
