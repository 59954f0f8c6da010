import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { runnerRows } from '../test/unit/checks/runners.ts';

/**
 * Writes the table of test runners in docs/checks.md from what the readers make of recorded outputs:
 * `node scripts/generateChecks.ts`. A test fails when the page is older than they are.
 */

const page = path.join(import.meta.dirname, '..', 'docs', 'checks.md');
const start = '<!-- Runners: written by scripts/generateChecks.ts. -->';
const end = '<!-- End of runners. -->';

/** The page as it should be now. */
export async function checksPage(): Promise<{ readonly file: string; readonly text: string }> {
  const now = await readFile(page, 'utf8');
  const rows = [
    ['runner', 'failures by name', 'counts', 'stopped early', 'crashed', 'known and new'],
    ['---', '---', '---', '---', '---', '---'],
    ...runnerRows(),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const [from, to] = [now.indexOf(start), now.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/checks.md has lost the lines "${start}" and "${end}".`);
  const text = `${now.slice(0, from)}${start}\n\n${rows.join('\n')}\n\n${now.slice(to)}`;
  return { file: page, text: await format(text, { ...(await resolveConfig(page)), filepath: page }) };
}

if (import.meta.main) {
  const { file, text } = await checksPage();
  await writeFile(file, text);
}
