import type { CheckRun } from '../core/model/checkRun.ts';
import { earlyStops } from './earlyStop.ts';
import { missingIn } from './missing.ts';
import { saysNothingRan } from './nothingRan.ts';
import type { TestReading } from './parsers/parseTestOutput.ts';
import { replayedIn } from './replayed.ts';
import { failureSaid } from './saysRed.ts';
import { withoutHarmless } from './output/harmless.ts';
import { isIdleCall, runsNothing, scriptThatHidesItsExit } from './output/scripts.ts';
import { signsIn } from './output/signs.ts';
import { listedFile } from './output/totals.ts';
import { partialRun } from './partialRun.ts';

/** Finished run of a command: how it ended, its output, and the test results read from it. */
export interface FinishedRun {
  readonly name: string;
  readonly command: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly text: string;
  readonly reading: TestReading;
  /** It is there for a number that it prints, not for its exit code. */
  readonly measures?: boolean;
  /** Folder it ran in. */
  readonly folder?: string;
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

function hollowness({ name, command, reading, text, measures = false, folder }: FinishedRun): string | undefined {
  const { passed, skipped = 0, failures, runners } = reading;
  const isRead = (passed ?? 0) > 0 || failures > 0;
  if (failures > 0) {
    return `it ended with exit code 0, but ${runners.join(' and ')} reports ${failures === 1 ? '1 failure' : `${failures} failures`}`;
  }
  const [broken] = reading.breaks;
  if (broken !== undefined) return `it ended with exit code 0, but not all of it ran: ${broken.replace(/\.$/, '')}`;
  if (measures) return undefined;
  const telling = withoutHarmless(text, isRead, folder);
  const said = failureSaid(telling, isRead, command);
  if (said !== undefined) return `it ended with exit code 0, but it says "${said}"`;
  const unformatted = listedFile(command, text);
  if (unformatted !== undefined)
    return `it ended with exit code 0, but it lists ${unformatted}, which is not formatted`;
  const partial = partialRun(name, command, text);
  if (partial !== undefined) return partial;
  if (isRead) return undefined;
  const { unwritten } = reading;
  if (unwritten !== undefined && name === 'test' && replayedIn(text) === undefined) {
    return `nothing shows that it ran a test. ${unwritten.replace(/\.$/, '')}`;
  }
  const hidden = scriptThatHidesItsExit(telling);
  if (hidden !== undefined) {
    return `its script "${hidden}" ends with exit code 0 whatever happens, and nothing it printed names a test that passed`;
  }
  if (passed === undefined && !saysNothingRan(text) && !runsNothing(text) && !isIdleCall(command, text)) {
    return undefined;
  }
  if (passed === undefined && name !== 'test' && skipsTests.test(command)) return undefined;
  return skipped > 0 ? `all of its ${skipped} tests were skipped` : 'it ran no test';
}

/** A check of its own may build without tests; the suite and the verification of a task may not. */
const skipsTests = /(?:^| )-D(?:skipTests|maven\.test\.skip)(?:=true)?(?= |$)|(?:^| )(?:-x|--exclude-task) test(?= |$)/;

/** Clippy and `cargo check` compile nothing that would be run, so an error of theirs may be a lint. */
const checksOnly = /(?:^|> |\$ |\+ |&& )cargo (?:\S+ )?(?:clippy|check)\b/m;

function doubtsOf({ exitCode, timedOut, command, text, reading }: FinishedRun): readonly string[] {
  if (exitCode === null || timedOut) return ['It did not run to completion.'];
  const { failed, runners, exits, red } = reading;
  const doubts = [
    ...reading.doubts,
    ...signsIn(text, red.includes('clippy') && checksOnly.test(`${command}\n${text}`)),
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
