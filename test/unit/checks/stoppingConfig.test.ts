import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { configuredStops } from '../../../src/checks/stoppingConfig.ts';

async function stops(runner: string, files: Readonly<Record<string, string>>, said = ''): Promise<readonly string[]> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'stops-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return await configuredStops(root, [runner], said);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe('a runner whose settings make it stop at its first failure', () => {
  const settings: readonly (readonly [string, string, string])[] = [
    ['rspec', '.rspec', '--format progress\n--fail-fast\n'],
    ['mocha', '.mocharc.yml', 'bail: true\n'],
    ['mocha', 'package.json', '{"mocha": {"spec": "test", "bail": true}}'],
    ['ava', 'ava.config.js', 'export default {failFast: true};'],
    ['phpunit', 'phpunit.xml.dist', '<phpunit colors="true" stopOnFailure="true"></phpunit>'],
    ['vitest', 'packages/web/vitest.config.ts', 'export default defineConfig({ test: { bail: 1 } });'],
    ['jest', 'package.json', '{"jest": {"testTimeout": 5, "bail": 1}}'],
    ['playwright', 'playwright.config.ts', 'export default { maxFailures: 3 };'],
  ];
  for (const [runner, file, text] of settings) {
    test(`is known by them (${runner}, ${file})`, async () => {
      const [sentence = ''] = await stops(runner, { [file]: text });
      assert.match(sentence, /^"[^"]+" in \S+ stops at the first failure, so the rest never ran\. Take it out\.$/);
      assert.ok(sentence.includes(file));
    });
  }

  test('is known where it wrote JUnit XML, too, which does not say who wrote it', async () => {
    const files = { 'phpunit.xml': '<phpunit stopOnFailure="true"/>' };
    assert.equal((await stops('JUnit XML', files, 'vendor/bin/phpunit --log-junit junit.xml')).length, 1);
    assert.deepEqual(await stops('JUnit XML', files, 'pytest --junit-xml=junit.xml'), []);
  });

  test('is not seen in comments, switched off options, other runners, and what is installed', async () => {
    assert.deepEqual(await stops('rspec', { '.rspec': '# --fail-fast\n--no-fail-fast\n' }), []);
    assert.deepEqual(
      await stops('vitest', { 'vitest.config.ts': '// bail: 1\nexport default { test: { bail: 0 } };' }),
      [],
    );
    assert.deepEqual(await stops('jest', { '.mocharc.json': '{"bail": true}' }), []);
    assert.deepEqual(await stops('mocha', { 'node_modules/a/.mocharc.json': '{"bail": true}' }), []);
  });
});
