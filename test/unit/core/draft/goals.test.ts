import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { longestSpec, readGoal } from '../../../../src/core/draft/goal.ts';
import { changedParts } from '../../../../src/core/draft/keptParts.ts';
import { listedTasks, nothingOpen, taskListNotes, unplanned } from '../../../../src/core/draft/taskList.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { planOf } from '../../../support/parsedPlan.ts';

suite('what a person wants planned', () => {
  const spec = (text: string, name = 'spec.md') => ({ name, text });
  for (const [what, goal, given, expected] of [
    ['words', '  Greet in French. ', undefined, { goal: 'Greet in French.' }],
    ['words and a file', 'Greet.', spec('# Spec'), { goal: 'Greet.', spec: spec('# Spec') }],
    [
      'a file, whose heading says it',
      '',
      spec('---\n\nIntro\n\n# Greet in French. And more\n'),
      { goal: 'Greet in French.', spec: spec('---\n\nIntro\n\n# Greet in French. And more\n') },
    ],
    [
      'a file without a heading, whose first line says it',
      '',
      spec('\r\nGreet in French\r\nmore'),
      { goal: 'Greet in French', spec: spec('\r\nGreet in French\r\nmore') },
    ],
    [
      'nothing',
      ' \n',
      undefined,
      {
        problem:
          'There is no goal. Say in a sentence or two what is to be true after the change, or name a file that does: --from spec.md.',
      },
    ],
    [
      'an empty file',
      'Greet.',
      spec(' \n'),
      { problem: 'spec.md is empty. Write down what the change is for, then draft again.' },
    ],
    [
      'a list of which all is done',
      '',
      spec('- [x] T001 One\n- [X] T002 Two\n', 'tasks.md'),
      {
        problem:
          'All 2 tasks of tasks.md are ticked, so there is nothing left to plan. Untick or add what is to be done, or give a goal: --goal "…".',
      },
    ],
  ] as const)
    test(`may be ${what}`, () => {
      assert.deepEqual(readGoal(goal, given), expected);
    });

  test('is a specification where the words are many', () => {
    const words = `Greet in French. ${'x'.repeat(4_000)}`;
    assert.deepEqual(readGoal(words), {
      goal: 'Greet in French.',
      spec: { name: 'goal', text: words },
      note: `The goal has ${words.length} characters. All of it goes to the planner, as a specification; its first sentence is the goal.`,
    });
    const both = readGoal(words, spec('# Spec'));
    assert.ok('spec' in both);
    assert.deepEqual(both.spec, { name: 'spec.md', text: `${words}\n\n# Spec` });
    assert.ok('goal' in readGoal('x'.repeat(4_000)) && !('spec' in readGoal('x'.repeat(4_000))));
  });

  test('leaves a planner room for the code', () => {
    const problem = (name: string) =>
      `${name} has more than 200,000 characters, which leaves a planner no room for the code. Draft from the part that the first change is about.`;
    assert.deepEqual(readGoal('x'.repeat(longestSpec + 1)), { problem: problem('The goal') });
    assert.deepEqual(readGoal('x', spec('y'.repeat(longestSpec))), { problem: problem('spec.md') });
    assert.ok('goal' in readGoal('', spec('y'.repeat(longestSpec))));
  });

  test('has a goal of one line and at most 300 characters, or a problem, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (goal, text) => {
        const read = readGoal(goal, text === undefined ? undefined : spec(text));
        if ('problem' in read) assert.match(read.problem, /[.]$/);
        else assert.ok(read.goal !== '' || text !== undefined);
      }),
    );
  });
});

