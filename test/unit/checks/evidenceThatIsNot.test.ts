import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gateOn, runOf } from './evidence.ts';
import type { Printed } from './evidence.ts';
import * as o from './outputs.ts';
import { recordedReports } from './recorded.ts';
import { reportTexts } from './reportTexts.ts';
import { honest } from './runners.ts';

const known = ['adds'];
const reports = reportTexts(known, 5);
/** A check that prints nothing that is read, and leaves report files. */
const wrote = (files: Readonly<Record<string, string>>, text = 'done\n'): Printed => ({ text, files });
const cut = (format: string) => (reports[format] ?? '').slice(0, -40);
const prefixed = (prefix: string, text: string) =>
  text
    .split('\n')
    .map((line) => `${prefix}${line}`)
    .join('\n');

interface Trick {
  readonly now: Printed;
  readonly before: Printed;
}
const same = (text: string, more: Omit<Printed, 'text'> = {}): Trick => {
  return { now: { text, ...more }, before: { text, ...more } };
};

const unloaded = JSON.stringify({
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 1,
  testResults: [{ name: 'test/b.test.js', status: 'failed', message: 'Cannot find module', assertionResults: [] }],
});
const recordings = recordedReports();
/** The same report file, written in both runs. */
const wroteBoth = (content: string): Trick => ({ now: wrote({ report: content }), before: wrote({ report: content }) });
const hooked = (reports['mocha JSON'] ?? '').replaceAll('"math adds"', '"math \\"before all\\" hook for \\"adds\\""');

