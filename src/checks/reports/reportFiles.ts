import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathMatcher } from '../../core/glob/globs.ts';
import { errorCode } from '../../util/errors.ts';
import type { TestReport } from '../output/testReport.ts';
import { readReport } from './readReport.ts';

/** Places where runners leave their reports unless told otherwise. */
const commonPlaces = [
  '**/target/surefire-reports/TEST-*.xml',
  '**/target/failsafe-reports/TEST-*.xml',
  '**/target/test-reports/TEST-*.xml',
  '**/build/test-results/**/TEST-*.xml',
  '**/TestResults/**/*.trx',
  ...['junit', 'test-results', 'test-report'].map((name) => `**/${name}.xml`),
  ...['test-results', 'test-report', 'jest-results', 'vitest-results', 'mocha-results', '.report'].map(
    (name) => `**/${name}.json`,
  ),
  ...['test-results', 'test-report'].map((name) => `**/${name}.tap`),
  '**/reports/junit*.xml',
];
const passedBy = new Set(['node_modules', '.git', '.wavegate']);
const mostFiles = 2_000;
/** The clocks of files and reports are rounded, some to whole seconds. */
const roundingMs = 5_000;

/** Report files as they are before a command runs: by their names, a text that changes whenever they are written. */
export type ReportsBefore = ReadonlyMap<string, string>;

/** Contents of the report files of one execution of a command. */
export interface ReportFiles {
  readonly reports: readonly PlacedReport[];
  /** Why a file that was written cannot be counted on, as sentences. */
  readonly doubts: readonly string[];
  /** Sentence about the files that the plan names, where the command has written none of them. */
  readonly unwritten?: string;
}

export interface PlacedReport extends TestReport {
  /** Folder of the file, from the root; empty for the root. */
  readonly folder: string;
}

/** Files that may be reports, as they are now. Call it before the command runs. */
export async function reportsBefore(root: string, named: readonly string[]): Promise<ReportsBefore> {
  return new Map((await candidates(root, named)).map(({ file, state }) => [file, state]));
}

/**
 * Reads the reports that a command has written. A file that is as it was before it ran, or whose own clock says that it
 * is older, is of another run, and says nothing about this one.
 *
 * @param root folder the command ran in
 * @param named globs of the plan (`checkpoint.report`); common places are looked at in any case
 * @param before see reportsBefore
 * @param startedAt epoch milliseconds
 */
export async function readReports(
  root: string,
  named: readonly string[],
  before: ReportsBefore,
  startedAt: number,
): Promise<ReportFiles> {
  const reports: PlacedReport[] = [];
  const doubts: string[] = [];
  const stale: string[] = [];
  let written = false;
  for (const { file, state, isNamed } of await candidates(root, named)) {
    if (before.get(file) === state) {
      if (isNamed) stale.push(file);
      continue;
    }
    const text = await readFile(path.join(root, file), 'utf8').catch((error: unknown) => ({ code: errorCode(error) }));
    if (typeof text !== 'string') {
      doubts.push(`${file} could not be read (${text.code ?? 'it is too large'}).`);
      continue;
    }
    const content = readReport(text);
    if (content.kind === 'report') {
      const { report } = content;
      if (report.begunAt !== undefined && report.begunAt < startedAt - roundingMs) {
        if (isNamed) stale.push(file);
        continue;
      }
      written ||= isNamed;
      const folder = path.posix.dirname(file);
      reports.push({ ...relative(report, root), folder: folder === '.' ? '' : folder });
      doubts.push(...[...(report.breaks ?? []), ...(report.doubts ?? [])].map((doubt) => `${file}: ${doubt}`));
    } else if (content.kind === 'broken') doubts.push(`${file} ${content.why}.`);
    else if (isNamed) doubts.push(`${file} is of no format that is read (docs/checks.md lists them).`);
  }
  const unwritten = named.length > 0 && !written ? unwrittenSentence(named, stale) : undefined;
  return { reports, doubts, ...(unwritten !== undefined && { unwritten }) };
}

function unwrittenSentence(named: readonly string[], stale: readonly string[]): string {
  if (stale.length > 0) return `${stale.slice(0, 3).join(', ')} is of an earlier run, so it was not read.`;
  return `It wrote no report that checkpoint.report names (${named.slice(0, 3).join(', ')}).`;
}

interface Candidate {
  readonly file: string;
  readonly state: string;
  readonly isNamed: boolean;
}

async function candidates(root: string, named: readonly string[]): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const [own, common] = [pathMatcher(named), pathMatcher(commonPlaces)];
  for await (const file of filesBelow(root, '')) {
    const isNamed = own(file);
    if (!isNamed && !(mayBeReport.test(file) && common(file))) continue;
    const stats = await stat(path.join(root, file), { bigint: true }).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    const state = [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
    found.push({ file, state, isNamed });
    if (found.length >= mostFiles) break;
  }
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Endings of the common places: most files of a repository have another one. */
const mayBeReport = /\.(?:xml|json|trx|tap)$/;

/** Paths of files with forward slashes, folders that are never looked into left out. */
async function* filesBelow(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!passedBy.has(entry.name)) yield* filesBelow(root, file);
    } else yield file;
  }
}

/** Files below the root are given relative to it, so that two folders can be compared. */
function relative(report: TestReport, root: string): TestReport {
  const failed = report.failed.map((test) => {
    if (test.file === undefined || !path.isAbsolute(test.file)) return test;
    const below = path.relative(root, test.file);
    return below.startsWith('..') || path.isAbsolute(below) ? test : { ...test, file: below.replaceAll('\\', '/') };
  });
  return { ...report, failed };
}
