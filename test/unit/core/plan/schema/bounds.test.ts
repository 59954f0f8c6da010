import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planSchema } from '../../../../../src/core/plan/schema/plan.ts';
import { smallPlan } from '../../../../support/smallPlan.ts';

/** Values a key may have, and values it may not, by the path of the key. `0` in a path is the first entry of a list. */
const bounds: readonly (readonly [path: string, good: readonly unknown[], bad: readonly unknown[]])[] = [
  ['waveplan', [1], [2, 0, '1', null]],
  ['title', ['T', ' T '], ['', '   ', '\n', 1, null]],
  [
    'waves.0.id',
    ['a', 'A-1', '9', 'a.b', 'a_b', 'x'.repeat(64)],
    ['', '-a', 'a.', 'a..b', 'a.lock', 'a/b', 'a b', 'ä', 'x'.repeat(65), 'a~1', 'toString', 'a\n'],
  ],
  ['waves.0.tasks.0.owns', [['a'], ['**']], [[], [''], 'a', [1]]],
  ['waves.0.tasks.0.steps', [[], ['one'], Array(20).fill('step')], [Array(21).fill('step'), ['']]],
  ['waves.0.tasks.0.risk', ['low', 'medium', 'high'], ['none', 'High', '']],
  [
    'waves.0.tasks.0.findings',
    [['F-1'], ['validation~1~2'], ['acceptance-1~1']],
    [['a~0'], ['a~1~2~3'], ['~1'], ['constructor']],
  ],
  ['waves.0.tasks.0.acceptance', [[{ id: 'AC-1' }]], [[{}], [{ id: 'AC 1' }], [{ id: 'AC-1', test: [] }]]],
  [
    'waves.0.tasks.0.callSites',
    [[{ name: 'f' }], [{ name: 'x'.repeat(200) }]],
    [[{ name: '' }], [{ name: 'x'.repeat(201) }], Array(11).fill({ name: 'f' })],
  ],
  ['waves.0.tasks', [], [Array(1)]],
  [
    'waves.0.merge',
    [
      { branch: 'main', commit: 'a'.repeat(40) },
      { branch: 'main', commit: '0'.repeat(64) },
    ],
    [
      { branch: 'main', commit: 'main' },
      { branch: 'main', commit: 'a'.repeat(39) },
      { branch: 'main', commit: 'A'.repeat(40) },
      { branch: 'main', commit: 'a'.repeat(41) },
    ],
  ],
  ['precedence', [[], ['spec'], ['issue', 'plan', 'spec']], [['spec', 'spec'], ['code']]],
  ['budget.usd', [0.01, 1e9], [0, -1, NaN, Infinity, '1']],
  ['budget.tokens', [1], [0, 1.5, -1, NaN, 1e300]],
  ['budget.minutes', [0.5, 10_080], [0, 10_081, -1, NaN]],
  [
    'budget.teams',
    [{}, { core: { usd: 1 } }, { core: { tokens: 1 } }],
    [{ core: {} }, { core: { minutes: 1 } }, { 'a b': { usd: 1 } }],
  ],
  ['limits.parallel', [1, 100], [0, 101, 1.5, '2']],
  ['limits.memory', ['off', 0.05, 1000], ['on', 0.04, 1001, 0, -1]],
  ['limits.onUsageLimit', ['stop', 'wait'], ['ask']],
  [
    'validators',
    [[], [{ agent: 'a', disposition: 'x' }]],
    [Array(3).fill({ agent: 'a', disposition: 'x' }), [{ agent: 'a' }]],
  ],
  ['validateAhead', ['off', 'once', 'wave'], ['always', true]],
  ['remedy', ['everything', 'blockers', 'choose'], ['all']],
  ['executor', ['local', 'team'], ['cloud']],
  ['thread', [{}, { intake: 'https://example.org/t' }], [{ intake: 'example' }, { url: 'https://example.org' }]],
  ['audit.lenses', [[], [{ id: 'a', focus: 'x' }]], [Array(7).fill({ id: 'a', focus: 'x' }), [{ id: 'a' }]]],
  ['gates.launch.required', [1, 20, false], [0, 21, true, 1.5]],
  ['gates.launch.deadline', [1, 10_080], [0, 10_081, -5]],
  [
    'gates.custom',
    [{ g: { before: 'ship', asks: 'x' } }],
    [
      { g: { before: 'ship' } },
      { g: { before: 'merge', asks: 'x' } },
      { g: { before: 'ship', asks: 'x', required: false } },
      { g: { before: 'ship', asks: 'x', waves: [] } },
    ],
  ],
  [
    'gates.custom.g.window.between',
    [],
    ['09:00', '9:00-17:00', '24:00-01:00', '09:60-10:00', '09:00-24:01', '09:00 - 17:00'],
  ],
  ['checkpoint', ['none', { none: true }, {}], ['nothing', { none: false }, []]],
  ['checkpoint.retries', [0, 3], [-1, 4, 0.5]],
  ['checkpoint.spotCheck.sample', [1, 200], [0, 201]],
  ['checkpoint.checks', [{ lint: 'make lint' }], [{ '': 'x' }, { lint: '' }, { constructor: 'x' }]],
  ['checkpoint.env', [['JAVA_HOME'], ['_x']], [['JAVA_HOME=1'], ['1A'], ['A B'], ['']]],
  [
    'checkpoint.constraints.n',
    [
      ...[
        '<= 100',
        '< 1.5 ms',
        '>= -3',
        'no worse than base',
        'no worse than base + 5 %',
        'no worse than base - 5%',
      ].map((bound) => ({ run: 'x', bound })),
    ],
    [
      ...['100', '= 3', '<= x', 'no worse than base * 2', 'no worse'].map((bound) => ({ run: 'x', bound })),
      { run: 'x', bound: '< 1', repeats: 0 },
      { run: 'x', bound: '< 1', repeats: 51 },
    ],
  ],
  [
    'worktree.setup',
    [['npm ci'], [{ run: 'make' }], [{ run: 'make', inputs: 'off' }], [{ run: 'make', inputs: ['a'] }]],
    [[{ run: 'make', inputs: [] }], [{}], [''], 'npm ci'],
  ],
  [
    'worktree.keep',
    ['off', {}, { worktrees: 1, days: 365, gigabytes: 0.1 }],
    ['on', { worktrees: 0 }, { days: 366 }, { gigabytes: 0 }, { setups: 101 }],
  ],
  ['worktree.sparse', ['inherit', 'off', [], ['src']], ['on', [''], true]],
  [
    'worktree.ports',
    [{ from: 1024 }, { from: 65_000, perSession: 100 }],
    [{ from: 1023 }, { from: 65_001 }, { perSession: 0 }, { perSession: 101 }],
  ],
  ['worktree.sandbox', ['off', 'auto', 'required'], ['on']],
  ['git.branchPrefix', ['wavegate', 'a.b-c_d'], ['', 'a/b', '-a', 'a b']],
  [
    'commit.trailers',
    [['Signed-off-by: {author}'], ['A: b']],
    [['no colon'], ['A:b'], ['A: '], ['A: b\nC: d'], ['-A: b']],
  ],
  ['commit.sign', ['auto', 'always', 'never'], [true]],
  ['ship.pullRequest.issues', [['#1', 'a/b#2']], [Array(5).fill('#1'), ['x'.repeat(101)]]],
  ['ship.checks.everySeconds', [1, 600], [0, 601]],
  ['ship.checks.reruns', [0, 5], [-1, 6, 1.5]],
  ['ship.merge', ['merge', 'rebase', 'squash', 'queue', 'none'], ['fast-forward', false]],
  ['ship.remoteSeconds', [1, 600], [0, 601, 1.5]],
  [
    'archive',
    [{ to: 'wavegate-archive' }, { to: 'docs/runs/' }, { to: '.runs/' }, { to: 'a/b', megabytes: 100 }],
    [
      {},
      { to: '../runs/' },
      { to: '/runs/' },
      { to: 'a//b' },
      { to: '.git/runs/' },
      { to: 'a/.b/' },
      { to: 'a.lock' },
      { to: 'a', megabytes: 0 },
      { to: 'a', megabytes: 101 },
      { to: 'a b' },
      { to: 'x'.repeat(201) },
    ],
  ],
  ['agents.a.argv', [['x'], ['x', 'y']], [[], [''], 'x']],
  ['agents.a.effort', ['high'], ['High', 'very high', '']],
  ['agents.a.env', [['PATH']], [['A=1'], ['']]],
  ['agents.a.labels', [['gpu'], Array(20).fill('gpu')], [Array(21).fill('gpu'), ['a b']]],
  ['agents.a.limits.minutes', [0.1, 10_080], [0, 10_081]],
  ['agents.a.limits.refusals', [1, 100], [0, 101, 1.5]],
  ['agents.a.driver', ['claude', 'command'], ['cladue', '', 'constructor']],
  [
    'teams.core.supervisor',
    [{ agent: 'a' }, { agent: 'a', budget: { sessions: 1000 } }],
    [{}, { agent: 'a', budget: { sessions: 0 } }, { agent: 'a', budget: { sessions: 1001 } }],
  ],
  [
    'recipes.own',
    [[{ id: 'one' }]],
    [[], Array(9).fill({ id: 'one' }), [{ id: 'one', shows: 'blue' }], [{ id: 'one', repeats: 6 }]],
  ],
  [
    'findings',
    [[{ id: 'F-1', severity: 'high', file: 'a', line: 1, title: 'x' }]],
    [
      [{ id: 'F-1', severity: 'blocker', file: 'a', line: 1, title: 'x' }],
      [{ id: 'F-1', severity: 'high', file: 'a', line: 0, title: 'x' }],
      [{ id: 'F-1', severity: 'high', file: '', line: 1, title: 'x' }],
    ],
  ],
];

