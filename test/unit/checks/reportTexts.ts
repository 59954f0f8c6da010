/** Reports as test runners write them into files, by format: failures by name, and how many tests passed. */
export function reportTexts(failed: readonly string[], passed: number): Readonly<Record<string, string>> {
  const fine = Array.from({ length: passed }, (_, index) => `fine${index}`);
  const all = [...fine.map((name) => ({ name, ok: true })), ...failed.map((name) => ({ name, ok: false }))];
  return {
    'JUnit XML': `<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="math" tests="${all.length}" failures="${failed.length}" errors="0">
${all.map(({ name, ok }) => `<testcase classname="math" name="${name}">${ok ? '' : '<failure message="1 is not 2">at a.js:1</failure>'}</testcase>`).join('\n')}
</testsuite></testsuites>\n`,
    TAP: `TAP version 13\n1..${all.length}\n${all.map(({ name, ok }, index) => `${ok ? 'ok' : 'not ok'} ${index + 1} - ${name}`).join('\n')}\n`,
    'jest JSON': JSON.stringify({
      numFailedTestSuites: failed.length > 0 ? 1 : 0,
      numFailedTests: failed.length,
      numPassedTests: passed,
      numRuntimeErrorTestSuites: 0,
      numTotalTests: all.length,
      success: failed.length === 0,
      wasInterrupted: false,
      testResults: [
        {
          name: '/home/dev/project/test/a.test.js',
          status: failed.length > 0 ? 'failed' : 'passed',
          message: '',
          assertionResults: all.map(({ name, ok }) => ({
            ancestorTitles: ['math'],
            title: name,
            fullName: `math ${name}`,
            status: ok ? 'passed' : 'failed',
            failureMessages: ok ? [] : ['Error: expect(received).toBe(expected)'],
          })),
        },
      ],
    }),
    'vitest JSON': JSON.stringify({
      numTotalTests: all.length,
      numPassedTests: passed,
      numFailedTests: failed.length,
      success: failed.length === 0,
      testResults: [
        {
          name: '/home/dev/project/test/a.test.ts',
          status: failed.length > 0 ? 'failed' : 'passed',
          message: '',
          assertionResults: all.map(({ name, ok }) => ({
            ancestorTitles: ['math'],
            title: name,
            status: ok ? 'passed' : 'failed',
            failureMessages: ok ? [] : ['AssertionError: expected 1 to be 2'],
          })),
        },
      ],
    }),
    'mocha JSON': JSON.stringify(
      {
        stats: { suites: 1, tests: all.length, passes: passed, pending: 0, failures: failed.length },
        tests: [],
        pending: [],
        failures: failed.map((name) => ({
          title: name,
          fullTitle: `math ${name}`,
          file: '/home/dev/project/test/a.test.js',
          err: { message: '1 == 2', stack: 'AssertionError: 1 == 2' },
        })),
        passes: fine.map((title) => ({ title, fullTitle: `math ${title}` })),
      },
      undefined,
      2,
    ),
    'RSpec JSON': JSON.stringify({
      version: '3.12.0',
      examples: all.map(({ name, ok }) => ({
        id: `./spec/a_spec.rb[${name}]`,
        full_description: `math ${name}`,
        status: ok ? 'passed' : 'failed',
        file_path: './spec/a_spec.rb',
        ...(ok ? {} : { exception: { class: 'RuntimeError', message: '1 is not 2', backtrace: [] } }),
      })),
      summary: {
        example_count: all.length,
        failure_count: failed.length,
        pending_count: 0,
        errors_outside_of_examples_count: 0,
      },
    }),
    'Playwright JSON': JSON.stringify({
      config: {},
      suites: [
        {
          title: 'a.spec.ts',
          file: 'a.spec.ts',
          specs: [],
          suites: [
            {
              title: 'math',
              file: 'a.spec.ts',
              specs: all.map(({ name, ok }) => ({
                title: name,
                file: 'a.spec.ts',
                ok,
                tests: [
                  {
                    projectName: 'chromium',
                    expectedStatus: 'passed',
                    status: ok ? 'expected' : 'unexpected',
                    results: [ok ? { status: 'passed' } : { status: 'failed', error: { message: '1 is not 2' } }],
                  },
                ],
              })),
            },
          ],
        },
      ],
      errors: [],
      stats: { expected: passed, skipped: 0, unexpected: failed.length, flaky: 0 },
    }),
    'pytest JSON': JSON.stringify({
      duration: 0.1,
      exitcode: failed.length > 0 ? 1 : 0,
      root: '/home/dev/project',
      summary: { passed, failed: failed.length, total: all.length, collected: all.length },
      collectors: [{ nodeid: '', outcome: 'passed' }],
      tests: all.map(({ name, ok }) => ({
        nodeid: `tests/test_a.py::test_${name}`,
        outcome: ok ? 'passed' : 'failed',
        call: ok ? { outcome: 'passed' } : { outcome: 'failed', longrepr: 'assert 1 == 2' },
      })),
    }),
    'go test -json': [
      { Action: 'start', Package: 'example.com/m' },
      ...all.flatMap(({ name, ok }) => [
        { Action: 'run', Package: 'example.com/m', Test: `Test_${name}` },
        { Action: ok ? 'pass' : 'fail', Package: 'example.com/m', Test: `Test_${name}`, Elapsed: 0 },
      ]),
      { Action: failed.length > 0 ? 'fail' : 'pass', Package: 'example.com/m', Elapsed: 0.1 },
    ]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
    'cargo JSON': [
      { type: 'suite', event: 'started', test_count: all.length },
      ...all.map(({ name, ok }) => ({
        type: 'test',
        name: `tests::${name}`,
        event: ok ? 'ok' : 'failed',
        ...(ok ? {} : { stdout: "thread 'x' panicked at src/lib.rs:5:9:\n1 is not 2\n" }),
      })),
      { type: 'suite', event: failed.length > 0 ? 'failed' : 'ok', passed, failed: failed.length, ignored: 0 },
    ]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
    '.trx': `<?xml version="1.0" encoding="utf-8"?>
<TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Results>
${all.map(({ name, ok }, index) => `    <UnitTestResult testId="${index}" testName="${name}" outcome="${ok ? 'Passed' : 'Failed'}">${ok ? '' : '<Output><ErrorInfo><Message>1 is not 2</Message><StackTrace>at A.B()</StackTrace></ErrorInfo></Output>'}</UnitTestResult>`).join('\n')}
  </Results>
  <TestDefinitions>
${all.map(({ name }, index) => `    <UnitTest name="${name}" id="${index}"><TestMethod className="App.MathTests" name="${name}" /></UnitTest>`).join('\n')}
  </TestDefinitions>
  <ResultSummary outcome="${failed.length > 0 ? 'Failed' : 'Completed'}"><Counters total="${all.length}" executed="${all.length}" passed="${passed}" failed="${failed.length}" error="0" timeout="0" aborted="0" /></ResultSummary>
</TestRun>\n`,
  };
}
