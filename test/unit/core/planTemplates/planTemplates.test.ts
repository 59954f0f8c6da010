import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findCommands } from '../../../../src/core/digest/findCommands.ts';
import { checkPlan, repositoryOf } from '../../../../src/core/planRules/check/checkPlan.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { openPlan } from '../../../../src/core/planText/document/planDocument.ts';
import { planTemplates } from '../../../../src/core/planTemplates/planTemplates.ts';
import { anyRepository, surroundingsOf } from '../../../../src/core/planTemplates/surroundings.ts';
import type { Surroundings } from '../../../../src/core/planTemplates/surroundings.ts';

const numbered = (count: number, name: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => name(index));

/** Repositories of several shapes: their files, and the texts that name their commands. */
const repositories: Readonly<Record<string, { files: readonly string[]; texts?: Readonly<Record<string, string>> }>> = {
  'a package with folders below src and tests beside': {
    files: [
      'package.json',
      'package-lock.json',
      'CHANGELOG.md',
      'src/main.ts',
      ...['commands', 'storage', 'views'].flatMap((folder) => numbered(8, (at) => `src/${folder}/part${at}.ts`)),
      'test/storage.test.ts',
    ],
    texts: { 'package.json': '{"scripts": {"test": "node --test", "lint": "eslint ."}}' },
  },
  'one folder without any below': {
    files: ['package.json', ...numbered(9, (at) => `lib/thing${at}.js`)],
    texts: { 'package.json': '{"scripts": {"test": "node --test"}}' },
  },
  'files in the root folder only': {
    files: ['go.mod', 'main.go', 'other.go', 'main_test.go'],
  },
  'one file': { files: ['Cargo.toml', 'Cargo.lock', 'src/main.rs'] },
  'packages beside each other': {
    files: [
      'package.json',
      'pnpm-lock.yaml',
      '.github/workflows/ci.yml',
      ...numbered(14, (name) => `packages/p${name}/src/index.ts`),
      ...numbered(6, (at) => `packages/p3/src/more${at}.ts`),
    ],
    texts: { 'package.json': '{"scripts": {"test": "vitest", "typecheck": "tsc -b"}}' },
  },
  'a deep tree with names that need quotes': {
    files: [
      'pom.xml',
      ...numbered(5, (at) => `src/main/java/com/acme/#odd, name/A${at}.java`),
      ...numbered(5, (at) => `src/main/java/com/acme/b/B${at}.java`),
      'src/test/java/com/acme/ATest.java',
    ],
  },
};

function surroundingsIn(name: string): Surroundings {
  const { files = [], texts = {} } = repositories[name] ?? {};
  const commands = findCommands({ files: files.map((path) => ({ path })), texts });
  return surroundingsOf(files, commands, 'claude');
}

describe('a new plan', () => {
  for (const template of planTemplates) {
    test(`for "${template.title}" has no problem at all`, () => {
      assert.deepEqual(parsePlan(template.text('Move to the new way', anyRepository)).problems, []);
    });

    test(`for "${template.title}" is done by the agent that is chosen`, () => {
      const { plan, problems } = parsePlan(template.text('Move to the new way', { ...anyRepository, agent: 'claude' }));
      assert.deepEqual(problems, []);
      assert.ok(
        Object.values(plan?.agents ?? {}).every(({ driver, argv }) => driver === 'claude' && argv === undefined),
      );
    });

    for (const [name, { files, texts = {} }] of Object.entries(repositories)) {
      test(`for "${template.title}" has no problem where the repository is ${name}`, () => {
        const scripts = JSON.parse(texts['package.json'] ?? '{"scripts": {}}') as { scripts: object };
        const facts = {
          files,
          scripts: { root: Object.keys(scripts.scripts) },
          agents: ['claude'],
          missingPrograms: [],
        };
        const text = template.text('Move to the new way', surroundingsIn(name));
        const { problems } = checkPlan(openPlan(text), repositoryOf(facts));
        const counted = problems.filter(({ severity }) => severity !== 'hint');
        assert.deepEqual(
          counted.map(({ code, message }) => `${code}: ${message}`),
          [],
          text,
        );
      });
    }
  }

  test('says what the repository has: its folders, its test command, its checks, its lock file and changelog', () => {
    const text =
      planTemplates[2]?.text('Move', surroundingsIn('a package with folders below src and tests beside')) ?? '';
    for (const folder of [
      'src/commands/**',
      'src/storage/**',
      'src/views/**',
      'src/*',
      'src/new-way.ts',
      'test/new-way/**',
    ]) {
      assert.ok(text.includes(folder), `${folder} in ${text}`);
    }
    assert.match(text, /lint: npm run lint/);
    assert.match(text, /protected: \[package-lock\.json\]/);
    const python = surroundingsOf(
      ['setup.cfg', 'app/a.py', 'tests/test_a.py'],
      findCommands({ files: [{ path: 'tests/test_a.py' }], texts: {} }),
    );
    assert.match(
      planTemplates[0]?.text('Move', python) ?? '',
      /owns: \["app\/\*\*", "tests\/\*\*"\][^]*verify: \[pytest\]/,
    );
  });

  test('has a wave of four for every four parts of the tree, none of which share a file', () => {
    const { plan } = parsePlan(planTemplates[2]?.text('Move', surroundingsIn('packages beside each other')) ?? '');
    const waves = plan?.waves.filter(({ id }) => id.startsWith('parts-')) ?? [];
    assert.deepEqual(
      waves.map(({ tasks }) => tasks.length),
      [4, 4, 4],
    );
  });

  test('keeps its title, whatever it holds', () => {
    const titles = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((title) => title.trim() === title && title !== '');
    fc.assert(
      fc.property(titles, fc.constantFrom(...planTemplates), (title, template) => {
        assert.equal(parsePlan(template.text(title, anyRepository)).plan?.title, title);
      }),
    );
  });
});
