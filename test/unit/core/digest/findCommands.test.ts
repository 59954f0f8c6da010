import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { commandFiles, findCommands } from '../../../../src/core/digest/findCommands.ts';

const testOf = (texts: Readonly<Record<string, string>>, ...paths: readonly string[]) =>
  findCommands({ texts, files: [...Object.keys(texts), ...paths].map((path) => ({ path })) }).test.map(
    ({ command, from }) => `${command} < ${from}`,
  );

suite('the test command of a repository', () => {
  test('is what its package.json says, with the tool its lock file belongs to', () => {
    const texts = { 'package.json': '{"scripts":{"test":"vitest run","build":"tsc"}}' };
    assert.deepEqual(testOf(texts), ['npm test < package.json']);
    assert.deepEqual(testOf(texts, 'pnpm-lock.yaml'), ['pnpm test < package.json']);
    assert.deepEqual(testOf(texts, 'yarn.lock'), ['yarn test < package.json']);
    assert.deepEqual(testOf(texts, 'bun.lock'), ['bun run test < package.json']);
    const { build } = findCommands({ texts, files: [{ path: 'package.json' }] });
    assert.deepEqual(build, [{ command: 'npm run build', from: 'package.json' }]);
  });

  test('is not the one that npm init writes', () => {
    const none = '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}';
    assert.deepEqual(testOf({ 'package.json': none }), []);
  });

  for (const [what, texts, paths, expected] of [
    ['Go', { 'go.mod': '' }, [], 'go test ./... < go.mod'],
    ['Rust', { 'Cargo.toml': '' }, [], 'cargo test < Cargo.toml'],
    ['pytest by its settings', { 'pyproject.toml': '[tool.pytest.ini_options]' }, [], 'pytest < pyproject.toml'],
    ['pytest by its files', {}, ['tests/test_greet.py'], 'pytest < tests/test_greet.py'],
    ['a Makefile', { Makefile: 'CC = cc\nall: build\n\ntest: build\n\t./run\n' }, [], 'make test < Makefile'],
    ['Gradle', { gradlew: '' }, ['build.gradle'], './gradlew test < gradlew'],
    ['Maven', { 'pom.xml': '' }, [], 'mvn -q test < pom.xml'],
    ['.NET', {}, ['Greeter.sln'], 'dotnet test < Greeter.sln'],
    ['RSpec', {}, ['spec/greet_spec.rb'], 'bundle exec rspec < spec/greet_spec.rb'],
  ] as const) {
    test(`is found for ${what}`, () => assert.equal(testOf(texts, ...paths)[0], expected));
  }

  test('is none where nothing tells, whatever the files hold', () => {
    assert.deepEqual(testOf({ 'package.json': '[1' }, 'README.md'), []);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...commandFiles), fc.string()), (texts) => {
        findCommands({ texts, files: Object.keys(texts).map((path) => ({ path })) });
      }),
    );
  });
});
