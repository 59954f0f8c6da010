import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gateOn, runOf } from '../evidence.ts';
import * as outputs from '../outputs.ts';

const clippy = `error: this loop never actually loops
 --> src/main.rs:2:5
  |
2 |     loop { break; }
  |     ^^^^^^^^^^^^^^^
  |
  = help: for further information visit https://rust-lang.github.io/rust-clippy/master/index.html#never_loop

error: could not compile \`a\` (bin "a") due to 1 previous error
`;
const scala = `[info] AddsSpec:
[info] - adds *** FAILED ***
[info]   1 did not equal 2 (AddsSpec.scala:5)
[info] Tests: succeeded 1, failed 1, canceled 0, ignored 0, pending 0
[info] *** 1 TEST FAILED ***
[error] Failed tests:
[error] \tAddsSpec
`;
const biome = `src/a.js:1:1 lint/suspicious/noDebugger  FIXABLE  ━━━━━━━━━━

  × This is an unexpected use of the debugger statement.

Checked 1 file in 3ms. No fixes applied.
Found 1 error.
check ━━━━━━━━━━

  × Some errors were emitted while running checks.
`;

/** Outputs that name nothing which could be compared, with what makes them. */
const silent: Readonly<
  Record<string, { readonly text: string; readonly exit?: number; readonly command?: string; readonly says: RegExp }>
> = {
  'minitest-reporters': {
    text: ' FAIL AddsTest#test_adds (0.01s)\n        Expected: 2\n          Actual: 1\n\nFinished in 0.00512s\n2 tests, 2 assertions, 1 failures, 0 errors, 0 skips\n',
    says: /JUnitReporter\.new.*test\/reports\/\*\.xml in checkpoint\.report/,
  },
  ScalaTest: { text: scala, says: /target\/test-reports\/TEST-\*\.xml.*-u target\/test-reports/ },
  Bazel: {
    text: '//a:adds_test                  FAILED in 0.3s\n  /home/dev/.cache/bazel/testlogs/a/adds_test/test.log\n\nExecuted 1 out of 1 test: 1 fails locally.\n',
    exit: 3,
    says: /1 packages are red.*--test_output=errors/,
  },
  flake8: { text: "src/a.py:1:1: F401 'os' imported but unused\n", says: /--count/ },
  'clippy, an error that may not be a lint': {
    text: `${clippy}error: expected one of \`;\`\n --> src/main.rs:9:1\n`,
    exit: 101,
    command: 'cargo clippy',
    says: /--message-format=json/,
  },
  'cargo test with warnings made errors': {
    text: clippy.replace('rust-clippy/', 'x/').replace('= help', '= note: `-D unused` implied by `-D warnings`'),
    exit: 101,
    command: 'cargo test',
    says: /does not compile/,
  },
  PHPStan: {
    text: ' ------ --------------------\n  Line   src/A.php\n ------ --------------------\n  5      Undefined variable: $x\n ------ --------------------\n\n [ERROR] Found 1 error\n',
    says: /--error-format=junit/,
  },
  Biome: { text: biome, says: /--reporter=junit/ },
};

