import type { CheckRun } from '../core/model/checkRun.ts';
import { earlyStops } from './earlyStop.ts';
import { missingIn } from './missing.ts';
import { saysNothingRan } from './nothingRan.ts';
import type { TestReading } from './parsers/parseTestOutput.ts';
import { replayedIn } from './replayed.ts';
import { signsIn } from './output/signs.ts';

/** Finished run of a command: how it ended, its output, and the test results read from it. */
export interface FinishedRun {
  readonly name: string;
  readonly command: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly text: string;
  readonly reading: TestReading;
}

/**
 * Holds the exit code of a check against its reports: a green one that ran nothing or reports failures is red, a red one
 * whose failures are not all named cannot be excused later.
 */
export function judgeRun(run: FinishedRun): Pick<CheckRun, 'hollow' | 'doubt' | 'missing' | 'replayed'> {
  const hollow = run.exitCode === 0 ? hollowness(run) : undefined;
  const red = run.exitCode !== 0 || run.timedOut || hollow !== undefined;
  const doubt = red ? doubtsOf(run).slice(0, 4).join(' ') : '';
  const missing = red ? missingIn(run.text, run.command) : undefined;
  const replayed = replayedIn(run.text);
  return {
    ...(hollow !== undefined && { hollow }),
    ...(doubt !== '' && { doubt }),
    ...(missing !== undefined && { missing }),
    ...(replayed !== undefined && { replayed }),
  };
}

function hollowness({ reading, text }: FinishedRun): string | undefined {
  const { passed, skipped = 0, failures, runners } = reading;
  if (failures > 0 && !/^BUILD SUCCESSFUL/m.test(text)) {
    return `it ended with exit code 0, but ${runners.join(' and ')} reports ${failures === 1 ? '1 failure' : `${failures} failures`}`;
  }
  if (failures > 0 || (passed ?? 0) > 0) return undefined;
  if (passed === undefined && !saysNothingRan(text)) return undefined;
  return skipped > 0 ? `all of its ${skipped} tests were skipped` : 'it ran no test';
}

function doubtsOf({ exitCode, timedOut, command, text, reading }: FinishedRun): readonly string[] {
  if (exitCode === null || timedOut) return ['It did not run to completion.'];
  const { failed, runners, exits, red } = reading;
  const doubts = [
    ...reading.doubts,
    ...signsIn(text),
    ...earlyStops(command, text, red),
    ...unexpectedExit(exitCode, exits, text),
  ];
  if (failed.length === 0 && doubts.length === 0) {
    doubts.push(
      runners.length === 0
        ? 'Nothing it printed names a failing test. Let it write a report that can be read (docs/checks.md lists them).'
        : `It ended with exit code ${exitCode}, though ${runners.join(' and ')} names no failing test.`,
    );
  }
  return [...new Set(doubts)];
}

/** Crashes have exit codes of their own; 2 is how make says that something was red. */
function unexpectedExit(exitCode: number, exits: readonly number[], text: string): readonly string[] {
  const usual = [0, 1, ...exits, ...(/^g?make(?:\[\d+\])?: \*\*\* /m.test(text) ? [2] : [])];
  if (usual.includes(exitCode)) return [];
  return [`It ended with exit code ${exitCode}, which failing tests do not explain.`];
}
