import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createCheckRunner } from '../../src/checks/runCheck.ts';
import { compareWithBaseline } from '../../src/core/checks/compareWithBaseline.ts';
import type { CheckRun } from '../../src/core/model/checkRun.ts';
import { allowedEnvironment } from '../../src/drivers/shared/environment.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { patience } from '../support/until.ts';

interface Runner {
  readonly command: string;
  /** Asked whether it is here. */
  readonly needs: readonly [string, ...string[]];
  readonly report?: readonly string[];
  /** Tests by name, and whether each passes. */
  readonly files: (tests: Readonly<Record<string, boolean>>) => Readonly<Record<string, string>>;
}

const lines = (tests: Readonly<Record<string, boolean>>, line: (name: string, passes: boolean) => string) =>
  Object.entries(tests)
    .map(([name, passes]) => line(name, passes))
    .join('\n');

const nodeFiles: Runner['files'] = (tests) => ({
  'test/a.test.mjs': `import { test } from 'node:test';\n${lines(tests, (name, passes) => `test('${name}', () => { if (!${passes}) throw new Error('${name}'); });`)}\n`,
});
const node = `"${process.execPath}" --test`;
const here: Runner['needs'] = [process.execPath, '--version'];

const phpFiles: Runner['files'] = (tests) => ({
  'tests/ATest.php': `<?php\nfinal class ATest extends PHPUnit\\Framework\\TestCase {\n${lines(tests, (name, passes) => `  public function test${name}(): void { $this->assertTrue(${passes}); }`)}\n}\n`,
});

/** Runners of this machine, each with what it prints or with the report file it writes. */
const runners: Readonly<Record<string, Runner>> = {
  'node --test': { command: node, needs: here, files: nodeFiles },
  'node --test, JUnit XML': {
    command: `${node} --test-reporter=junit --test-reporter-destination=junit.xml`,
    needs: here,
    files: nodeFiles,
  },
  'node --test, TAP file': {
    command: `${node} --test-reporter=tap --test-reporter-destination=report.out`,
    needs: here,
    report: ['*.out'],
    files: nodeFiles,
  },
  unittest: {
    command: 'python3 -m unittest',
    needs: ['python3', '--version'],
    files: (tests) => ({
      'test_a.py': `import unittest\nclass A(unittest.TestCase):\n${lines(tests, (name, passes) => `    def test_${name}(self):\n        self.assertTrue(${passes ? 'True' : 'False'})`)}\n`,
    }),
  },
  'pytest, JUnit XML': {
    command: 'python3 -m pytest -q --junit-xml=junit.xml',
    needs: ['python3', '-m', 'pytest', '--version'],
    files: (tests) => ({
      'test_a.py': `${lines(tests, (name, passes) => `def test_${name}():\n    assert ${passes ? 'True' : 'False'}\n`)}\n`,
    }),
  },
  rspec: {
    command: 'rspec',
    needs: ['rspec', '--version'],
    files: (tests) => ({
      'spec/a_spec.rb': `RSpec.describe 'math' do\n${lines(tests, (name, passes) => `  it('${name}') { expect(${passes}).to be true }`)}\nend\n`,
    }),
  },
  'rspec, JSON': {
    command: 'rspec --format json',
    needs: ['rspec', '--version'],
    files: (tests) => ({
      'spec/a_spec.rb': `RSpec.describe 'math' do\n${lines(tests, (name, passes) => `  it('${name}') { expect(${passes}).to be true }`)}\nend\n`,
    }),
  },
  minitest: {
    command: 'ruby test/a_test.rb',
    needs: ['ruby', '-e', 'require "minitest"'],
    files: (tests) => ({
      'test/a_test.rb': `require 'minitest/autorun'\nclass ATest < Minitest::Test\n${lines(tests, (name, passes) => `  def test_${name}; assert ${passes}; end`)}\nend\n`,
    }),
  },
  phpunit: { command: 'phpunit tests', needs: ['phpunit', '--version'], files: phpFiles },
  'phpunit, JUnit XML': {
    command: 'phpunit --log-junit junit.xml tests',
    needs: ['phpunit', '--version'],
    files: phpFiles,
  },
  'ctest, JUnit XML': {
    command: 'ctest --output-junit junit.xml',
    needs: ['ctest', '--version'],
    files: (tests) => ({
      'CTestTestfile.cmake': lines(tests, (name, passes) => `add_test(${name} "/usr/bin/${passes}")`),
    }),
  },
  'go test -json': {
    command: 'go test -json ./...',
    needs: ['go', 'version'],
    files: (tests) => ({
      'go.mod': 'module example.com/m\n\ngo 1.19\n',
      'a_test.go': `package m\nimport "testing"\n${lines(tests, (name, passes) => `func Test_${name}(t *testing.T) { if !${passes} { t.Error("${name}") } }`)}\n`,
    }),
  },
  'cargo test': {
    command: 'cargo test --offline --no-fail-fast',
    needs: ['cargo', '--version'],
    files: (tests) => ({
      'Cargo.toml': '[package]\nname = "m"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': `#[cfg(test)]\nmod tests {\n${lines(tests, (name, passes) => `#[test]\nfn ${name}() { assert!(${passes}); }`)}\n}\n`,
    }),
  },
};

describe('runners of this machine', () => {
  const checks = createCheckRunner(createPrograms());
  for (const [name, { command, needs, report = [], files }] of Object.entries(runners)) {
    const [program, ...args] = needs;
    const skip = spawnSync(program, args).status === 0 ? false : `${program} is not on this machine`;
    test(`${name}: a test that was red before holds no gate, and a new failure does`, { skip }, async (t) => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'runner-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const run = async (tests: Readonly<Record<string, boolean>>): Promise<CheckRun> => {
        for (const [file, text] of Object.entries(files(tests))) {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), text);
        }
        const env = {
          ...allowedEnvironment(process.env, ['CARGO_HOME', 'RUSTUP_HOME', 'GOCACHE'], process.platform),
          RUNNER: 'test',
          // Plugins of the machine take pytest longer to load than it works.
          PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
        };
        const around = {
          cwd: folder,
          env,
          marker: 'RUNNER=test',
          signal: AbortSignal.timeout(5 * patience),
          output: () => undefined,
        };
        return checks.run({ name: 'test', command, minutes: 10, retries: 0, report, ...around });
      };
      const before = await run({ adds: false, divides: true, sorts: true });
      assert.deepEqual([before.failed.length, before.passed, before.doubt], [1, 2, undefined], before.tail);
      const same = compareWithBaseline(await run({ adds: false, divides: true, sorts: true }), before);
      assert.deepEqual([same.passes, same.known], [true, 1], same.why);
      const worse = compareWithBaseline(await run({ adds: false, divides: false, sorts: true }), before);
      assert.equal(worse.passes, false);
      assert.match(worse.run.failed[0]?.name ?? '', /divides/);
    });
  }
});