suite('tools that do not name what is wrong in a form that is read', () => {
  for (const [tool, { says, ...printed }] of Object.entries(silent)) {
    test(`${tool}: what stays red says which option names it`, () => {
      const { run, passes } = gateOn(printed, printed);
      assert.equal(passes, false);
      assert.match(run.doubt ?? '', says);
    });
  }

  test('nothing is asked for where a report names the failures', () => {
    const files = {
      'target/test-reports/TEST-AddsSpec.xml':
        '<testsuite name="AddsSpec" tests="2" failures="1"><testcase classname="AddsSpec" name="adds"><failure message="1 did not equal 2"/></testcase><testcase classname="AddsSpec" name="greets"/></testsuite>',
    };
    const run = runOf({ text: scala, files });
    assert.deepEqual([run.failed.map(({ name }) => name.includes('adds')), run.doubt], [[true], undefined]);
  });

  test('clippy is read as it prints, and as JSON, by file and lint', () => {
    const lint = (file: string, message: string, code = 'clippy::len_zero') =>
      `${JSON.stringify({
        reason: 'compiler-message',
        target: { kind: ['bin'] },
        message: {
          level: 'error',
          message,
          code: { code },
          spans: [{ file_name: file, line_start: 6, column_start: 5, is_primary: true }],
          rendered: `error: ${message}`,
        },
      })}\n`;
    const total = JSON.stringify({
      reason: 'compiler-message',
      message: { level: 'error', message: 'aborting due to 1 previous error', code: null, spans: [] },
    });
    const json = (...lines: readonly string[]) => {
      return { text: `${lines.join('')}${total}\n`, exit: 101, command: 'cargo clippy --message-format=json' };
    };
    const before = json(lint('src/main.rs', 'length comparison to zero'));
    assert.equal(gateOn(before, before).passes, true);
    const more = json(lint('src/main.rs', 'length comparison to zero'), lint('src/b.rs', 'length comparison to zero'));
    assert.deepEqual(
      gateOn(more, before).run.failed.map(({ file }) => file),
      ['src/b.rs'],
    );
    assert.equal(gateOn(more, before).passes, false);
    const broken = json(lint('src/main.rs', 'cannot find value', 'E0425'));
    assert.equal(gateOn(broken, broken).passes, false);
    const printed = { text: clippy, exit: 101, command: 'cargo clippy -- -D warnings' };
    assert.equal(gateOn(printed, printed).passes, true);
  });

  test('Bazel is read with the output of its red targets, each of which has to name what failed', () => {
    const rule = '='.repeat(80);
    const target = (label: string, text: string) =>
      `==================== Test output for ${label}:\n${text}\n${rule}\n`;
    const printed = (...targets: readonly (readonly [string, string])[]) => {
      const outputs = targets.map(([label, text]) => target(label, text)).join('');
      const lines = targets.map(([label]) => `${label}      FAILED in 0.3s\n  /x/test.log\n`).join('');
      const text = `${outputs}//z:green           PASSED in 0.1s\n${lines}\nExecuted 2 out of 2 tests: 1 test passes and 1 fails locally.\n`;
      return { text, exit: 3, command: 'bazel test //... --test_output=errors' };
    };
    const before = printed(['//a:t', outputs.pytest(['test_adds'])]);
    assert.deepEqual([gateOn(before, before).passes, gateOn(before, before).known], [true, 1]);
    const moved = printed(['//b:t', outputs.pytest(['test_adds'])]);
    assert.equal(gateOn(moved, before).passes, false);
    const silent = printed(['//a:t', outputs.pytest(['test_adds'])], ['//b:t', 'boom']);
    assert.equal(gateOn(silent, silent).passes, false);
    const unbuilt = { ...before, text: `${before.text}//c:t       FAILED TO BUILD\n` };
    assert.equal(gateOn(unbuilt, unbuilt).passes, false);
  });

  test('PHPStan and Biome are read once they print that report', () => {
    const phpstan = (...problems: readonly (readonly [number, string])[]) =>
      `<?xml version="1.0" encoding="UTF-8"?><testsuite failures="${problems.length}" name="phpstan" tests="${problems.length}" errors="0">${problems.map(([line, message]) => `<testcase name="src/A.php:${line}"><failure type="ERROR" message="${message}" /></testcase>`).join('')}</testsuite>\n`;
    const known = { text: phpstan([5, 'Undefined variable: $x'], [9, 'Dead catch']) };
    assert.equal(gateOn({ text: phpstan([7, 'Undefined variable: $x']) }, known).passes, true);
    assert.equal(gateOn({ text: phpstan([5, 'Call to undefined method A::b().']) }, known).passes, false);
    const biomeReport = (file: string, rule: string) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Biome" tests="1" failures="1" errors="1" time="0.003">\n  <testsuite name="${file}" tests="1" disabled="0" errors="0" failures="1" package="org.biome">\n    <testcase name="org.biome.lint.suspicious.${rule}" line="1" column="1">\n      <failure message="Unexpected.">line 0, col 0, Unexpected.</failure>\n    </testcase>\n  </testsuite>\n</testsuites>\n\ncheck ━━━━━━━━━━\n\n  × Some errors were emitted while running checks.\n`;
    const before = { text: biomeReport('src/a.js', 'noDebugger') };
    assert.equal(gateOn(before, before).passes, true);
    assert.equal(gateOn({ text: biomeReport('src/a.js', 'noVar') }, before).passes, false);
    assert.equal(gateOn({ text: biomeReport('src/b.js', 'noDebugger') }, before).passes, false);
  });

  test('XML that a test prints is no report where a runner is read', () => {
    const xml = '<testsuite name="fixture" tests="1" failures="1"><testcase name="a"><failure/></testcase></testsuite>';
    const run = runOf({ text: `${xml}\n${outputs.pytest([])}`, exit: 0 });
    assert.deepEqual([run.failed, run.hollow], [[], undefined]);
  });
});

suite('linters without a report of their own', () => {
  const prettier = (...files: readonly string[]): string =>
    `Checking formatting...\n${files.map((file) => `[warn] ${file}\n`).join('')}[warn] Code style issues found in ${files.length === 1 ? 'the above file' : `${files.length} files`}. Run Prettier with --write to fix.\n`;
  const flake8 = (...names: readonly string[]): string =>
    `${names.map((name, index) => `src/a.py:${index + 1}:1: F401 '${name}' imported but unused\n`).join('')}${names.length}\n`;

  test('a file that Prettier named before excuses that file alone', () => {
    assert.equal(gateOn({ text: prettier('a b.js') }, { text: prettier('a b.js', 'c.js') }).passes, true);
    assert.equal(gateOn({ text: prettier('a b.js', 'c.js') }, { text: prettier('a b.js') }).passes, false);
    const cut = prettier('a.js', 'b.js', 'c.js').replace('[warn] b.js\n', '');
    assert.equal(gateOn({ text: cut }, { text: cut }).passes, false);
    const broken = `Checking formatting...\n[error] a.js: SyntaxError: Unexpected token (1:5)\n[error] > 1 | let\nError occurred when checking code style in the above file.\n`;
    assert.equal(gateOn({ text: broken, exit: 2 }, { text: broken, exit: 2 }).passes, false);
  });

  test('flake8 is read with --count', () => {
    assert.equal(gateOn({ text: flake8('os', 're') }, { text: flake8('re', 'os', 'sys') }).passes, true);
    assert.equal(gateOn({ text: flake8('os') }, { text: flake8('re') }).passes, false);
  });
});
