import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { told } from '../../../../support/rulePlan.ts';
import type { RulePlan, TaskKeys } from '../../../../support/rulePlan.ts';
import type { WorkspaceFacts } from '../../../../../src/core/planRules/workspaceFacts.ts';

type Case = readonly [what: string, plan: RulePlan, problems: readonly string[]];

function cases(all: readonly Case[], facts: WorkspaceFacts = {}): void {
  for (const [what, plan, problems] of all) test(what, () => assert.deepEqual(told(plan, facts), problems));
}

const a: TaskKeys = {};
const tasks = (count: number, keys: TaskKeys = {}): readonly TaskKeys[] => Array<TaskKeys>(count).fill(keys);
const cli = '{mine: {driver: claude}, other: {driver: codex}}';

suite('a task', () => {
  const steps = (count: number): string => `[${Array(count).fill('Do it').join(', ')}]`;
  cases([
    ['with three steps has enough', { waves: [[{ steps: steps(3) }]] }, []],
    [
      'with two has too few',
      { waves: [[{ steps: steps(2) }]] },
      ['warning steps | "a" has 2 steps; 3 to 20 let an agent work without asking. Say how it should go about it.'],
    ],
    [
      'with one has too few',
      { waves: [[{ steps: steps(1) }]] },
      ['warning steps | "a" has one step; 3 to 20 let an agent work without asking. Say how it should go about it.'],
    ],
    [
      'without any is told at its name',
      { waves: [[{ steps: '' }]] },
      ['warning a | "a" has no steps; 3 to 20 let an agent work without asking. Say how it should go about it.'],
    ],
    [
      'without commands of its own is told by the suite alone',
      { waves: [[{ verify: '' }]] },
      [
        'warning a | "a" has no "verify" commands, so only the suite after the wave would notice that it failed, without telling which task did.',
      ],
    ],
    ['of a plan without checks need not be proved', { checkpoint: 'none', waves: [[{ verify: '' }]] }, []],
    [
      'far larger than its siblings keeps them waiting',
      { waves: [[a, a, { steps: steps(18) }]] },
      [
        'hint c | "c" is about 5 times as large as the other tasks of its wave, which all wait for it. Split it, or give it a wave of its own.',
      ],
    ],
    ['of two cannot be told to be large', { waves: [[a, { steps: steps(18) }]] }, []],
    ['below twelve parts is never large', { waves: [[a, a, { steps: steps(10) }]] }, []],
  ]);

  test('is measured by the files its globs match', () => {
    const files = Array.from({ length: 20 }, (_, index) => `big/${index}.js`);
    const plan = { waves: [[{ owns: '["big/**"]' }, a, a]] };
    assert.deepEqual(told(plan, { files }), [
      'hint a | "a" is about 6 times as large as the other tasks of its wave, which all wait for it. Split it, or give it a wave of its own.',
    ]);
  });
});

suite('words of a task', () => {
  const open = (word: string): string =>
    `"${word}" leaves a decision open that the agent would have to guess. Decide it here.`;
  for (const [objective, words] of [
    ['The limit is maybe 10.', ['maybe']],
    ['Retry if needed, and log it where possible.', ['if needed', 'where possible']],
    ['It is to be decided.', ['to be decided']],
    ['Rename files, etc.', ['etc.']],
    ['It uses a map and/or a set.', ['and/or']],
    ['Is it fast?', ['?']],
    ['It handles dates and so on.', ['and so on']],
  ] as const)
    test(`such as "${words.join('" and "')}" leave a decision open`, () => {
      assert.deepEqual(
        told({ waves: [[{ objective: JSON.stringify(objective) }]] }),
        words.map((word) => `warning ${word} | ${open(word)}`),
      );
    });

  for (const objective of [
    'It works without errors or warnings.',
    'At least 2 or more files are read.',
    'Whether one or the other comes first is kept.',
    'The word `maybe` is in the list, and `a or b`.',
    'The parameter is called probable.',
    'https://example.org/a?b=c is fetched.',
  ])
    test(`such as "${objective}" leave none`, () => {
      assert.deepEqual(told({ waves: [[{ objective: JSON.stringify(objective) }]] }), []);
    });

  test('that may be a choice are pointed out, in steps and constraints, too', () => {
    const may = '"or" may leave the agent a choice. If it does, decide it here.';
    assert.deepEqual(
      told({
        waves: [[{ steps: '[Use a map or a set, Save it, Test it]', constraints: '[Keep the name or the place]' }]],
      }),
      [`hint or | ${may}`, `hint or | ${may}`],
    );
  });
});

