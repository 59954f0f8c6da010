import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reportRows, runnerRows } from '../test/unit/checks/runners.ts';
import { formatted } from './formatted.ts';

/**
 * Writes the table of test runners in docs/checks.md from what the readers make of recorded outputs:
 * `node scripts/generateChecks.ts`. A test fails when the page is older than they are.
 */

const page = path.join(import.meta.dirname, '..', 'docs', 'checks.md');
const reportsStart = '<!-- Report files: written by scripts/generateChecks.ts. -->';
const reportsEnd = '<!-- End of report files. -->';
const start = '<!-- Runners: written by scripts/generateChecks.ts. -->';
const end = '<!-- End of runners. -->';

/** The page as it should be now. */
export async function checksPage(): Promise<{ readonly file: string; readonly text: string }> {
  const now = await readFile(page, 'utf8');
  const runners = [
    ['runner', 'failures by name', 'counts', 'stopped early', 'crashed', 'known and new'],
    ...runnerRows(),
  ];
  const reports = [['format', 'failures by name', 'counts', 'breaks off', 'known and new'], ...reportRows()];
  const text = withTable(withTable(now, start, end, runners), reportsStart, reportsEnd, reports);
  return { file: page, text: await formatted(page, text) };
}

function withTable(page: string, start: string, end: string, rows: readonly (readonly string[])[]): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/checks.md has lost the lines "${start}" and "${end}".`);
  const [head = [], ...body] = rows;
  const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return `${page.slice(0, from)}${start}\n\n${lines.join('\n')}\n\n${page.slice(to)}`;
}

if (import.meta.main) {
  const { file, text } = await checksPage();
  await writeFile(file, text);
}
