import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parsePlan } from '../../../src/core/planRules/check/parsePlan.ts';
import { formerKeys } from '../../../src/core/plan/schema/formerKeys.ts';
import type { Plan } from '../../../src/core/plan/schema/plan.ts';
import { codeActions } from '../../../src/languageServer/codeActions.ts';
import { blockPlan } from '../core/planRules/examplePlans.ts';
import { marked } from './marked.ts';
import type { Marked } from './marked.ts';

function actionsAt({ file, position }: Marked): ReturnType<typeof codeActions> {
  return codeActions(file, { start: position, end: position }, []);
}

/** The plan after the action whose title matches; no comment may be lost by it. */
function after(place: Marked, title: RegExp): { readonly text: string; readonly plan: Plan | undefined } {
  const actions = actionsAt(place);
  const action = actions.find((each) => title.test(each.title));
  assert.ok(action, `offered: ${actions.map((each) => each.title).join(' | ')}`);
  const { document } = place;
  const text = TextDocument.applyEdits(document, action.edit?.changes?.[document.uri] ?? []);
  for (const [comment] of document.getText().matchAll(/# .*/g)) assert.ok(text.includes(comment), comment);
  return { text, plan: parsePlan(text).plan };
}

const shape = (plan: Plan | undefined): readonly string[] | undefined =>
  plan?.waves.map(({ id, tasks }) => `${id}: ${tasks.map((task) => task.id).join(' ')}`);

describe('one keystroke', () => {
  test('corrects the spelling of a key, an agent and a dependency', () => {
    assert.match(
      after(marked(blockPlan.replace('title: Extend b', 'tit▮el: Extend b')), /"title"/).text,
      /title: Extend b/,
    );
    const agent = marked(blockPlan.replace('title: Extend b', 'title: Extend b\n        agent: code▮mo'));
    assert.equal(after(agent, /"codemod"/).plan?.waves[0]?.tasks[1]?.agent, 'codemod');
    assert.equal(actionsAt(marked(blockPlan.replace('title: Extend b', 'xyz▮: 1'))).length, 0);
  });

  test('gives a key of an earlier version its present name, wherever in the plan it is', () => {
    const done = marked(
      blockPlan.replace('waves:', 'base▮line: [{statement: It builds, verify: $ make}] # why\nwaves:'),
    );
    assert.equal(after(done, /Change to "definitionOfDone"/).plan?.definitionOfDone[0]?.statement, 'It builds');
    const checks = marked(blockPlan.replace('{test: npm test}', '{test: npm test, gat▮es: {lint: make lint}}'));
    assert.deepEqual(after(checks, /Change to "checks"/).plan?.checkpoint.checks, { lint: 'make lint' });
    for (const [path, former] of Object.entries(formerKeys)) {
      const [key = '', ...above] = path.split('.').reverse();
      const written = above.reduce((inner, name) => `{${name}: ${inner}}`, `{${key}: []}`).slice(1, -1);
      const problem = parsePlan(`waveplan: 1\n${written}\n`).problems.find(({ message }) =>
        message.includes(`"${key}" of`),
      );
      assert.deepEqual([problem?.code, problem?.severity], ['unknown-key', 'error'], path);
      assert.equal(problem?.suggestion, 'renamed' in former ? former.renamed : undefined);
    }
  });

  test('adds the section that is missing, at the end of its task', () => {
    const place = marked(
      blockPlan
        .replace('      - id: b\n', '      - id: ▮b\n')
        .replace('        objective: The library is extended.\n', ''),
    );
    const { plan } = after(place, /Add "objective"/);
    assert.equal(plan?.waves[0]?.tasks[1]?.objective, 'What is true when this task is done.');
    const unverified = marked(blockPlan.replace('id: d\n', 'id: ▮d\n').replace(/ {8}verify: \[npm test\]\n$/, ''));
    assert.deepEqual(after(unverified, /Add "verify"/).plan?.waves[1]?.tasks[0]?.verify, ['npm test']);
  });

  test('moves a task that is in the way to a later wave', () => {
    const place = marked(blockPlan.replace('owns: [lib/**]', 'owns: [▮src/a.js]'));
    assert.deepEqual(shape(after(place, /Move "b"/).plan), ['one: a', 'one-later: b', 'two: d']);
  });

  test('splits a wave that is too large, between two tasks and with their comments', () => {
    const more = ['e', 'f', 'g']
      .map(
        (id) =>
          `      # about ${id}\n      - {id: ${id}, title: ${id}, owns: [${id}], objective: o, steps: [a, b, c], verify: [t]}\n`,
      )
      .join('');
    const place = marked(blockPlan.replace('- id: one ', '- id: ▮one ').replace('      # trailing in tasks\n', more));
    const { text, plan } = after(place, /Split wave "one"/);
    assert.deepEqual(shape(plan), ['one: a b e', 'one-2: f g', 'two: d']);
    assert.match(text, / {2}- id: one-2\n {4}title: "Foundation, second part"\n {4}tasks:\n {6}# about f\n/);
  });

  test('says that a task builds on the one before', () => {
    const place = marked(
      blockPlan
        .replace('- a # needed\n          - b', '- a # needed')
        .replace(
          'owns: [lib/**]\n        objective: The library is used',
          'owns: [▮lib/**]\n        objective: The library is used',
        ),
    );
    assert.deepEqual(after(place, /depend on "b"/).plan?.waves[1]?.tasks[0]?.dependsOn, ['a', 'b']);
  });

  test('splits a task by its files', () => {
    const facts = {
      files: ['lib/p.js', 'lib/q.js', 'src/a.js', 'src/b.js'],
      occurrences: { oldName: { 'lib/p.js': 20, 'lib/q.js': 9 } },
    };
    const place = marked(
      blockPlan.replace('- id: b\n', '- id: ▮b\n').replace('The library is extended', 'Nothing calls `oldName`'),
      facts,
    );
    const { plan } = after(place, /Split "b"/);
    assert.deepEqual(
      plan?.waves[0]?.tasks.slice(1).map(({ title, owns }) => [title, owns]),
      [
        ['Extend b (1 of 2)', ['lib/p.js']],
        ['Extend b (2 of 2)', ['lib/q.js']],
      ],
    );
  });

  describe('splits a task that owns much into as many tasks as are wanted', () => {
    const tree = (...folders: readonly [folder: string, count: number][]): readonly string[] =>
      folders.flatMap(([folder, count]) => Array.from({ length: count }, (_, index) => `${folder}file${index}.js`));
    const owning = (owns: string, files: readonly string[]): Marked =>
      marked(blockPlan.replace('owns: [lib/**]', `owns: [${owns}]`).replace('- id: b\n', '- id: ▮b\n'), { files });
    const ownsOf = (plan: Plan | undefined): readonly (readonly string[])[] | undefined =>
      plan?.waves[0]?.tasks.slice(1).map(({ owns }) => owns);
    const offered = (place: Marked): readonly string[] => actionsAt(place).map(({ title }) => title);

    test('one for each folder, and what depended on it depends on all of them', () => {
      const place = owning('lib/**', tree(['lib/read/', 4], ['lib/write/deep/', 9], ['lib/', 2]));
      const { plan, text } = after(place, /into 3 tasks, one for each folder/);
      assert.deepEqual(ownsOf(plan), [['lib/read/**'], ['lib/write/**'], ['lib/*']]);
      assert.deepEqual(
        plan?.waves[0]?.tasks.slice(1).map(({ id, title }) => [id, title]),
        [
          ['b-read', 'Extend b (lib/read)'],
          ['b-write', 'Extend b (lib/write)'],
          ['b-lib', 'Extend b (lib)'],
        ],
      );
      assert.deepEqual(plan?.waves[1]?.tasks[0]?.dependsOn, ['a', 'b-read', 'b-write', 'b-lib']);
      assert.deepEqual(
        parsePlan(text).problems.filter(({ severity }) => severity === 'error'),
        [],
      );
    });

    test('by number, with about as many files each', () => {
      const place = owning('lib/**/*.js', tree(['lib/a/', 10], ['lib/b/', 5], ['lib/c/', 4], ['lib/d/', 1]));
      assert.deepEqual(offered(place), [
        'Split "b" into 4 tasks, one for each folder',
        'Split "b" into 2 tasks of up to 10 files',
        'Split "b" into 3 tasks of up to 10 files',
        'Split "b" into 6 tasks of up to 4 files',
        'Split "b" into 8 tasks of up to 3 files',
      ]);
      const { plan } = after(place, /into 2 tasks/);
      assert.deepEqual(ownsOf(plan), [['lib/a/**/*.js'], ['lib/b/**/*.js', 'lib/c/**/*.js', 'lib/d/**/*.js']]);
    });

    test('a folder without folders is divided by its files, and each of several globs', () => {
      assert.deepEqual(ownsOf(after(owning('lib/**', tree(['lib/', 4])), /into 2 tasks/).plan), [
        ['lib/file0.js', 'lib/file2.js'],
        ['lib/file1.js', 'lib/file3.js'],
      ]);
      const two = after(owning('lib/a/**, lib/b/**', tree(['lib/a/', 3], ['lib/b/', 3])), /one for each folder/);
      assert.equal(ownsOf(two.plan)?.flat().length, 6);
    });

    test('nothing is offered where there is nothing to divide', () => {
      assert.deepEqual(offered(owning('lib/file0.js', tree(['lib/', 4]))), []);
      assert.deepEqual(offered(owning('lib/**', [])), []);
      assert.deepEqual(offered(owning('lib/**', tree(['lib/', 1]))), []);
      assert.deepEqual(offered(owning('lib/*.js, lib/**', tree(['lib/', 4]))), [], 'its globs meet');
    });
  });

  test('makes a constraint that tasks repeat one of the plan', () => {
    const place = marked(
      blockPlan
        .replace('- Keep it   # yes', '- Kee▮p it   # yes')
        .replace(
          'objective: The library is used.',
          'constraints: [Keep it, Keep that]\n        objective: The library is used.',
        ),
    );
    assert.equal(actionsAt(place).length, 0, 'its comment would be lost');
    const bare = marked(place.document.getText().replace('- Keep it   # yes', '- Kee▮p it'));
    const { plan } = after(bare, /constraint of the plan \(2 tasks/);
    assert.deepEqual(plan?.constraints, ['Keep it']);
    assert.deepEqual(
      plan.waves.flatMap(({ tasks }) => tasks.map((task) => task.constraints)),
      [[], [], ['Keep that']],
    );
  });

  test('moves a task also while something else is misspelt', () => {
    const place = marked(
      blockPlan.replace('owns: [lib/**]', 'owns: [▮src/a.js]').replace('Extend b', 'x\n        riks: low'),
    );
    assert.match(after(place, /Move "b"/).text, /- id: one-later/);
  });

  test('adds a deadline, an owner for a deletion, and an agent', () => {
    const gate = marked(blockPlan.replace('checkpoint:', 'gates: {ship: {approvers: ▮[Ada]}}\ncheckpoint:'));
    assert.match(after(gate, /Add "deadline"/).text, /gates: \{ship: \{approvers: \[Ada\], deadline: 480\}\}/);
    const deletion = marked(blockPlan.replace('deletes: [src/b.js]', 'deletes: [src/▮z.js]'));
    assert.ok(after(deletion, /Add src\/z.js/).plan?.waves[0]?.tasks[0]?.owns.includes('src/z.js'));
    const none = marked(blockPlan.replace('title: Extend\n', 'ti▮tle: Extend\n').replace(/agents:\n.*\n/, ''));
    assert.deepEqual(Object.keys(after(none, /Add "agents"/).plan?.agents ?? {}), ['mine']);
  });
});

describe('a correction, among tasks it does not look at', () => {
  const around = (tail: string): string => `waveplan: 1
title: Extend
agents: {mine: {driver: command, argv: [my-agent]}}
waves:
  - id: one
    title: First
    tasks:
      - {id: z, title: z, owns: [z], objective: o, steps: [a, b, c], verify: [t]} # z

  # about the second wave
  - id: two
    title: Second
    tasks:
      - id: a
        title: Extend a
        owns: [src/**]
        objective: It is extended.
        steps: [a, b, c]
        verify: [npm test]
      # about b
      - id: b
        title: Extend b
        owns: [src/▮b]
        objective: It is extended.
        steps: [a, b, c]
        verify: [npm test]
      - id: c
        title: Extend c
        owns: [lib/**]
        steps: [a, b, c]
        verify: [npm test]
        objective: |
          It is extended.

          # not a comment${tail}`;
  const next = `

  # about the third wave
  - id: three
    title: Third
    tasks:
      - {id: d, title: d, dependsOn: [a], owns: [d], objective: o, steps: [a, b, c], verify: [t]}
`;

  for (const [where, tail] of Object.entries({ 'before another wave': next, 'at the end of the text': '' })) {
    for (const eol of ['\n', '\r\n']) {
      test(`moves a task behind all of its wave, ${where}, with ${JSON.stringify(eol)}`, () => {
        const { plan, text: moved } = after(marked(around(tail).replaceAll('\n', eol)), /Move "b"/);
        assert.deepEqual(shape(plan)?.slice(0, 3), ['one: z', 'two: a c', 'two-later: b']);
        assert.equal(plan?.waves[1]?.tasks[1]?.objective.includes('\n\n# not a comment'), true);
        assert.equal(plan.waves.length, tail === '' ? 3 : 4);
        assert.ok(tail === '' || moved.includes(`[npm test]${eol}${eol}  # about the third wave${eol}  - id: three`));
      });
    }
  }
});
