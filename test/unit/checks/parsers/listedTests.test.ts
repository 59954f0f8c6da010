import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTestOutput } from '../../../../src/checks/parsers/parseTestOutput.ts';
import { readJunit } from '../../../../src/checks/reports/junit.ts';
import { recorded } from '../recorded.ts';

const names = (text: string) => parseTestOutput(text, '/home/dev/project').tests;

test('tests that pass and are skipped are known by name where the runner lists every one', () => {
  assert.deepEqual(names(recorded('node24-spec')), {
    passed: ['adds two numbers', 'starts empty'],
    skipped: ['is skipped'],
  });
  assert.deepEqual(names(recorded('node24-tap'))?.passed, ['adds two numbers', 'a cart > starts empty']);
  assert.deepEqual(names(recorded('mocha'))?.passed, ['a cart > starts empty']);
  assert.deepEqual(names(recorded('cargo'))?.passed.length, parseTestOutput(recorded('cargo'), '/').passed);
});

test('a list with gaps names nothing', () => {
  assert.equal(names(recorded('jest')), undefined, 'it lists files only');
  assert.equal(names(recorded('pytest')), undefined, 'it lists dots only');
});

test('verbose pytest, go and unittest name them', () => {
  const pytest = [
    'tests/test_cart.py::test_total PASSED   [ 50%]',
    'tests/test_cart.py::TestCart::test_empty SKIPPED (later) [100%]',
    '============ 1 passed, 1 skipped in 0.01s ============',
  ];
  assert.deepEqual(names(pytest.join('\n')), { passed: ['test_total'], skipped: ['TestCart.test_empty'] });
  const go = ['=== RUN   TestAdd', '--- PASS: TestAdd (0.00s)', 'PASS', 'ok  \texample.org/a\t0.002s'];
  assert.deepEqual(names(go.join('\n')), { passed: ['TestAdd'], skipped: [] });
});

test('jest names them in its verbose list, with the groups they are in', () => {
  const jest = [
    'PASS test/cart.test.js',
    '  a cart',
    '    ✓ starts empty (2 ms)',
    '    with a voucher',
    '      ✓ is cheaper',
    '    ○ skipped is closed',
    '  ✓ stands alone',
    '',
    'Test Suites: 1 passed, 1 total',
    'Tests:       1 skipped, 3 passed, 4 total',
  ];
  assert.deepEqual(names(jest.join('\n')), {
    passed: ['a cart > starts empty', 'a cart > with a voucher > is cheaper', 'stands alone'],
    skipped: ['a cart > is closed'],
  });
});

test('JUnit XML names them', () => {
  const xml =
    '<testsuite tests="2"><testcase classname="C" name="a"/><testcase name="b"><skipped/></testcase></testsuite>';
  assert.deepEqual(readJunit(xml)?.tests, { passed: ['C.a'], skipped: ['b'] });
});