suite('a wave', () => {
  cases([
    ['of four tasks is easy to look through', { waves: [tasks(4)] }, []],
    [
      'of five is less so',
      { waves: [tasks(5)] },
      ['hint one | Wave "one" starts 5 sessions at once; up to 4 are easier to look through when one fails.'],
    ],
    [
      'of eleven is too large',
      { waves: [tasks(11)] },
      [
        'warning one | Wave "one" starts 11 sessions at once; beyond 10 the slowest one and the search for a failure dominate. Split the wave.',
      ],
    ],
    [
      'that needs nothing of the one before waits for nothing',
      { waves: [[a], [a]] },
      [
        'information two | Nothing in wave "two" needs wave "one", so it waits for nothing. Move its tasks to "one", or say with "dependsOn" what they need.',
      ],
    ],
    ['that reads what the one before makes needs it', { waves: [[a], [{ reads: '["src/*.js"]' }]] }, []],
    [
      'that is asked for by labels works on hosts of a team',
      { waves: [[a]], ofWaves: 'labels: [gpu]' },
      [
        'warning labels | Wave "one" asks for hosts with labels, which has no effect: all agents of this plan work on the machine that drives the run. Set "executor: team" for the plan, or take the labels out.',
      ],
    ],
    ['of a team may have labels', { head: 'executor: team\n', waves: [[a]], ofWaves: 'labels: [gpu]' }, []],
  ]);
});

suite('a plan', () => {
  const many = { waves: [[{ owns: `[${Array.from({ length: 101 }, (_, index) => `f/${index}`).join(', ')}]` }]] };
  cases([
    [
      'without waves is a draft',
      { waves: [] },
      [
        'information title | The plan has no waves, so it is a draft. A run of it waits for waves. Say what is wanted in `goal`, and have them drafted (Draft Plan…, or `wavegate draft`), or write them.',
      ],
    ],
    [
      'without waves audits first where it has lenses',
      { head: 'goal: Be fast\naudit: {lenses: [{id: x, focus: F}]}\n', waves: [] },
      [
        'information title | The plan has no waves, so it is a draft. A run of it audits, is triaged, and then waits for waves. Have them drafted (Draft Plan…, or `wavegate draft`), or write them.',
      ],
    ],
    [
      'of more than a hundred files keeps a wave for what goes wrong',
      many,
      [
        'information waves | The plan changes about 101 files and keeps no wave for what goes wrong on the way. Add a small wave for repairs near the end, with "repair" or "reserve" in its title.',
      ],
    ],
    [
      'merges requests of its own waves as they are',
      { head: 'ship: {merge: squash, pullRequest: {per: wave}}\n' },
      [
        'error squash | ship.merge: squash gives the commits of a wave other names, and the pull request of the next wave is based on those it has now. With a pull request for each wave, use merge: merge, or none.',
      ],
    ],
    ['of one request may merge it in any way', { head: 'ship: {merge: squash}\n' }, []],
  ]);

  test('in a repository with rules about commits says what they look like', () => {
    const facts = { commitHook: '.husky/commit-msg' };
    assert.deepEqual(told({}, facts), [
      'warning Example | The repository has a commit-msg hook (.husky/commit-msg), which is asked before the first wave and may refuse the run, and the plan does not set the style of its commits. Set "commit" (subject, bookkeeping, trailers) to what the hook and the remote want, such as Conventional Commits or Signed-off-by.',
    ]);
    assert.deepEqual(told({ head: 'commit: {subject: "feat: {wave:lower}"}\n' }, facts), []);
    assert.deepEqual(told({ head: 'commit: {trailers: ["Signed-off-by: {author}"]}\n' }, facts), []);
  });
});

suite('a budget', () => {
  const agents = '{mine: {driver: command, argv: [my-agent], limits: {minutes: 30}}}';
  cases([
    ['that is enough has no problem', { head: 'budget: {usd: 2, perSession: {usd: 1}}\n', waves: [[a, a]] }, []],
    [
      'is not exceeded by what is left over of cents',
      { head: 'budget: {usd: 0.3, perSession: {usd: 0.1}}\n', waves: [[a, a, a]] },
      [],
    ],
    [
      'is enough for all sessions, with those of auditors',
      {
        head: 'audit: {lenses: [{id: x, focus: F}]}\nbudget: {usd: 2, tokens: 10, perSession: {usd: 1, tokens: 5}}\n',
        waves: [[a, a]],
      },
      [
        'warning 2 | 3 sessions of up to 1 US dollars each may need 3, and the budget is 2. Raise it, or lower "perSession".',
        'warning 10 | 3 sessions of up to 5 tokens each may need 15, and the budget is 10. Raise it, or lower "perSession".',
      ],
    ],
    [
      'is enough for the longest session of each wave',
      { agents, head: 'budget: {minutes: 59}\n', waves: [[a, a], [{ dependsOn: '[a]' }]] },
      [
        'warning 59 | The sessions of 2 waves may take 60 minutes by the limits of their agents, and the budget is 59. Raise it, or lower the limits.',
      ],
    ],
    [
      'of as many minutes has no problem',
      { agents, head: 'budget: {minutes: 60}\n', waves: [[a, a], [{ dependsOn: '[a]' }]] },
      [],
    ],
    [
      'of one wave is said of one',
      { agents, head: 'budget: {minutes: 29}\n' },
      [
        'warning 29 | The sessions of 1 wave may take 30 minutes by the limits of their agents, and the budget is 29. Raise it, or lower the limits.',
      ],
    ],
  ]);
});