/** Ways to look green, or to look as red as before, that must not open a gate. */
const tricks: Readonly<Record<string, Trick>> = {
  'prints nothing, red in both runs': same(''),
  'prints a number of problems only': same('3 problems\n'),
  'prints something nobody reads': same('check failed, see the log\n'),
  'names a failure now that it did not before': {
    now: { text: o.jest(['adds', 'divides']) },
    before: { text: o.jest(known) },
  },
  'names one more failure of the same name': {
    now: { text: o.nodeSpec(['adds', 'adds']) },
    before: { text: o.nodeSpec(known) },
  },
  'counts more failures than it names (jest)': same(o.jest(known).replace('1 failed, 5 passed', '4 failed, 2 passed')),
  'counts more failures than it names (node)': same(o.nodeSpec(known).replace('ℹ fail 1', 'ℹ fail 3')),
  'counts more failures than it names (pytest)': same(o.pytest(known).replace('1 failed', '3 failed')),
  'counts more failures than it names (maven)': same(o.maven(known).replace('Failures: 1', 'Failures: 2')),
  'stops at the first red program (cargo)': same(o.cargo(known, 5, ''), { exit: 101, command: 'cargo test' }),
  'stops at the first failure (pytest -x)': same(o.pytest(known, 5, '!!!!!!! stopping after 1 failures !!!!!!!\n')),
  'stops at the first failure (pytest -x in the command)': same(o.pytest(known), { command: 'pytest -x' }),
  'stops at the first failure (jest --bail)': same(o.jest(known).replace('1 passed, 2 total', '1 of 9 total')),
  'stops at the first failure (mocha --bail in its script)': same(`> a@1.0.0 test\n> mocha --bail\n${o.mocha(known)}`),
  'stops at the first failure (go -failfast)': same(o.go(['TestA']), { command: 'go test -failfast ./...' }),
  'stops at the first failure (playwright)': same(o.playwright(known, 5, '  3 did not run\n')),
  'stops at the first failure (bun)': same(o.bun(known, 5, 'Bailed out after 1 failure\n')),
  'stops at the first package (pnpm)': same(
    `packages/a test$ node --test\n${prefixed('packages/a test: ', o.nodeSpec(known))}\n ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL  a@1.0.0 test\n`,
  ),
  'stops at the first package (lerna)': same(`${o.jest(known)}\nlerna ERR! npm run test exited 1 in 'a'\n`),
  'stops at the first task (turbo)': same(
    `web:test: cache miss, executing 12\n${prefixed('web:test: ', o.jest(known))}\n Tasks:    0 successful, 3 total\nFailed:    web#test\n`,
  ),
  'stops at the first project (gradle)': same(o.gradle(known).replaceAll(':test', ':a:test')),
  'stops at the first module (maven)': same(o.maven(known, 5, '[INFO] b ......... SKIPPED\n')),
  'stops at the first recipe (make)': same(`${o.pytest(known)}make: *** [Makefile:2: test] Error 1\n`, {
    exit: 2,
    command: 'make test',
  }),
  'has a step behind && that never ran': same(`> a@1.0.0 test\n> jest && eslint .\n${o.jest(known)}`),
  'has a second package that cannot be read (nx)': same(
    `> nx run a:test\n\n${o.jest(known)}\n> nx run b:test\n\nboom\n\nFailed tasks:\n\n- a:test\n- b:test\n`,
  ),
  'has a second package that cannot be read (npm workspaces)': same(
    `> a@1.0.0 test\n> jest\n${o.jest(known)}npm error workspace a@1.0.0\n> b@1.0.0 test\n> ./check\nboom\nnpm error workspace b@1.0.0\n`,
  ),
  'has a second report behind a prefix nobody knows': same(
    `${o.jest(known)}\n${prefixed('svc> ', o.jest(['x', 'y']))}`,
  ),
  'has a second report with new failures (same runner)': {
    now: { text: `${o.nodeSpec(known)}\n${o.nodeSpec(['later'])}` },
    before: { text: o.nodeSpec(known) },
  },
  'has a second report with new failures (another runner)': {
    now: { text: `${o.jest(known)}\n${o.pytest(['test_new'])}` },
    before: { text: o.jest(known) },
  },
  'fails the same test in another package': {
    now: {
      text: `packages/a test$ jest\n${prefixed('packages/a test: ', o.jest([]))}\npackages/b test$ jest\n${prefixed('packages/b test: ', o.jest(known))}\npackages/b test: Failed\n`,
    },
    before: {
      text: `packages/a test$ jest\n${prefixed('packages/a test: ', o.jest(known))}\npackages/b test$ jest\n${prefixed('packages/b test: ', o.jest([]))}\npackages/a test: Failed\n`,
    },
  },
  'crashes after known failures': same(`${o.pytest(known)}Segmentation fault (core dumped)\n`, { exit: 139 }),
  'is killed': same(`${o.jest(known)}Killed\n`, { exit: 137 }),
  'runs out of memory': same(
    `${o.jest(known)}FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n`,
    { exit: 134 },
  ),
  'never comes to its end': same(o.jest(known), { exit: null }),
  'panics (go)': same(o.go(['TestA'], 'panic: runtime error\n')),
  'does not compile (go)': same('FAIL\texample.com/m/a [build failed]\nFAIL\n'),
  'does not compile (cargo)': same('error: could not compile `a` (lib test) due to 1 previous error\n', { exit: 101 }),
  'does not compile (dotnet)': same(o.dotnet(known, 5, 'A.cs(1,1): error CS1002: ; expected\n')),
  'does not compile (maven)': same(o.maven(known, 5, '[ERROR] COMPILATION ERROR : \n')),
  'cannot import a file (pytest)': same(
    o
      .pytest(known, 5, 'ERROR test_b.py\n')
      .replace('1 failed', '1 failed, 1 error')
      .replace('= FAILURES', '= ERRORS ===\n____ ERROR collecting test_b.py ____\n== FAILURES'),
  ),
  'cannot load a file (jest)': same(o.jest(['Test suite failed to run'])),
  'cannot load a file (node)': same(o.nodeSpec(['test/b.test.js'])),
  'fails in a hook (mocha)': same(o.mocha(['"before all" hook for "adds"'])),
  'fails outside of tests (vitest)': same(o.vitest(known, 5, '     Errors  1 error\n')),
  'misses a threshold of coverage': same(
    `${o.jest(known)}Jest: "global" coverage threshold for lines (80%) not met: 50%\n`,
  ),
  'misses a threshold of coverage with all tests green': same(o.jest([]).replace('1 failed, ', ''), { exit: 1 }),
  'breaks off in the middle of its report (TAP)': same(o.tap(known, 5, false)),
  'breaks off in the middle of its report (googletest)': same(o.googletest(known, 5, false)),
  'has a test program that crashes (ctest)': same(o.ctest(known, 5, 'SEGFAULT'), { exit: 8 }),
  'has an exit code that failing tests do not explain': same(o.jest(known), { exit: 7 }),
  'lacks a variable in both runs': same('ERROR: JAVA_HOME is not set and no java command could be found\n'),
  'lacks a program in both runs': same('sh: 1: jest: not found\n', { exit: 127 }),
  'lacks a service, with failures that are named': same(
    o.nodeSpec(known, 5, 'Error: connect ECONNREFUSED 127.0.0.1:5432\n'),
  ),
  'ran fewer tests than before, with known failures': {
    now: { text: o.jest(known, 1) },
    before: { text: o.jest(known, 40) },
  },
  'is green and ran no test': {
    now: { text: o.nodeSpec([], 0).split('✖ failing')[0] ?? '', exit: 0 },
    before: { text: o.nodeSpec([]), exit: 0 },
  },
  'is green and skipped all tests': {
    now: { text: (o.nodeSpec([], 0).split('✖ failing')[0] ?? '').replace('skipped 0', 'skipped 40'), exit: 0 },
    before: { text: o.nodeSpec([]), exit: 0 },
  },
  'is green by its exit code, and its report has failures': {
    now: { text: o.jest(['adds']), exit: 0 },
    before: { text: o.jest([]).replace('1 failed, ', ''), exit: 0 },
  },
  'was green before': { now: { text: o.jest(known) }, before: { text: 'ok', exit: 0 } },
  'was not readable before': { now: { text: o.jest(known) }, before: { text: 'boom' } },
  'was not complete before': {
    now: { text: o.cargo(known), exit: 101 },
    before: { text: o.cargo(known, 5, ''), exit: 101 },
  },
  'has one more problem of a linter': { now: { text: o.eslint(['x', 'y']) }, before: { text: o.eslint(['x']) } },
  'has one more error of a compiler': {
    now: { text: o.tsc(['x', 'y']), exit: 2 },
    before: { text: o.tsc(['x']), exit: 2 },
  },
  'leaves a report with one more failure': {
    now: wrote({ 'junit.xml': reportTexts(['adds', 'divides'], 4)['JUnit XML'] ?? '' }),
    before: wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }),
  },
  'leaves a report with another failure': {
    now: wrote({ 'junit.xml': reportTexts(['divides'], 5)['JUnit XML'] ?? '' }),
    before: wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }),
  },
  'prints a new failure that its report does not have': {
    now: wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }, o.jest(['divides'])),
    before: wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }, o.jest(known)),
  },
  'leaves an empty report': {
    now: wrote({ 'junit.xml': '' }, o.jest(known)),
    before: wrote({ 'junit.xml': '' }, o.jest(known)),
  },
  'leaves a report without any test': {
    now: wrote({ 'junit.xml': '<testsuites/>' }),
    before: wrote({ 'junit.xml': '<testsuites/>' }),
  },
  'is green, and its report has no test': {
    now: { ...wrote({ 'junit.xml': '<testsuites/>' }), exit: 0 },
    before: { ...wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }), exit: 1 },
  },
  'is green by its exit code, and its report file has failures': {
    now: { ...wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }), exit: 0 },
    before: { ...wrote({ 'junit.xml': reportTexts([], 6)['JUnit XML'] ?? '' }), exit: 0 },
  },
  'leaves the report of one package where there were two': {
    now: wrote({ 'a/junit.xml': reports['JUnit XML'] ?? '' }),
    before: wrote({ 'a/junit.xml': reports['JUnit XML'] ?? '', 'b/junit.xml': reportTexts([], 0)['JUnit XML'] ?? '' }),
  },
  'leaves no report where there was one': {
    now: wrote({}, o.jest(known)),
    before: wrote({ 'junit.xml': reports['JUnit XML'] ?? '' }, o.jest(known)),
  },
  'counts more failures in its report than it names': {
    now: wrote({ 'junit.xml': (reports['JUnit XML'] ?? '').replace('errors="0"', 'errors="1"') }),
    before: wrote({ 'junit.xml': (reports['JUnit XML'] ?? '').replace('errors="0"', 'errors="1"') }),
  },
  ...Object.fromEntries(
    [
      ['node', 'classname="test" name="/home/dev/project/test/b.test.js"'],
      ['vitest', 'classname="test/b.test.js" name="test/b.test.js"'],
      ['maven', 'classname="app.BTest" name="app.BTest"'],
      ['gradle', 'classname="app.BTest" name="initializationError"'],
      ['go', 'classname="example.com/m" name="[build failed]"'],
      ['jest', 'classname="test/b.test.js" name="Test suite failed to run"'],
    ].map(([runner, attributes]) => {
      const text = (reports['JUnit XML'] ?? '').replace('classname="math" name="adds"', attributes ?? '');
      return [
        `has a file that could not be loaded in its report (${runner})`,
        { now: wrote({ 'junit.xml': text }), before: wrote({ 'junit.xml': text }) },
      ];
    }),
  ),
  'counts more tests in its report than it lists': {
    now: wrote({ 'junit.xml': (reports['JUnit XML'] ?? '').replace('tests="6"', 'tests="60"') }),
    before: wrote({ 'junit.xml': (reports['JUnit XML'] ?? '').replace('tests="6"', 'tests="60"') }),
  },
  'leaves a TAP report without a plan': {
    now: wrote({ 'test-results.tap': (reports['TAP'] ?? '').replace('1..6\n', '') }),
    before: wrote({ 'test-results.tap': (reports['TAP'] ?? '').replace('1..6\n', '') }),
  },
  'bails out in its TAP report': {
    now: wrote({ 'test-results.tap': `${reports['TAP']}Bail out! no database\n` }),
    before: wrote({ 'test-results.tap': `${reports['TAP']}Bail out! no database\n` }),
  },
  'has a test host that was aborted (.trx)': {
    now: wrote({
      'TestResults/a.trx': (reports['.trx'] ?? '').replace('outcome="Failed"><Counters', 'outcome="Aborted"><Counters'),
    }),
    before: wrote({
      'TestResults/a.trx': (reports['.trx'] ?? '').replace('outcome="Failed"><Counters', 'outcome="Aborted"><Counters'),
    }),
  },
  'was interrupted (jest JSON)': {
    now: wrote({ 'r.json': (reports['jest JSON'] ?? '').replace('"wasInterrupted":false', '"wasInterrupted":true') }),
    before: wrote({
      'r.json': (reports['jest JSON'] ?? '').replace('"wasInterrupted":false', '"wasInterrupted":true'),
    }),
  },
  'fails without a failing test (vitest JSON)': {
    now: wrote({ 'r.json': (reportTexts([], 6)['vitest JSON'] ?? '').replace('"success":true', '"success":false') }),
    before: wrote({ 'r.json': (reportTexts([], 6)['vitest JSON'] ?? '').replace('"success":true', '"success":false') }),
  },
  'cannot load a file (jest JSON)': {
    now: wrote({ 'r.json': unloaded }),
    before: wrote({ 'r.json': unloaded }),
  },
  'cannot import a file (pytest JSON)': {
    now: wrote({
      '.report.json': (reports['pytest JSON'] ?? '').replace('"outcome":"passed"}]', '"outcome":"failed"}]'),
    }),
    before: wrote({
      '.report.json': (reports['pytest JSON'] ?? '').replace('"outcome":"passed"}]', '"outcome":"failed"}]'),
    }),
  },
  'fails in a hook (mocha JSON)': {
    now: wrote({ 'm.json': hooked }),
    before: wrote({ 'm.json': hooked }),
  },
  'has a package without its result (go test -json)': {
    now: wrote({ 'go.json': `${reports['go test -json']}{"Action":"start","Package":"example.com/other"}\n` }),
    before: wrote({ 'go.json': `${reports['go test -json']}{"Action":"start","Package":"example.com/other"}\n` }),
  },
  'has a test program without its result (cargo JSON)': {
    now: wrote({ 'c.json': `${reports['cargo JSON']}{"type":"suite","event":"started","test_count":9}\n` }),
    before: wrote({ 'c.json': `${reports['cargo JSON']}{"type":"suite","event":"started","test_count":9}\n` }),
  },
  ...Object.fromEntries(
    Object.keys(reports).map((format) => [
      `leaves a report that breaks off (${format})`,
      { now: wrote({ report: cut(format) }), before: wrote({ report: cut(format) }) },
    ]),
  ),
  'has a test that could not be started (CTest)': wroteBoth(
    (recordings['JUnit XML (CTest)'] ?? '').replace('SKIP_RETURN_CODE=77', 'Unable to find executable'),
  ),
  'cannot load a file (RSpec JSON)': wroteBoth(
    (recordings['RSpec JSON (recorded)'] ?? '')
      .replace('"errors_outside_of_examples_count": 0', '"errors_outside_of_examples_count": 1')
      .replace('"examples"', '"messages": ["An error occurred while loading ./spec/b_spec.rb."], "examples"'),
  ),
  'stops early (Playwright JSON)': wroteBoth(
    (reports['Playwright JSON'] ?? '').replace(
      '"status":"expected","results":[{"status":"passed"}]',
      '"status":"skipped","results":[]',
    ),
  ),
  'has errors outside of tests (Playwright JSON)': wroteBoth(
    (reports['Playwright JSON'] ?? '').replace('"errors":[]', '"errors":[{"message":"no server"}]'),
  ),
  'fails in a hook of the class (phpunit)': same(
    o.phpunit(['testAdds']).replace('/home/dev', '#0 TestSuite.php(628): ATest::setUpBeforeClass()\n\n/home/dev'),
    { exit: 2 },
  ),
  'printed more than is kept': same(`${o.jest(known)}\n[12345 bytes left out]\n${o.jest(known)}`),
};

