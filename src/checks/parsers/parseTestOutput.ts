import type { FailedTest, TestNames } from '../../core/model/checkRun.ts';
import { parsers } from './all.ts';
import { redBesidesTests, redParts, redUnits, unfinishedTasks } from '../output/redUnits.ts';
import { flakyIn } from '../output/flaky.ts';
import { sectionsOf } from '../output/sections.ts';
import type { Section } from '../output/sections.ts';
import { unreadReports } from '../output/signs.ts';
import type { TestReport } from '../output/testReport.ts';
import { allNames, listedTests } from './listedTests.ts';

/** Combined result of all the reports in one output. */
export interface TestReading {
  /** Absent when no report says. */
  readonly passed?: number;
  readonly skipped?: number;
  /** Number of all tests by the other source, where output and reports both count and differ. */
  readonly otherwise?: { readonly by: 'printed' | 'reports'; readonly tests: number };
  readonly failed: readonly FailedTest[];
  /** All tests that passed or were skipped, by name; absent unless every report lists them. */
  readonly tests?: TestNames;
  /** Failures by the runners' own count; at least as many as are named. */
  readonly failures: number;
  /** Runners whose reports were found, and those among them that name failures. */
  readonly runners: readonly string[];
  readonly red: readonly string[];
  /** Exit codes, besides 1, with which these say that tests failed. */
  readonly exits: readonly number[];
  /** Why there may be failures besides those named, as sentences. */
  readonly doubts: readonly string[];
  /** Those of them by which a run has not reached its end. */
  readonly breaks: readonly string[];
  /** Tests that failed and passed when their runner ran them again. */
  readonly flaky: readonly string[];
  /** Sentence about report files that the plan names and the command has not written. */
  readonly unwritten?: string;
}

/**
 * Reads which tests failed from what a check printed. A command may run several runners, one after the other or for
 * several packages, so every report found counts. Output of an unknown kind gives no failures, which does not mean that
 * there were none.
 *
 * @param text plain lines, see plainText
 * @param root folder the check ran in; places below it are given relative to it, so that two folders can be compared
 */
export function parseTestOutput(text: string, root: string): TestReading {
  const sections = sectionsOf(withoutRoot(text.replaceAll('\r\n', '\n'), root));
  const read = sections.map((section) => ({ section, reports: parsers.flatMap((parse) => parse(section.text) ?? []) }));
  const reports = read.flatMap((each) => each.reports);
  const failed = read.flatMap((each) =>
    each.reports.flatMap((report) => report.failed.map((test) => placed(test, each.section))),
  );
  const tests = allNames(read.flatMap(({ section, reports: own }) => own.map((report) => namesIn(section, report))));
  const passed = total(reports, ({ passed: count }) => count);
  const skipped = total(reports, ({ skipped: count }) => count);
  const breaks = reports.flatMap((report) => report.breaks ?? []);
  return {
    ...(passed !== undefined && { passed }),
    ...(skipped !== undefined && { skipped }),
    failed,
    ...(tests !== undefined && { tests }),
    failures: reports.reduce((sum, report) => sum + Math.max(report.failures ?? 0, report.failed.length), 0),
    runners: reports.map(({ runner }) => runner),
    red: reports.filter((report) => report.failed.length > 0).map(({ runner }) => runner),
    exits: reports.flatMap(({ exits = [] }) => exits),
    breaks,
    flaky: [...new Set([...reports.flatMap(({ flaky = [] }) => flaky), ...flakyIn(text)])],
    doubts: [
      ...breaks,
      ...reports.flatMap(({ doubts = [] }) => doubts),
      ...reports.flatMap(unnamed),
      ...sections.flatMap((section, index) =>
        unreadReports(section.text, new Set(read[index]?.reports.map(({ runner }) => runner))),
      ),
      ...unreadUnits(text, read),
      ...unreadParts(text),
      ...redBesides(text, reports),
    ],
  };
}

function namesIn({ label, text }: Section, report: TestReport): TestNames | undefined {
  const names = report.tests ?? listedTests(text, report);
  if (names === undefined || label === '') return names;
  const labelled = (name: string) => `${label}: ${name}`;
  return { passed: names.passed.map(labelled), skipped: names.skipped.map(labelled) };
}

function total(reports: readonly TestReport[], of: (report: TestReport) => number | undefined): number | undefined {
  const counts = reports.flatMap((report) => of(report) ?? []);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** A runner that counts more failures than it names. */
function unnamed({ runner, failures = 0, failed }: TestReport): readonly string[] {
  if (failures <= failed.length) return [];
  return [`${runner} reports ${failures} failures and names ${failed.length}.`];
}

/** Packages that their tool calls red, without failures that could be read. */
function unreadUnits(
  text: string,
  read: readonly { readonly section: Section; readonly reports: readonly TestReport[] }[],
): readonly string[] {
  const red = redUnits(text);
  const explained = read.filter(({ reports }) => reports.some((report) => report.failed.length > 0)).length;
  const unfinished = unfinishedTasks(text);
  return [
    ...(red.length > explained
      ? [
          `${red.length} packages are red (${red.slice(0, 5).join(', ')}), and failing tests could be read of ${explained}.`,
        ]
      : []),
    ...(unfinished > 0 ? [`${unfinished} tasks never ran to their end. Add --continue to the command.`] : []),
  ];
}

/** Parts that their tool calls red one after the other, some of them without failures that could be read. */
function unreadParts(text: string): readonly string[] {
  const parts = redParts(text);
  const unread = parts.filter((part) => !parsers.some((parse) => (parse(part)?.failed.length ?? 0) > 0)).length;
  return unread === 0 ? [] : [`${parts.length} parts are red, and of ${unread} no failing tests could be read.`];
}

/** Something is red besides the tests of a build, and no other runner says what. */
function redBesides(text: string, reports: readonly TestReport[]): readonly string[] {
  const besides = redBesidesTests(text);
  const others = reports.filter(({ runner, failed }) => failed.length > 0 && runner !== 'gradle' && runner !== 'maven');
  return besides.length <= others.length
    ? []
    : [`Besides tests, ${besides.slice(0, 3).join(', ')} failed. Make it a check of its own.`];
}

/** Tests of the same name in two packages are two tests. */
function placed(test: FailedTest, { label, folder }: Section): FailedTest {
  const slashed = test.file?.replaceAll('\\', '/');
  const file =
    slashed !== undefined && folder !== undefined && !slashed.startsWith('/') ? `${folder}/${slashed}` : slashed;
  return { ...test, name: label === '' ? test.name : `${label}: ${test.name}`, ...(file !== undefined && { file }) };
}

/** Runners name files by path or by URL, and on Windows with either slash. */
function withoutRoot(text: string, root: string): string {
  const forward = root.replaceAll('\\', '/');
  const url = forward.startsWith('/') ? `file://${forward}/` : `file:///${forward}/`;
  return [url, `${forward}/`, `${root}\\`].reduce((result, prefix) => result.replaceAll(prefix, ''), text);
}
