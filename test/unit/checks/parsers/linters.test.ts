import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBazel } from '../../../../src/checks/parsers/bazel.ts';
import { parseClippy } from '../../../../src/checks/parsers/clippy.ts';
import { parseCompilerErrors } from '../../../../src/checks/parsers/compilerErrors.ts';
import { parseEslint } from '../../../../src/checks/parsers/eslint.ts';
import { parseFlake8, parseLinters, parsePrettier } from '../../../../src/checks/parsers/linters.ts';
import type { TestReportParser } from '../../../../src/checks/output/testReport.ts';

/** Problems of a report: runner, its own count, and each as file and name. */
function found(parse: TestReportParser, text: string) {
  const report = parse(text);
  if (report === undefined) return undefined;
  return [report.runner, report.failures, ...report.failed.map(({ name, file }) => `${file ?? '?'} ${name}`)];
}

const clippyBlock = (message: string, mark: string): string =>
  `error: ${message}\n --> src/lib.rs:3:5\n  |\n3 | x\n  = note: ${mark}\n\n`;
const clippyEnd = 'error: could not compile `a` (lib) due to 1 previous error\n';
const compilerMessage = (change: object, level = 'error'): string =>
  JSON.stringify({
    reason: 'compiler-message',
    message: {
      ...{ level, message: 'needless borrow', rendered: 'error: needless borrow\n' },
      code: { code: 'clippy::needless_borrow' },
      spans: [
        { is_primary: false, file_name: 'src/other.rs', line_start: 1, column_start: 1 },
        { is_primary: true, file_name: 'src/lib.rs', line_start: 3, column_start: 5 },
      ],
      ...change,
    },
  });