suite('a list of tasks', () => {
  const list = `# Tasks
- [ ] T001 [P] [US1] Create the model in src/a.ts
- [x] T002: Done already
  * [ ] **T003** Nested
1. [ ] T-4.1 Numbered
- [ ] no id here
- [ ] TOOLONGID1 no
\`\`\`
- [ ] T900 an example
\`\`\`
- [x] T001 Ticked elsewhere
- [ ] T005 [link](x) stays
`;
  test('is read with ids, ticks and marks, without examples', () => {
    assert.deepEqual(
      listedTasks(list).map(
        ({ id, text, done, parallel }) => `${id}${done ? ' done' : ''}${parallel ? ' [P]' : ''}: ${text}`,
      ),
      [
        'T001 [P]: Create the model in src/a.ts',
        'T002 done: Done already',
        'T003: Nested',
        'T-4.1: Numbered',
        'T005: [link](x) stays',
      ],
    );
    assert.deepEqual(listedTasks(list.replaceAll('\n', '\r\n')), listedTasks(list));
    assert.deepEqual(listedTasks(''), []);
  });

  test('counts one that is there twice as open where one of the two is', () => {
    assert.deepEqual(
      listedTasks('- [x] T1 a\n- [ ] T1 b\n').map(({ done, text }) => [done, text]),
      [[false, 'b']],
    );
    assert.deepEqual(
      listedTasks('- [ ] T1 a\n- [x] T1 b\n').map(({ done, text }) => [done, text]),
      [[false, 'a']],
    );
  });

  test('is explained to a planner, and what it leaves out is told', () => {
    const notes = taskListNotes('tasks.md', list) ?? '';
    assert.match(notes, /^`tasks\.md` is a list of 5 tasks\./);
    assert.match(notes, /- Ticked, so done already; plan nothing for them: `T002`\./);
    assert.match(notes, /- Open: `T001`, `T003`, `T-4\.1`, `T005`\./);
    assert.match(notes, /Marked \[P\], so independent of their neighbours: `T001`\./);
    assert.equal(taskListNotes('notes.md', 'no list'), undefined);
    assert.deepEqual(unplanned('tasks.md', list, 'title: Does T001 and T003, T-4.1\n'), [
      'T005 of tasks.md ([link](x) stays) is in no task. Name T005 in the task that does it, or under scope.out or scope.deferred.',
    ]);
    assert.match(unplanned('t', `- [ ] T1 ${'x'.repeat(101)}`, '')[0] ?? '', /^T1 of t \(x{99}…\) is in no task/);
    assert.equal(nothingOpen('tasks.md', list), undefined);
    assert.equal(nothingOpen('tasks.md', 'no list'), undefined);
  });
});

suite('parts of a plan that are not a planner’s to change', () => {
  const before = planOf([['a'], ['b']], {
    constraints: ['Keep it'],
    principles: ['Small'],
    protected: ['docs/**'],
    scope: { out: ['The log-in'] },
    verifier: { agent: 'b' },
  });
  const changed = (change: Partial<Plan>, done: readonly string[] = []): readonly string[] =>
    changedParts(before, { ...before, ...change }, done);
  const notYours = (key: string) =>
    `"${key}" is the person's to set, and the draft changes it. Leave it exactly as it was.`;

  test('are kept in a draft that only adds', () => {
    assert.deepEqual(changed({}), []);
    assert.deepEqual(
      changed({
        constraints: ['New', 'Keep it'],
        goal: 'New',
        waves: [],
        scope: { ...before.scope, out: ['Other', 'The log-in'] },
      }),
      [],
    );
  });

  for (const [key, value] of [
    ['agents', {}],
    ['gates', { launch: { approvers: [], required: false, inAdvance: true } }],
    ['budget', { ...before.budget, usd: 1 }],
    ['validators', [{ agent: 'a', disposition: 'x', kilobytes: 1 }]],
    ['worktree', { ...before.worktree, sandbox: 'auto' }],
    ['git', { ...before.git, branchPrefix: 'x' }],
    ['commit', { ...before.commit, sign: 'never' }],
    ['ship', { ...before.ship, remote: 'fork' }],
    ['limits', { ...before.limits, parallel: 2 }],
    ['repository', 'https://example.org/x'],
    ['thread', { intake: 'https://example.org/x' }],
    ['executor', 'team'],
    ['archive', { to: 'x', transcripts: true, megabytes: 2 }],
    ['remedy', 'blockers'],
    ['validateAhead', 'off'],
    ['precedence', ['issue']],
    ['verifier', undefined],
  ] as const)
    test(`are those under ${key}`, () => {
      assert.deepEqual(changed({ [key]: value }), [notYours(key)]);
    });

  test('may be a verifier where the person has named none', () => {
    const { verifier, ...without } = before;
    assert.deepEqual(changedParts(without as Plan, { ...without, verifier }), []);
  });

  test('are entries of lists, word for word, and waves that are committed', () => {
    assert.deepEqual(changed({ constraints: ['Keep it.'], principles: [], protected: [] }), [
      '"constraints" has lost "Keep it". Keep it word for word.',
      '"principles" has lost "Small". Keep it word for word.',
      '"protected" has lost "docs/**". Keep it word for word.',
    ]);
    assert.deepEqual(changed({ scope: { ...before.scope, out: [] } }), [
      '"scope.out" has lost "The log-in". What is out of scope stays out.',
    ]);
    const stays = (id: string) => `Wave "${id}" is committed already, so it has to stay where it is, as it is.`;
    assert.deepEqual(changed({ waves: before.waves.toReversed() }, ['one']), [stays('one')]);
    assert.deepEqual(changed({ waves: [] }, ['one', 'two']), [stays('one'), stays('two')]);
    assert.deepEqual(changed({ waves: before.waves.slice(0, 1) }, ['one']), []);
  });
});
