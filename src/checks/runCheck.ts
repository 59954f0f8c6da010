import { afterRunTime, startRunTime } from '../clock/runTime.ts';
import { deniedAccess, lostItsSandbox } from '../core/agents/deniedAccess.ts';
import { leftRunningSentence } from '../core/agents/leftRunning.ts';
import { readNumber } from '../core/constraints/readNumber.ts';
import { isRed } from '../core/checks/isRed.ts';
import { splitCommand } from '../core/command/splitCommand.ts';
import type { CheckRun } from '../core/model/checkRun.ts';
import type { CheckRequest, CheckRunner } from '../sessionPorts/checkRunner.ts';
import type { Programs, RunningProgram } from '../ports/programs.ts';
import { ProgramError } from '../ports/programs.ts';
import { createOutputWindow } from './outputWindow.ts';
import { failedWithoutRetry } from './gradleRetries.ts';
import { judgeRun } from './judgeRun.ts';
import { plainText } from './plainText.ts';
import { scriptStops } from './scriptStops.ts';
import { configuredStops } from './stoppingConfig.ts';
import { readResults } from './reports/readResults.ts';
import { readReports, reportsBefore } from './reports/reportFiles.ts';
import type { ReportFiles, ReportsBefore } from './reports/reportFiles.ts';
import { uncheckedTargets } from './uncheckedTargets.ts';
import { onAbort } from '../util/onAbort.ts';

/** Enough for the report of some thousand failed tests; what a suite prints beyond it is rarely read by anybody. */
const windowBytes = 1024 * 1024;
const tailLength = 8_000;
const mostFolders = 200;
/** Names are kept in the record of the run; of larger suites the counts are. */
const mostNames = 5_000;

/** Runs checks as programs of this machine. */
export function createCheckRunner(programs: Programs): CheckRunner {
  return {
    async run(request) {
      let run = await runOnce(programs, request);
      const earlier = new Set<string>();
      for (let runs = 2; isRed(run) && runs <= request.retries + 1 && !request.signal.aborted; runs++) {
        [...run.failed.map(({ name }) => name), ...(run.flaky ?? [])].forEach((name) => earlier.add(name));
        const again = await runOnce(programs, request);
        run = { ...again, runs, milliseconds: run.milliseconds + again.milliseconds };
      }
      run.flaky?.forEach((name) => earlier.add(name));
      const flaky = [...earlier].filter((name) => !run.failed.some((test) => test.name === name));
      return flaky.length === 0 ? run : { ...run, flaky };
    },
  };
}

/** How one execution of the command ended; `note` is ours, for people, and closes the tail. */
interface Execution {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly output: string;
  readonly note?: string;
  readonly left?: readonly string[];
}

async function runOnce(programs: Programs, request: CheckRequest): Promise<CheckRun> {
  const before = await reportsBefore(request.cwd, request.report ?? []).catch(() => undefined);
  const time = startRunTime();
  const startedAt = Date.now();
  const { exitCode, timedOut, output, note, left } = await execute(programs, request).finally(() => time.close());
  const text = plainText(output);
  const noted = note === undefined ? text : `${text.trimEnd()}\n${note}`.trimStart();
  const files = await reportsOf(request, before, startedAt);
  const reading = readResults(text, request.cwd, files);
  const { name, command } = request;
  const unexplained = exitCode === 0 ? await failedWithoutRetry(request.cwd, text) : undefined;
  const breaks = [...reading.breaks, ...(unexplained === undefined ? [] : [unexplained])];
  const doubts = [
    ...reading.doubts,
    ...(unexplained === undefined ? [] : [unexplained]),
    ...(exitCode === 0 ? [] : await configuredStops(request.cwd, reading.red, `${command}\n${text}`)),
    ...(exitCode === 0 ? [] : await scriptStops(request.cwd, command, text, reading.red)),
    ...(exitCode === 0 ? [] : await uncheckedTargets(request.cwd, reading.red, `${command}\n${text}`)),
  ];
  const folders = [...new Set(files.reports.map(({ folder }) => folder))];
  const { passed, skipped, failed, tests, otherwise } = reading;
  return {
    name,
    command,
    exitCode,
    timedOut,
    milliseconds: Math.round(time.now()),
    runs: 1,
    ...(passed !== undefined && { passed }),
    ...(skipped !== undefined && skipped > 0 && { skipped }),
    ...(otherwise !== undefined && { otherwise }),
    failed,
    ...(reading.flaky.length > 0 && { flaky: reading.flaky.slice(0, mostFolders) }),
    ...(folders.length > 0 && { reports: folders.slice(0, mostFolders) }),
    ...(tests !== undefined && tests.passed.length + tests.skipped.length <= mostNames && { tests }),
    ...judgeRun({
      name,
      command,
      exitCode,
      timedOut,
      text: noted,
      reading: { ...reading, breaks, doubts },
      measures: request.read !== undefined,
      folder: request.cwd,
    }),
    ...(request.read === undefined ? {} : { number: readNumber(text, request.read) }),
    ...(left === undefined ? {} : { left }),
    tail: noted.slice(-tailLength),
  };
}

