import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { absentPrograms, programsOf, taskPrograms } from '../../../../src/core/recipes/agentPrograms.ts';
import { frozenFiles, settingsGlobs } from '../../../../src/core/recipes/testFiles.ts';
import { matchesAny } from '../../../../src/core/glob/globs.ts';
import { planOf } from '../../../support/parsedPlan.ts';

/** Programs that have to be there before an agent with this profile is started. */
function needed(profile: object, rest: object = {}): readonly string[] {
  const plan = planOf([[{ id: 'a', agent: 'mine' }]], { agents: { mine: profile }, ...rest });
  return programsOf(plan, [{ agent: 'mine' }]).map(({ program }) => program);
}
const own = (...argv: readonly string[]): object => ({ driver: 'command', argv });

describe('a program that an agent starts', () => {
  for (const [what, profile, expected] of [
    ['the one its driver is called by', { driver: 'claude' }, ['claude']],
    [
      'the one its profile names instead',
      { driver: 'claude', argv: ['/opt/claude/bin/claude'] },
      ['/opt/claude/bin/claude'],
    ],
    ['one of its own', own('my-agent', '{directive}'), ['my-agent']],
    ['an interpreter and its script', own('node', 'tools/agent.mjs', '{directive}'), ['node', './tools/agent.mjs']],
    ['an interpreter and a script by its whole path', own('python3', '/opt/agent.py'), ['python3', '/opt/agent.py']],
    ['a script on Windows', own('node.exe', 'C:\\agents\\run.mjs'), ['node.exe', 'C:\\agents\\run.mjs']],
    [
      'an interpreter alone, with an option before its script',
      own('node', '--no-warnings', 'tools/agent.mjs'),
      ['node'],
    ],
    ['an interpreter alone, with a script that is filled in', own('bash', '{directive}'), ['bash']],
    ['an interpreter alone, with a script beside the repository', own('node', '../agent.mjs'), ['node']],
    ['none of which the path is relative, since it may come', own('./bin/agent'), []],
    ['none that is filled in', own('{worktree}/agent'), []],
  ] as const) {
    test(`is ${what}`, () => assert.deepEqual(needed(profile), expected));
  }

  for (const [what, rest] of [
    ['set-up may make it', { worktree: { setup: ['npm ci'] } }],
    ['another base may have it', { git: { base: 'main' } }],
    ['a task may write it', { waves: undefined }],
  ] as const) {
    test(`is not looked for as a script where ${what}`, () => {
      const owned = what === 'a task may write it';
      const plan = planOf([[{ id: 'a', agent: 'mine', ...(owned ? { owns: ['tools/**'] } : {}) }]], {
        agents: { mine: own('node', 'tools/agent.mjs') },
        ...(owned ? {} : rest),
      });
      assert.deepEqual(
        programsOf(plan, [{ agent: 'mine' }]).map(({ program }) => program),
        ['node'],
      );
    });
  }

  test('is looked for once, however many tasks have its agent', () => {
    const plan = planOf([[{ id: 'a', agent: 'mine' }, { id: 'b', agent: 'mine' }, 'c']], {
      agents: { mine: { driver: 'claude' } },
    });
    assert.deepEqual(taskPrograms(plan, plan.waves[0]?.tasks ?? []), [
      { agent: 'mine', program: 'claude' },
      { agent: 'c', program: 'node' },
      { agent: 'c', program: './agents/c.mjs' },
    ]);
  });

  test('that is not there is told with whose it is, and what to do', () => {
    const some = [
      { agent: 'one', program: 'claude' },
      { agent: 'two', program: 'codex' },
    ];
    assert.equal(absentPrograms(some, []), undefined);
    assert.equal(absentPrograms(some, ['other']), undefined);
    assert.equal(
      absentPrograms(some, ['codex']),
      'No agent is started, because a program is not there: "codex", which agent two starts. Install it, or correct PATH or argv of the agent, then try again.',
    );
    assert.match(
      absentPrograms(some, ['codex', 'claude']) ?? '',
      /because programs are not there: "claude", .*; "codex", .*Install them/,
    );
  });
});

describe('files that nobody may change once tests are red', () => {
  const frozen = (path: string): boolean => matchesAny(frozenFiles(['custom/**']), path);

  for (const path of [
    'test/a.js',
    'src/__tests__/a.tsx',
    'src/a.test.ts',
    'src/a.spec.js',
    'pkg/a_test.go',
    'app/tests.py',
    'test_models.py',
    'conftest.py',
    'spec/models/user_spec.rb',
    'src/test/java/org/example/PackTest.java',
    'Tests/PackTests/PackTests.swift',
    'lib/pack_test.exs',
    't/basic.t',
    'src/__snapshots__/a.test.ts.snap',
    'jest.config.js',
    'vitest.config.mts',
    '.mocharc.yml',
    'pytest.ini',
    'phpunit.xml.dist',
    'packages/a/.config/nextest.toml',
    'custom/anything.txt',
  ]) {
    test(`are ${path} among them`, () => assert.ok(frozen(path)));
  }

  for (const path of [
    'src/a.js',
    'src/latest.js',
    'src/contest/a.js',
    'src/attestation.py',
    'docs/testing.md',
    'src/inspector.ts',
    'src/test.md',
    'package.json',
    'README.md',
  ]) {
    test(`are not ${path}`, () => assert.ok(!frozen(path)));
  }

  test('are told apart from those that hold settings of runners among others', () => {
    for (const path of ['package.json', 'sub/pyproject.toml', 'Makefile', 'build.gradle.kts', 'jest.config.ts']) {
      assert.ok(matchesAny(settingsGlobs, path), path);
    }
    for (const path of ['src/package.ts', 'src/a.test.ts', 'Makefile.am'])
      assert.ok(!matchesAny(settingsGlobs, path), path);
  });
});
