import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { earlyStops } from '../../../src/checks/earlyStop.ts';
import { createOutputWindow } from '../../../src/checks/outputWindow.ts';
import fc from 'fast-check';

suite('a command that stops at its first failure', () => {
  for (const [command, option] of [
    ['npx jest --bail', '--bail'],
    ['npx jest --bail=1 --ci', '--bail='],
    ['npx jest -b', '-b'],
    ['vitest run --bail 3', '--bail'],
    ['npx mocha -b', '-b'],
    ['pytest -x', '-x'],
    ['pytest -qx tests', '-qx'],
    ['pytest --maxfail=1', '--maxfail=1'],
    ['pytest --stepwise', '--stepwise'],
    ['go test -failfast ./...', '-failfast'],
    ['go test --failfast=true ./...', '--failfast=true'],
    ['rspec --fail-fast', '--fail-fast'],
    ['python -m unittest -f', '-f'],
    ['phpunit --stop-on-failure', '--stop-on-failure'],
    ['gotestsum --max-fails=1', '--max-fails'],
    ['dotnet test -- --maximum-failed-tests 1', '--maximum-failed-tests'],
    ['./build/unit_tests --abort', '--abort'],
    ['npx playwright test -x', '-x'],
    ['ctest --stop-on-failure', '--stop-on-failure'],
    ['nx run-many -t test --nxBail', '--nxBail'],
  ] as const)
    test(`is known by ${option} of ${command}`, () => {
      assert.deepEqual(earlyStops(command, '', []), [
        `"${option}" stops at the first failure, so the rest never ran. Take it out.`,
      ]);
    });

  for (const command of [
    'npx jest --bail=0',
    'npx jest -bx',
    'npx mocha --grep "-x"',
    'pytest --ff',
    'go test ./...',
    'rspec --fail-fast=0',
    'npm test',
    'node --test',
    'cargo test -- --exact',
    '',
  ])
    test(`is not ${JSON.stringify(command)}`, () => {
      assert.deepEqual(earlyStops(command, '', []), []);
    });

  test('is known by the script that its package manager echoes', () => {
    const text = '\n> shop@1.0.0 test\n> jest --bail\n\nFAIL a.test.js\n';
    assert.deepEqual(earlyStops('npm test', text, ['jest']), [
      '"--bail" stops at the first failure, so the rest never ran. Take it out.',
    ]);
  });

  test('is a script whose last command comes after && and never ran', () => {
    const text = '\n> shop@1.0.0 test\n> jest && eslint .\n\nFAIL a.test.js\n';
    assert.deepEqual(earlyStops('npm test', text, ['jest']), [
      '"eslint ." comes after && in its script, so it never ran. Make it a check of its own.',
    ]);
    const last = '\n> shop@1.0.0 test\n> eslint . && jest\n\nFAIL a.test.js\n';
    assert.deepEqual(earlyStops('npm test', last, ['jest']), [], 'what was red came last');
    const nested = '\n> shop@1.0.0 test\n> tsc && npm run unit\n\n> shop@1.0.0 unit\n> mytool\n';
    assert.deepEqual(earlyStops('npm test', nested, ['jest']), [], 'the last command did begin');
  });

  test('is make without -k', () => {
    const text = 'make: *** [Makefile:3: test] Error 1\n';
    const why = 'Make stops at the first recipe that is red. Add -k to the command, so that the rest runs too.';
    assert.deepEqual(earlyStops('make test', text, []), [why]);
    assert.deepEqual(earlyStops('make -k test', text, []), []);
    assert.deepEqual(earlyStops('make test --keep-going', text, []), []);
    assert.deepEqual(earlyStops('make test', 'all is well', []), []);
  });
});

suite('the output of a program', () => {
  test('is kept whole while it fits, and says how much was left out of the middle', () => {
    const window = createOutputWindow(4);
    assert.equal(window.text(), '');
    for (const part of ['ab', 'cd', 'ef', 'gh']) window.add(Buffer.from(part));
    assert.equal(window.text(), 'abcdefgh');
    for (const part of ['ij', 'kl']) window.add(Buffer.from(part));
    assert.match(window.text(), /^abcd\n\[\d+ bytes left out\]\n[a-l]*ijkl$/);
  });

  test('keeps its beginning and its end, and counts the rest, however it comes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 9 })),
        fc.integer({ min: 1, max: 8 }),
        (chunks, size) => {
          const window = createOutputWindow(size);
          for (const chunk of chunks) window.add(Buffer.from(chunk));
          const all = chunks.join('');
          const text = window.text();
          const [head = '', gap, tail = ''] = text.split(/\n\[(\d+) bytes left out\]\n/);
          if (gap === undefined) assert.equal(text, all);
          else {
            assert.equal(head, all.slice(0, size));
            assert.ok(tail.length >= size && all.endsWith(tail));
            assert.equal(head.length + Number(gap) + tail.length, all.length);
          }
        },
      ),
    );
  });
});
