import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../scripts/processes.ts';
import { makeScratchProject } from '../support/scratchProject.ts';
import type { ScratchProject } from '../support/scratchProject.ts';
import { violationsOfAnyCode } from './planted/ofAnyCode.ts';
import { violationsOfTheHouse } from './planted/ofTheHouse.ts';
import type { Violation } from './planted/violation.ts';

/** A report of the linter, as it prints it. */
interface Report {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
}

const root = path.join(import.meta.dirname, '..', '..');
const linter = path.join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** At least one for each rule that is on. */
const violations = [...violationsOfTheHouse, ...violationsOfAnyCode];

let scratch: ScratchProject;
let reports: readonly Report[];
const fileOf = ({ folder }: Violation, at: number): string => `${folder}/planted${at}.ts`;
const reportsOn = (file: string): readonly Report[] => reports.filter(({ filename }) => filename === file);

before(async () => {
  scratch = await makeScratchProject();
  for (const [at, violation] of violations.entries()) await scratch.plant(fileOf(violation, at), `${violation.code}\n`);
  for (const folder of ['src/core', 'src/engine']) await scratch.plant(`${folder}/b.ts`, 'export const b = 1;\n');
  await scratch.plant('src/extension.ts', `import * as vscode from 'vscode';\nexport const api = vscode.version;\n`);
  await scratch.plant('src/editor/types.ts', `import type { Uri } from 'vscode';\nexport type Place = Uri;\n`);
  await scratch.plant(
    'src/editor/languageClient.ts',
    `import { LanguageClient } from 'vscode-languageclient/node';
import type { Disposable } from 'vscode-languageclient/node';
export const early = LanguageClient;
export const load = (): [Promise<unknown>, Disposable?] => [import('vscode-languageclient/node')];
`,
  );
  const { output } = await runProgram(process.execPath, [linter, '--format', 'json', 'src'], { cwd: scratch.root });
  reports = (JSON.parse(output) as { readonly diagnostics: readonly Report[] }).diagnostics;
});
after(() => scratch.remove());

for (const [at, violation] of violations.entries()) {
  test(`${violation.what} in ${violation.folder} is reported`, () => {
    const found = reportsOn(fileOf(violation, at));
    const reported = found.some(
      ({ code, message }) => code === codeOf(violation.rule) && (violation.says?.test(message) ?? true),
    );
    assert.ok(reported, `Reported instead: ${JSON.stringify(found)}`);
  });
}

test('every rule that is on reports something here', async () => {
  const settings = JSON.parse(await readFile(path.join(root, '.oxlintrc.json'), 'utf8')) as {
    readonly overrides: readonly { readonly rules: Readonly<Record<string, unknown>> }[];
  };
  const on = new Set(settings.overrides.flatMap(({ rules }) => Object.keys(rules)));
  const planted = new Set([...violations.map(({ rule }) => rule), 'house/late']);
  assert.deepEqual([...on].sort(), [...planted].sort());
});

test('the entry may import the editor API, and the editor its types', () => {
  for (const file of ['src/extension.ts', 'src/editor/types.ts']) assert.deepEqual(reportsOn(file), []);
});

test('one file loads the language client, and not before it is needed', () => {
  assert.deepEqual(
    reportsOn('src/editor/languageClient.ts').map(({ code, message }) => [code, message]),
    [[codeOf('house/late'), 'Loaded when the first plan opens: use import() where it is started.']],
  );
});

/** Name of a rule as reports give it: `eslint(no-var)` for `no-var`. */
function codeOf(rule: string): string {
  const at = rule.indexOf('/');
  return at < 0 ? `eslint(${rule})` : `${rule.slice(0, at)}(${rule.slice(at + 1)})`;
}
