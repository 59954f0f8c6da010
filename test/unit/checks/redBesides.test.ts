import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gateOn } from './evidence.ts';
import type { Printed } from './evidence.ts';
import * as o from './outputs.ts';

const known = ['adds'];
const prefixed = (prefix: string, text: string) =>
  text
    .split('\n')
    .map((line) => `${prefix}${line}`)
    .join('\n');
const gradleTwo = (other: string, why: string) =>
  o
    .gradle(known)
    .replace('Build failed with an exception.', 'Build completed with 2 failures.')
    .replace(
      'BUILD FAILED',
      `2: Task failed with an exception.\n-----------\n* What went wrong:\nExecution failed for task '${other}'.\n> ${why}\n\nBUILD FAILED`,
    );

/** Something is red besides the failures that have a name, the same in both runs. */
const besides: Readonly<Record<string, Printed>> = {
  'a second recipe (make -k)': {
    text: `${o.tap(known)}make: *** [Makefile:2: a] Error 1\nboom\nmake: *** [Makefile:5: b] Error 1\nmake: Target 'test' not remade because of errors.\n`,
    exit: 2,
    command: 'make -k test',
  },
  'another script (npm-run-all)': { text: `> a@1.0.0 unit\n> jest\n${o.jest(known)}\nERROR: "lint" exited with 1.\n` },
  'another script (concurrently)': {
    text: `${prefixed('[test] ', o.jest(known))}\n[lint] boom\n[lint] npm run lint exited with code 1\n[test] npm test exited with code 1\n`,
  },
  'another environment (tox)': {
    text: `${o.pytest(known)}\npy310: exit 1 (0.5 seconds) /x> pytest pid=5\nboom\npy311: exit 2 (0.1 seconds) /x> ./check pid=6\n  py310: FAIL code 1 (0.6 seconds)\n  py311: FAIL code 2 (0.1 seconds)\n`,
  },
  'another session (nox)': {
    text: `${o.pytest(known)}\nnox > Session tests failed.\nboom\nnox > Session lint failed.\n`,
  },
  'another task (gradle --continue)': { text: gradleTwo(':checkstyleMain', 'Checkstyle rule violations were found.') },
  'another goal (maven)': {
    text: o.maven(
      known,
      5,
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-checkstyle-plugin:3.1.0:check (default) on project a: You have 3 Checkstyle violations.\n',
    ),
  },
  'documentation tests that do not compile (cargo)': {
    text: `${o.cargo(known)}\nerror: doctest failed, to rerun pass \`--doc\`\n`,
    exit: 101,
    command: 'cargo test --no-fail-fast',
  },
  'a file that crashed (cypress)': {
    text: `${o.mocha(known)}\n  │ ✖  a.cy.js   00:01   6   5   1   -   - │\n  │ ✖  b.cy.js   3ms   -   -   -   -   - │\n`,
  },
  'types (vitest)': { text: o.vitest(known, 5, ' Type Errors  2 errors\n') },
  'an error that nothing caught (vitest)': {
    text: `${o.vitest(known)}\nVitest caught 1 unhandled error during the test run.\n`,
  },
  'an error that nothing caught (node)': {
    text: `${o.nodeSpec(known)}[UnhandledPromiseRejection: x] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}\n\nNode.js v20.1.0\n`,
  },
  'a data race (go)': {
    text: o.go(['TestA'], 'Found 1 data race(s)\nexit status 66\n'),
    command: 'go test -race ./...',
  },
  'a leak of memory (sanitizer)': { text: `${o.jest(known)}==12==ERROR: LeakSanitizer: detected memory leaks\n` },
  'a process that tests ran in (gradle)': {
    text: `${o.gradle(known)}> Process 'Gradle Test Executor 2' finished with non-zero exit value 137\n`,
  },
  'coverage (ExCoveralls)': { text: `${o.exunit(known)}FAILED: Expected minimum coverage of 80%, got 50%.\n` },
  'coverage (Kover)': {
    text: `${o.gradle(known)}Rule 'min' violated: lines covered percentage is 50.0, but expected minimum is 80\n`,
  },
  'the mutation score (Stryker)': {
    text: `${o.jest(known)}Final mutation score 50.00 under breaking threshold 80, setting exit code to 1.\n`,
  },
  'a limit of size (size-limit)': { text: `${o.jest(known)}  Package size limit has exceeded by 1 kB\n` },
};

/** More than one part is red, and each names its failures. */
const explained: Readonly<Record<string, Printed>> = {
  'two recipes (make -k)': {
    text: `${o.tap(known)}make: *** [Makefile:2: a] Error 1\n${o.pytest(['test_b'])}make: *** [Makefile:5: b] Error 1\nmake: Target 'test' not remade because of errors.\n`,
    exit: 2,
    command: 'make -k test',
  },
  'make in make': {
    text: `make[1]: Entering directory '/x/a'\n${o.pytest(['test_b'])}make[1]: *** [Makefile:2: test] Error 1\nmake[1]: Leaving directory '/x/a'\nmake: *** [Makefile:3: a] Error 2\n`,
    exit: 2,
    command: 'make -k test',
  },
  'two projects (gradle --continue)': {
    text: gradleTwo(':b:test', 'There were failing tests. See the report at: file:///x'),
  },
  'a task that runs jest (gradle)': {
    text: `${o.jest(known)}\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':npmTest'.\n> Process 'command 'npm'' finished with non-zero exit value 1\n\nBUILD FAILED in 1s\n`,
  },
  'tests of a module (maven)': {
    text: o.maven(
      known,
      5,
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.0.0:test (default-test) on project a: There are test failures.\n',
    ),
  },
  'two test programs (cargo)': {
    text: `${o.cargo(known, 5, '')}\n${o.cargo(['other'], 5)}`,
    exit: 101,
    command: 'cargo test --no-fail-fast',
  },
};

suite('what is red besides the failures that have a name', () => {
  for (const [name, printed] of Object.entries(besides)) {
    test(`is not excused with them: ${name}`, () => assert.equal(gateOn(printed, printed).passes, false));
  }
  for (const [name, printed] of Object.entries(explained)) {
    test(`is not suspected where each part names its own: ${name}`, () => {
      const { passes, why } = gateOn(printed, printed);
      assert.deepEqual([passes, why], [true, undefined]);
    });
  }
});

suite('failures whose names change with every run', () => {
  const listed = (day: string, passing: string) => `✔ opens at ${passing} (1ms)\n${o.nodeSpec([`opens at ${day}`], 1)}`;

  test('are the same test, unless the one of before passes now', () => {
    const before = { text: listed('2026-01-01', '2026-01-02') };
    assert.equal(gateOn({ text: listed('2026-01-02', '2026-01-01') }, before).passes, false);
    assert.equal(gateOn({ text: listed('2026-02-03', '2026-02-04') }, before).passes, true);
  });

  test('of tape have the name of their test, not only that of the assertion', () => {
    const tape = (red: string, green: string) =>
      `TAP version 13\n# ${red}\nnot ok 1 should be equal\n  ---\n    operator: equal\n  ...\n# ${green}\nok 2 should be equal\n\n1..2\n# tests 2\n# pass  1\n# fail  1\n`;
    assert.equal(gateOn({ text: tape('adds', 'divides') }, { text: tape('adds', 'divides') }).passes, true);
    assert.equal(gateOn({ text: tape('divides', 'adds') }, { text: tape('adds', 'divides') }).passes, false);
  });
});