describe('evidence that is not', () => {
  for (const [name, { now, before }] of Object.entries(tricks)) {
    test(`a check that ${name} does not open a gate`, () => {
      const { passes, run } = gateOn(now, before);
      assert.equal(
        passes,
        false,
        `failed: ${JSON.stringify(run.failed.map((test) => test.name))}, doubt: ${run.doubt}`,
      );
    });
  }
});

describe('a test that was red before', () => {
  for (const [name, printed] of Object.entries(honest)) {
    test(`is read of ${name}, and does not hold the gate`, () => {
      const { passes, known: excused, why, run } = gateOn(printed, printed);
      assert.deepEqual([passes, excused, why], [true, 1, undefined], `${run.doubt}`);
    });
    test(`is told from another one by ${name}`, () => {
      const other = { ...printed, text: printed.text.replaceAll(/adds|Adds|\bx\b/g, (word) => `${word}Other`) };
      assert.equal(gateOn(other, printed).passes, false);
    });
  }

  for (const [format, text] of Object.entries(reports)) {
    test(`is read of a report file, and does not hold the gate (${format})`, () => {
      const printed = { ...wrote({ report: text }), exit: format === 'cargo JSON' ? 101 : 1 };
      const { passes, known: excused, why, run } = gateOn(printed, printed);
      assert.deepEqual([passes, excused, why], [true, 1, undefined], `${run.doubt}`);
    });
  }

  test('is the same one though its name has a port, a time or a temporary path in it', () => {
    const named = (port: number, id: string) =>
      o.nodeSpec([`answers at http://localhost:${port}/ from /tmp/t-${id}/x`]);
    assert.equal(gateOn({ text: named(41_234, 'a1') }, { text: named(50_321, 'b2') }).passes, true);
  });

  test('is read with colours, progress lines and markers of a CI system around it', () => {
    const dressed = `##[group]Run npm test\r\n${o.jest(known).replace('FAIL', '\u001b[41mFAIL\u001b[49m').replaceAll('\n', '\r\n')}`;
    assert.equal(gateOn({ text: `running 10 %\rrunning 90 %\r${dressed}` }, { text: dressed }).passes, true);
  });

  test('is read among what programs print about failures of their own', () => {
    const noise = 'Error: 3 failing requests are retried; not ok computer; FAILED to be sad\n';
    for (const text of [o.jest(known), o.mocha(known), o.nodeSpec(known), o.pytest(known)])
      assert.equal(gateOn({ text: noise + text }, { text: noise + text }).passes, true);
    const json = `{"Action":"output","Package":"example.com/m","Output":"--- FAIL: Test_adds (0.00s)\\n"}\n${reports['go test -json']}`;
    assert.equal(gateOn({ text: json }, { text: json }).passes, true);
  });

  test('is read behind the prefixes of tools that run many packages', () => {
    for (const [start, prefix] of [
      ['packages/a test$ jest', 'packages/a test: '],
      ['web:test: cache miss, executing 1', 'web:test: '],
      ['a: > a@1.0.0 test', 'a: '],
      ['api-1  | jest', 'api-1  | '],
    ] as const) {
      const text = `${start}\n${prefixed(prefix, o.jest(known))}`;
      assert.deepEqual([gateOn({ text }, { text }).passes, gateOn({ text }, { text }).known], [true, 1], prefix);
    }
  });
});

describe('a check that a build tool did not run', () => {
  for (const [tool, text] of Object.entries({
    nx: '> nx run web:test  [local cache]\n',
    turbo: 'web:test: cache hit, replaying logs 123\n',
    gradle: '> Task :test UP-TO-DATE\nBUILD SUCCESSFUL in 1s\n',
    go: 'ok  \texample.com/m/a\t(cached)\n',
    bazel: '//a:test                         (cached) PASSED in 0.1s\n',
  })) {
    test(`says so (${tool})`, () =>
      assert.match(runOf({ text, exit: 0 }).replayed ?? '', new RegExp(`^${tool} replayed`)));
  }
});