describe('the problems that a linter or a compiler prints', () => {
  for (const [what, parse, text, expected] of [
    [
      'ESLint, with the rule where there is one',
      parseEslint,
      '/w/a.js\n  1:2  error    Missing semicolon  semi\n  2:1  warning  Unused  no-unused-vars\n  3:1  error  Parsing error: x\n\n✖ 3 problems (2 errors, 1 warning)\n',
      ['eslint', 2, '/w/a.js semi: Missing semicolon', '/w/a.js Parsing error: x'],
    ],
    [
      'ESLint with warnings alone',
      parseEslint,
      '/w/a.js\n  1:2  warning  X  y\n\n✖ 1 problem (0 errors, 1 warning)\n',
      ['eslint', 0],
    ],
    ['ESLint that found nothing', parseEslint, '', undefined],
    [
      'ruff as it printed once',
      parseLinters,
      'a.py:1:8: F401 [*] `os` imported but unused\nFound 1 error.\n',
      ['ruff', 1, 'a.py F401: `os` imported but unused'],
    ],
    [
      'ruff as it prints now',
      parseLinters,
      'F401 [*] `os` imported but unused\n --> a.py:1:8\n  |\n\nFound 1 error.\n',
      ['ruff', 1, 'a.py F401: `os` imported but unused'],
    ],
    [
      'golangci-lint',
      parseLinters,
      'a/b.go:3:5: Error return value is not checked (errcheck)\n1 issues:\n* errcheck: 1\n',
      ['golangci-lint', 1, 'a/b.go errcheck: Error return value is not checked'],
    ],
    [
      'RuboCop',
      parseLinters,
      'a.rb:1:1: C: [Correctable] Style/Frozen: Missing.\na.rb:2:1: E: Lint/Syntax: Bad.\n\n1 file inspected, 2 offenses detected\n',
      ['rubocop', 2, 'a.rb Style/Frozen: Missing.', 'a.rb Lint/Syntax: Bad.'],
    ],
    ['a count without a problem', parseLinters, 'Found 1 error.\n', undefined],
    ['problems without a count', parseLinters, 'a.py:1:8: F401 unused\n', undefined],
    ['flake8 with its count', parseFlake8, 'a.py:1:1: E302 two lines\n1\n', ['flake8', 1, 'a.py E302: two lines']],
    ['flake8 without it', parseFlake8, 'a.py:1:1: E302 two lines\n', undefined],
    [
      'Prettier with one file',
      parsePrettier,
      '[warn] a.ts\n[warn] Code style issues found in the above file. Run Prettier with --write to fix.\n',
      ['prettier', 1, 'a.ts is not formatted'],
    ],
    [
      'Prettier with several',
      parsePrettier,
      '[warn] a.ts\n[warn] b c.ts\n[warn] Code style issues found in 2 files. Run Prettier with --write to fix.\n',
      ['prettier', 2, 'a.ts is not formatted', 'b c.ts is not formatted'],
    ],
    ['Prettier where all is well', parsePrettier, 'All matched files use Prettier code style!\n', undefined],
    [
      'tsc as it prints to files',
      parseCompilerErrors,
      'src/a.ts(1,2): error TS2304: Cannot find name x.\n',
      ['tsc', undefined, 'src/a.ts TS2304: Cannot find name x.'],
    ],
    [
      'tsc as it prints to people',
      parseCompilerErrors,
      'src/a.ts:1:2 - error TS2304: Cannot find name x.\n\nFound 1 error in src/a.ts:1\n',
      ['tsc', 1, 'src/a.ts TS2304: Cannot find name x.'],
    ],
    [
      'mypy, with and without a code',
      parseCompilerErrors,
      'a.py:3: error: Bad type  [arg-type]\nb.py:4:2: error: Bad\na.py:3: note: See\nFound 2 errors in 2 files (checked 5 source files)\n',
      ['mypy', 2, 'a.py arg-type: Bad type', 'b.py error: Bad'],
    ],
    ['errors like those of mypy from something else', parseCompilerErrors, 'a.py:3: error: Bad type\n', undefined],
    [
      'targets of Bazel',
      parseBazel,
      '//a:t  PASSED in 1s\n//b:t  (cached) PASSED in 1s\n//c:t  FLAKY, failed in 1\n',
      ['bazel', undefined],
    ],
    ['text that is none of Bazel', parseBazel, 'a //b:t PASSED\n', undefined],
    [
      'Clippy in words',
      parseClippy,
      clippyBlock('needless borrow', '`-D clippy::needless-borrow` implied by `-D warnings`') + clippyEnd,
      ['clippy', 1, 'src/lib.rs needless borrow'],
    ],
    [
      'a compiler of Rust without lints',
      parseClippy,
      `error[E0308]: mismatched types\n --> a.rs:1:1\n${clippyEnd}`,
      undefined,
    ],
    [
      'Clippy in JSON, once where a library was checked twice',
      parseClippy,
      [compilerMessage({}), compilerMessage({}), compilerMessage({}, 'warning')].join('\n'),
      ['clippy', 1, 'src/lib.rs clippy::needless_borrow: needless borrow'],
    ],
    ['Clippy in JSON with warnings alone', parseClippy, compilerMessage({}, 'warning'), undefined],
  ] as const) {
    test(`of ${what} are read`, () => assert.deepEqual(found(parse, text), expected));
  }

  const noCompile = 'Something does not compile, so nobody knows what else is wrong.';
  for (const [what, parse, text, doubts] of [
    [
      'a target that does not build',
      parseBazel,
      '//a:t  FAILED TO BUILD\n',
      ['A target does not build, so its tests never ran.'],
    ],
    ['a target that took too long', parseBazel, '//a:t  TIMEOUT in 60s\n', ['A target took too long and was ended.']],
    [
      'a target that was not run',
      parseBazel,
      '//a:t  NO STATUS\n',
      ['A target was not run. Add --keep_going to the command.'],
    ],
    ['an error of the compiler in JSON', parseClippy, compilerMessage({ code: { code: 'E0308' } }), [noCompile]],
    ['an error without a code in JSON', parseClippy, compilerMessage({ code: null }), [noCompile]],
    ['the sum of errors in JSON', parseClippy, compilerMessage({ code: null, spans: [] }), []],
    [
      'an error of the compiler beside a lint',
      parseClippy,
      `${clippyBlock('x', '`-D warnings`')}error[E0308]: mismatched\n --> a.rs:1:1\n${clippyEnd}`,
      [noCompile, 'Errors that do not name a lint: 1. Add --message-format=json to the command.'],
    ],
    [
      'an error that names no lint',
      parseClippy,
      clippyBlock('x', '`-D warnings`') + clippyBlock('y', 'nothing') + clippyEnd,
      ['Errors that do not name a lint: 1. Add --message-format=json to the command.'],
    ],
  ] as const) {
    test(`leave this doubt about ${what}`, () => assert.deepEqual(parse(text)?.doubts, doubts));
  }

  test('are none in JSON with odd values, which a build script may print', () => {
    for (const odd of [{ spans: {} }, { spans: [5] }, { message: 5 }, { rendered: 5 }, { code: 'x' }])
      assert.doesNotThrow(() => parseClippy(compilerMessage(odd)), JSON.stringify(odd));
    assert.equal(parseClippy('{"reason":"compiler-message","message":[]}\n{"reason":"compiler-message"'), undefined);
  });
});