suite('validators and verifier', () => {
  const two = (one: string, other: string): string =>
    `validators: [{agent: mine, disposition: ${one}}, {agent: mine, disposition: ${other}}]\n`;
  const acceptance = { acceptance: '[{id: AC-1, tests: [t]}]' };
  const same =
    'Both validators have the same disposition, so the second sees what the first saw. Let one of them distrust what the other insists on.';
  cases([
    ['of two dispositions have no problem', { agents: cli, head: two('Reads the code', 'Distrusts all tests') }, []],
    [
      'of one disposition in other words see the same',
      { agents: cli, head: two('Reads the CODE', '"the code, reads"') },
      [`warning "the code, reads" | ${same}`],
    ],
    ['of two dispositions in short words have no problem', { agents: cli, head: two('Is a pe', 'Is it so') }, []],
    [
      'are two',
      { agents: cli, head: 'validators: [{agent: mine, disposition: Reads}]\n' },
      [
        'warning Reads | One validator sees one side, and nothing contradicts it. Add a second one of another disposition, best of another model.',
      ],
    ],
    [
      'of criteria are named',
      { agents: cli, waves: [[acceptance]] },
      [
        'information acceptance | Nobody verifies the acceptance criteria: they are in the directives, and that is all. Name an agent that does: verifier: {agent: NAME}.',
      ],
    ],
    [
      'do not verify their own work',
      { agents: cli, head: 'verifier: {agent: mine}\n', waves: [[acceptance]] },
      [
        'warning mine | "mine" would verify what it has done itself, in "a". Name another profile, best of another model.',
      ],
    ],
    [
      'may run commands',
      {
        agents: '{mine: {driver: claude}, other: {driver: codex, mode: read-only}}',
        head: 'verifier: {agent: other}\n',
        waves: [[acceptance]],
      },
      [
        'error other | The verifier has to run tests, but its agent "other" is read-only. Give it mode: workspace-write; its worktree is thrown away, and a change to the code ends its session.',
      ],
    ],
    [
      'have tests to go by',
      { agents: cli, head: 'verifier: {agent: other}\n', waves: [[{ acceptance: '[{id: AC-1}]' }]] },
      [
        'warning AC-1 | Nothing tests "AC-1": it names no test, and the recipe of "a" asks for none. Name its tests, or use the recipe tdd.',
      ],
    ],
    [
      'need no tests that the recipe asks for',
      { agents: cli, head: 'verifier: {agent: other}\n', waves: [[{ recipe: 'tdd', acceptance: '[{id: AC-1}]' }]] },
      [],
    ],
  ]);

  test('of one model share what it cannot see, where another is installed', () => {
    const plan = { agents: cli, head: two('Reads the code', 'Distrusts all tests') };
    assert.deepEqual(told(plan, { agents: ['claude', 'codex', 'gemini'] }), [
      'warning mine | Both validators are claude, and share what it cannot see. codex, gemini is installed here, too: let one of them read.',
    ]);
    assert.deepEqual(told(plan, { agents: ['claude', 'codex'] }).length, 1);
    assert.deepEqual(
      told({ ...plan, agents: '{mine: {driver: claude}}' }, { agents: ['claude'] }),
      [],
      'there is no other',
    );
  });
});

suite('a number to keep to', () => {
  const constraint = (keys: string): RulePlan => ({
    checkpoint: `{test: npm test, constraints: {size: {run: make size, bound: "< 1", ${keys}}}}`,
  });
  cases([
    ['is found in one way', constraint('pattern: "(\\\\d+)"'), []],
    [
      'is not found in two ways',
      constraint('pattern: x, metric: y'),
      ['error y | "size" says in 2 ways how its number is found (pattern, metric). Keep one.'],
    ],
    [
      'is found by an expression that is one',
      constraint('pattern: "("'),
      ['error "(" | The pattern of "size" is no regular expression, so its number could never be found. Correct it.'],
    ],
    [
      'is found by a pointer that begins with a slash',
      constraint('pointer: a/b'),
      ['error a/b | A JSON pointer begins with a slash: /a/b'],
    ],
  ]);
});

suite('a program', () => {
  const missing = (name: string): string =>
    `"${name}" is not on PATH here, so this check would fail whatever the agent did. Install it, or correct the command.`;
  test('that is not here is told wherever a check names it', () => {
    const plan = {
      checkpoint: '{test: pest, checks: {lint: pest lint}}',
      waves: [[{ verify: '[pest one, npm test]' }]],
    };
    assert.deepEqual(told(plan, { missingPrograms: ['pest'] }), [
      `warning pest | ${missing('pest')}`,
      `warning pest lint | ${missing('pest')}`,
      `warning pest one | ${missing('pest')}`,
    ]);
    assert.deepEqual(told(plan), []);
  });
});