async function reportsOf(
  { cwd, report = [] }: CheckRequest,
  before: ReportsBefore | undefined,
  startedAt: number,
): Promise<ReportFiles> {
  // What cannot be told from an earlier report is not read.
  const unread = (error?: unknown): ReportFiles => ({
    reports: [],
    doubts: [`Report files could not be read${error instanceof Error ? `: ${error.message}` : ''}.`],
  });
  return before === undefined ? unread() : readReports(cwd, report, before, startedAt).catch(unread);
}

function wordsOf({
  argv,
  command,
}: CheckRequest): { readonly argv: readonly [string, ...string[]] } | { readonly problem: string } {
  if (argv !== undefined) return { argv };
  const split = splitCommand(command);
  return 'problem' in split ? split : { argv: [split.program, ...split.args] };
}

/** Runs a program, which is started again, once, where it never began for want of its sandbox. */
async function execute(programs: Programs, request: CheckRequest): Promise<Execution> {
  const execution = await executeOnce(programs, request);
  const isLost = request.inside?.confined === true && execution.exitCode === 1 && lostItsSandbox(execution.output);
  return isLost ? executeOnce(programs, request) : execution;
}

async function executeOnce(programs: Programs, request: CheckRequest): Promise<Execution> {
  const neverRan = (note: string) => ({ exitCode: null, timedOut: false, output: '', note });
  const words = wordsOf(request);
  if ('problem' in words) return neverRan(`The command could not be read: ${words.problem}`);
  if (request.signal.aborted) return neverRan('The session was ended before this check could run.');
  const window = createOutputWindow(windowBytes);
  const output = (chunk: Uint8Array) => {
    window.add(chunk);
    request.output(chunk);
  };
  try {
    const running = await programs.start({ ...request, argv: words.argv, output });
    const stopped = await untilOver(running, request);
    const left = await running.end();
    const { exitCode } = await running.exited;
    if (stopped === undefined) {
      const denied = exitCode !== 0 && request.inside?.confined === true;
      const why = denied ? deniedAccess(plainText(window.text()), request.cwd) : undefined;
      const notes = [why ?? '', leftRunningSentence('It', left)].filter((note) => note !== '');
      return {
        exitCode,
        timedOut: false,
        output: window.text(),
        ...(notes.length === 0 ? {} : { note: notes.join('\n') }),
        ...(left.length === 0 ? {} : { left }),
      };
    }
    return { exitCode: null, timedOut: stopped === 'timeout', output: window.text(), note: noteOf(stopped, request) };
  } catch (error) {
    if (error instanceof ProgramError) return neverRan(error.message);
    throw error;
  }
}

type Stopped = 'timeout' | 'cancelled';

/** Waits for the program's own end, or for what ends it before; the latter is returned. */
async function untilOver(running: RunningProgram, { minutes, signal }: CheckRequest): Promise<Stopped | undefined> {
  let cleanUp = () => {};
  const stopped = new Promise<Stopped>((resolve) => {
    const cancelTimer = afterRunTime(minutes * 60_000, () => resolve('timeout'));
    const cancel = () => resolve('cancelled');
    const forget = onAbort(signal, cancel);
    cleanUp = () => {
      cancelTimer();
      forget();
    };
  });
  try {
    return await Promise.race([running.exited.then(() => undefined), stopped]);
  } finally {
    cleanUp();
  }
}

function noteOf(stopped: Stopped, { minutes }: CheckRequest): string {
  if (stopped === 'cancelled') return 'The session was ended while this check ran.';
  return `The check took longer than ${minutes} minutes and was ended. Make it faster, or raise checkpoint.minutes.`;
}
