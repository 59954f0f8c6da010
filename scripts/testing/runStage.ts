import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from '../processes.ts';
import { makeMemoryFolder } from './memoryFolder.ts';
import type { Stage, Tests } from './stages.ts';

/** How a stage ended. */
export interface StageResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly output: string;
  /** Files with tests that failed and, run again, passed. They are in `passed`, and their failures in the output. */
  readonly flaky: readonly string[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Relative to the root. */
  readonly failedFiles: readonly string[];
}

const root = path.join(import.meta.dirname, '..', '..');
const reporter = path.join(import.meta.dirname, 'countReporter.mjs');

/** Longer than any stage takes on a slow and busy machine, in milliseconds: a stage that is still running then hangs. */
const stageLimit = 80 * 60_000;

/** Where the list of what failed begins in the output of a run of tests, and where its totals. */
export const failureList = '✖ failing tests:';
const summaryStart = 'ℹ tests ';

/** Most files that are run again: where more fail, it is no accident of timing. */
const mostAgain = 3;

/**
 * Runs one stage. A check counts as one passed or one failed; tests count themselves, and a test run that fails without
 * a failed test (a crash, a hang, a folder without tests) counts as one failed. Gives undefined when the stage has
 * nothing to run, because none of its folders exists.
 *
 * @param again whether files that fail are run once more, one by one, where the stage allows it (decision 086)
 */
export async function runStage({ name, work }: Stage, again: boolean): Promise<StageResult | undefined> {
  const started = performance.now();
  const finish = (
    { passed, failed }: Pick<Counts, 'passed' | 'failed'>,
    output: string,
    flaky: readonly string[] = [],
  ): StageResult => ({ name, passed, failed, output, flaky, seconds: (performance.now() - started) / 1000 });

  if (work.kind === 'check') {
    const { exitCode, output } = await runNode(work.argv);
    return finish(exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, output);
  }

  const files = await testFiles(work.folders);
  if (files === undefined) return undefined;
  if (files.length === 0) return finish({ passed: 0, failed: 1 }, `No test in ${work.folders.join(' or ')}.`);
  const first = work.byFolder === true ? await runFolders(name, work, files) : await runTests(name, work, files);
  const { failedFiles } = first.counts;
  const mayBeChance = work.timing === true && failedFiles.length > 0 && failedFiles.length <= mostAgain;
  if (!again || first.counts.failed === 0 || !mayBeChance) return finish(first.counts, first.output);

  // A test that several files share is reported by the file it is written in, which runs nothing by itself.
  const areKnown = failedFiles.every((file) => files.includes(file));
  const second = await runTests(`${name} again`, { ...work, concurrency: 1 }, areKnown ? failedFiles : files);
  if (second.counts.failed > 0 || second.counts.passed === 0) return finish(first.counts, first.output);
  const { passed, failed } = first.counts;
  return finish({ passed: passed + failed, failed: 0 }, first.output, failedFiles);
}

/** Counts and output of one run of tests, or of several. */
interface Ran {
  readonly counts: Counts;
  readonly output: string;
}

/** Runs the files of each folder in one process: the folders with most files first, as the last ones run beside nothing. */
async function runFolders(name: string, work: Tests, files: readonly string[]): Promise<Ran> {
  const groups = [...new Set(files.map((file) => path.dirname(file)))]
    .map((folder) => ({ folder, group: files.filter((file) => path.dirname(file) === folder) }))
    .sort((one, other) => other.group.length - one.group.length);
  const ran: Ran[] = [];
  const runNext = async (): Promise<void> => {
    for (let next = groups.shift(); next !== undefined; next = groups.shift()) {
      const { folder, group } = next;
      ran.push(await runTests(`${name} ${path.basename(folder)}`, { ...work, concurrency: 'together' }, group));
    }
  };
  await Promise.all(Array.from({ length: Number(work.concurrency) }, runNext));
  const counts = ran.map((each) => each.counts);
  return {
    counts: {
      passed: counts.reduce((sum, { passed }) => sum + passed, 0),
      failed: counts.reduce((sum, { failed }) => sum + failed, 0),
      failedFiles: counts.flatMap(({ failedFiles }) => failedFiles),
    },
    output: failuresLast(ran.map(({ output }) => output)),
  };
}

