import type { TestReportParser } from '../output/testReport.ts';
import { redBesidesTests } from '../output/redUnits.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Whether builds succeeded all the same although tests failed, as where those passed when they were tried again. */
export function isRetried(text: string): boolean {
  return (
    /^\d+ tests? completed, [1-9]\d* failed/m.test(text) &&
    /^BUILD SUCCESSFUL/m.test(text) &&
    !/^(?:FAILURE: Build |BUILD FAILED|There were failing tests\. )/m.test(text)
  );
}

/** Gradle's test task: "Class > method FAILED" for each failure, "N tests completed, M failed" where some did. */
export const parseGradle: TestReportParser = (text) => {
  if (!/^(?:BUILD (?:SUCCESSFUL|FAILED) in |> Task :|FAILURE: Build (?:failed|completed))/m.test(text))
    return undefined;
  const lines = text.split('\n');
  const failed = lines.flatMap((line, index) => {
    const name = /^(\S.* > .+) FAILED$/.exec(line)?.[1];
    if (name === undefined) return [];
    const length = lines.slice(index + 1).findIndex((next) => next !== '' && !next.startsWith('    '));
    const rest = lines.slice(index + 1, length < 0 ? undefined : index + 1 + length);
    return [failedTest(name, undefined, rest)];
  });
  const completed = sumOf(text, /^(\d+) tests? completed\b/gm);
  const failures = sumOf(text, /^\d+ tests? completed, (\d+) failed/gm);
  const skipped = sumOf(text, /^\d+ tests? completed, .*?(\d+) skipped/gm) ?? 0;
  const red = /^FAILURE: Build /m.test(text);
  const redTasks = [...text.matchAll(/^(?:> Task (:\S+) FAILED|Execution failed for task '(:\S+)')/gm)];
  const tasks = new Set(redTasks.map(([, one, other]) => one ?? other ?? ''));
  const notTests = [...tasks].filter(
    (task) => !/test|check$/i.test(task.split(':').at(-1) ?? '') || /compile/i.test(task),
  );
  const several = /^> Task :[^:\s]+:/m.test(text) || [...tasks].some((task) => task.lastIndexOf(':') > 0);
  const wentOn = /--continue\b|^FAILURE: Build completed with \d+ failures/m.test(text);
  // The plugin that tries tests again lets the build succeed; what ignores failures says so in a sentence.
  if (failures !== undefined && isRetried(text)) {
    const names = failed.map(({ name }) => name);
    return {
      runner: 'gradle',
      ...(completed !== undefined && { passed: completed - failures - skipped, skipped }),
      failed: [],
      flaky: names.length > 0 ? names : [`${failures} tests, which Gradle does not name`],
    };
  }
  return {
    runner: 'gradle',
    ...(completed !== undefined && { passed: completed - (failures ?? 0) - skipped, skipped }),
    failed,
    ...(failures !== undefined && { failures }),
    doubts: [
      ...notTests.map((task) => `Gradle's task ${task} failed, and what depends on it never ran.`),
      ...doubtIf(
        red && several && !wentOn,
        'Gradle stops at the first project that is red. Add --continue to the command.',
      ),
      ...doubtIf(
        failed.length > 0 && !/^(?:FAILURE: Build |BUILD (?:FAILED|SUCCESSFUL))/m.test(text),
        'Gradle did not come to its end.',
      ),
      ...doubtIf(failed.length > 0 && completed === undefined, 'Gradle does not say how many tests were completed.'),
      // A task that runs the tests of another tool is explained by what that prints.
      ...doubtIf(
        red && failed.length === 0 && (tasks.size === 0 || redBesidesTests(text).length < tasks.size),
        'Gradle failed without naming a test.',
      ),
      ...doubtIf(
        failed.some(({ name }) => /initializationError|executionError/.test(name)),
        'A test class could not be set up.',
      ),
    ],
  };
};