/** A plan that fits the format, with another value at a path; the mappings on the way are made. */
function planWith(path: string, value: unknown): unknown {
  const plan = structuredClone(
    smallPlan([['a']], {
      teams: { core: { lead: 'L' } },
      gates: { custom: { g: { before: 'ship', asks: 'x', window: {} } } },
    }),
  );
  const keys = path.split('.');
  let at = plan as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  at[keys.at(-1) ?? ''] = value;
  return plan;
}

const fits = (path: string, value: unknown): boolean => planSchema.safeParse(planWith(path, value)).success;

suite('the format of a plan', () => {
  for (const [path, good, bad] of bounds) {
    test(`holds ${path} within its bounds`, () => {
      for (const value of good) assert.ok(fits(path, value), `${JSON.stringify(value)} is a ${path}`);
      for (const value of bad) assert.ok(!fits(path, value), `${JSON.stringify(value)} is no ${path}`);
    });
  }

  test('knows no other keys, at any depth', () => {
    for (const path of [
      'plan',
      'waves.0.plan',
      'waves.0.tasks.0.plan',
      'checkpoint.plan',
      'agents.a.plan',
      'agents.a.limits.plan',
      'gates.launch.plan',
      'gates.plans',
      'ship.plan',
      'ship.checks.plan',
      'worktree.plan',
      'git.plan',
      'commit.plan',
      'budget.plan',
      'limits.plan',
      'scope.plan',
      'archive.plan',
      'constructor',
    ])
      assert.ok(!fits(path, 1), path);
  });

  test('takes blanks off the ends of a text', () => {
    const plan = planSchema.parse(planWith('title', '  Title \n'));
    assert.equal(plan.title, 'Title');
  });

  test('gives the same plan when a plan is read again', () => {
    const once = planSchema.parse(planWith('goal', 'Be done'));
    assert.deepEqual(planSchema.parse(structuredClone(once)), once);
  });
});