/** Outputs of several runs as one: the lists of what failed together at the end, behind them runs that ended without one. */
function failuresLast(outputs: readonly string[]): string {
  const parts = outputs.map((output) => {
    const list = output.indexOf(failureList);
    // A process that hung or crashed says so at its end.
    if (list < 0 && !output.includes(summaryStart)) return ['', '', output] as const;
    return [output.slice(0, list < 0 ? undefined : list), list < 0 ? '' : output.slice(list), ''] as const;
  });
  return [0, 1, 2]
    .flatMap((part) => parts.map((each) => each[part]))
    .filter((text) => text !== '')
    .join('\n');
}

async function runTests(name: string, work: Tests, files: readonly string[]): Promise<Ran> {
  const countsFile = path.join(root, '.cache', 'tests', `${name.replaceAll(' ', '-')}.json`);
  await mkdir(path.dirname(countsFile), { recursive: true });
  await rm(countsFile, { force: true });
  const memory = work.inMemory === true ? await makeMemoryFolder() : undefined;
  const { exitCode, output } = await runNode(
    [
      ...(work.argv ?? []),
      '--test',
      `--import=${fileUrl(path.join(import.meta.dirname, 'fixedSeed.ts'))}`,
      `--import=${fileUrl(path.join(import.meta.dirname, 'hangWatch.ts'))}`,
      ...(work.concurrency === 'together' ? ['--test-isolation=none'] : [`--test-concurrency=${work.concurrency}`]),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${fileUrl(reporter)}`,
      `--test-reporter-destination=${countsFile}`,
      ...files,
    ],
    {
      WAVEGATE_TEST_HANG_MINUTES: String(work.hangMinutes),
      ...(memory === undefined ? {} : { TMPDIR: memory.folder, WAVEGATE_TEST_DISK: os.tmpdir() }),
    },
  );
  await memory?.remove();
  const counts = await readCounts(countsFile);
  const failed = exitCode === 0 ? counts.failed : Math.max(1, counts.failed);
  return { counts: { ...counts, failed }, output };
}

/** Windows takes its own paths for addresses. */
const fileUrl = (file: string): string => pathToFileURL(file).href;

async function runNode(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ exitCode: number; output: string }> {
  return runProgram(process.execPath, argv, {
    cwd: root,
    timeout: stageLimit,
    env: {
      // Compilers and linters written in Go end before it would pay to collect their garbage.
      GOGC: 'off',
      GOMEMLIMIT: '2GiB',
      ...process.env,
      ...environment,
      CI: '',
      // Tests run on git's own defaults and without an identity, whatever the machine is set up with.
      GIT_CONFIG_GLOBAL: os.devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      // Hundreds of processes load the same sources and the same programs.
      NODE_COMPILE_CACHE: path.join(root, '.cache', 'node'),
    },
  });
}

/** The test files below the folders that exist; undefined when none of the folders does. */
async function testFiles(folders: readonly string[]): Promise<readonly string[] | undefined> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const below = path.join('test', folder);
      const names = await readdir(path.join(root, below), { recursive: true }).catch(() => undefined);
      return names?.filter((file) => file.endsWith('.test.ts')).map((file) => path.join(below, file));
    }),
  );
  const existing = found.filter((files) => files !== undefined);
  return existing.length === 0 ? undefined : existing.flat().sort();
}

async function readCounts(file: string): Promise<Counts> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Counts;
  } catch {
    // The run ended before its summary was written; its exit code says the rest.
    return { passed: 0, failed: 0, failedFiles: [] };
  }
}
