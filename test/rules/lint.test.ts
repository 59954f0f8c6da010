import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ESLint } from 'eslint';
import { makeScratchProject } from '../support/scratchProject.ts';
import type { ScratchProject } from '../support/scratchProject.ts';

/** A line that must be reported: where it stands, by which rule, and what the report says. */
interface Violation {
  readonly what: string;
  readonly folder: string;
  readonly code: string;
  readonly rule: string;
  readonly says?: RegExp;
}

const core = 'src/core';
const violations: readonly Violation[] = [
  { what: 'a clock', folder: core, code: 'export const a = Date.now();', rule: 'no-restricted-properties' },
  { what: 'a date of now', folder: core, code: 'export const a = new Date();', rule: 'no-restricted-syntax' },
  { what: 'a date of now as text', folder: core, code: 'export const a = Date();', rule: 'no-restricted-syntax' },
  { what: 'randomness', folder: core, code: 'export const a = Math.random();', rule: 'no-restricted-properties' },
  {
    what: 'an async function',
    folder: core,
    code: 'export async function a() { return 1; }',
    rule: 'no-restricted-syntax',
  },
  { what: 'await', folder: core, code: 'export const a = await b;\nconst b = 1;', rule: 'no-restricted-syntax' },
  {
    what: 'a lazy import',
    folder: core,
    code: `export const a = () => import('./b.ts');`,
    rule: 'no-restricted-syntax',
  },
  { what: 'a promise', folder: core, code: 'export const a = Promise.resolve(1);', rule: 'no-restricted-globals' },
  { what: 'the console', folder: core, code: 'console.log(1);', rule: 'no-restricted-globals' },
  { what: 'a timer', folder: core, code: 'setTimeout(() => 1, 1);', rule: 'no-restricted-globals' },
  { what: 'the process', folder: core, code: 'export const a = process.env;', rule: 'no-restricted-globals' },
  { what: 'the network', folder: core, code: `export const a = fetch('x');`, rule: 'no-restricted-globals' },
  {
    what: 'the order of a locale',
    folder: core,
    code: `export const a = 'a'.localeCompare('b');`,
    rule: 'no-restricted-properties',
  },
  {
    what: 'the value of the editor API outside the entry',
    folder: 'src/editor',
    code: `import { window } from 'vscode';\nexport const a = window;`,
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    what: 'the language client loaded at activation',
    folder: 'src/editor',
    code: `import { LanguageClient } from 'vscode-languageclient/node';\nexport const a = LanguageClient;`,
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    what: 'the language client loaded in a second place',
    folder: 'src/editor',
    code: `export const a = () => import('vscode-languageclient/node');`,
    rule: 'no-restricted-syntax',
  },
  {
    what: 'behaviour of a kind of gate outside its spec',
    folder: 'src/cli',
    code: `export const a = (gate: { kind: string }) => gate.kind === 'launch';`,
    rule: 'no-restricted-syntax',
    says: /spec of the kind/,
  },
  {
    what: 'a default export',
    folder: 'src/engine',
    code: 'export default 1;',
    rule: 'no-restricted-syntax',
    says: /by name/,
  },
  {
    what: 'a barrel',
    folder: 'src/engine',
    code: `export * from './b.ts';`,
    rule: 'no-restricted-syntax',
    says: /barrel/,
  },
  {
    what: 'a re-export',
    folder: 'src/engine',
    code: `export { b } from './b.ts';`,
    rule: 'no-restricted-syntax',
    says: /barrel/,
  },
  { what: 'an enum', folder: 'src/engine', code: 'export enum A { B }', rule: 'no-restricted-syntax', says: /union/ },
  {
    what: 'a promise nobody waits for',
    folder: 'src/engine',
    code: 'async function a() {}\nexport const b = () => { a(); };',
    rule: '@typescript-eslint/no-floating-promises',
  },
  { what: 'any', folder: 'src/engine', code: 'export const a: any = 1;', rule: '@typescript-eslint/no-explicit-any' },
  {
    what: 'a silenced type error',
    folder: 'src/engine',
    code: '// @ts-expect-error\nexport const a: string = 1;',
    rule: '@typescript-eslint/ban-ts-comment',
  },
  {
    what: 'a forgotten case',
    folder: 'src/engine',
    code: `export function a(b: 'c' | 'd') {\n  switch (b) {\n    case 'c':\n      return 1;\n  }\n  return 2;\n}`,
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
  {
    what: 'a note of unfinished work',
    folder: 'src/engine',
    code: `// ${'TO'}${'DO'}: later\nexport const a = 1;`,
    rule: 'no-warning-comments',
  },
];

let scratch: ScratchProject;
let messages: ReadonlyMap<string, readonly { readonly ruleId: string | null; readonly message: string }[]>;
const fileOf = ({ folder }: Violation, at: number): string => `${folder}/planted${at}.ts`;

before(async () => {
  scratch = await makeScratchProject();
  for (const [at, violation] of violations.entries()) await scratch.plant(fileOf(violation, at), `${violation.code}\n`);
  for (const folder of [core, 'src/engine']) await scratch.plant(`${folder}/b.ts`, 'export const b = 1;\n');
  await scratch.plant('src/extension.ts', `import * as vscode from 'vscode';\nexport const api = vscode.version;\n`);
  await scratch.plant('src/editor/types.ts', `import type { Uri } from 'vscode';\nexport type Place = Uri;\n`);
  await scratch.plant(
    'src/editor/languageClient.ts',
    `export const load = () => import('vscode-languageclient/node');\n`,
  );
  const results = await new ESLint({ cwd: scratch.root }).lintFiles(['src']);
  messages = new Map(
    results.map((result) => [path.relative(scratch.root, result.filePath).replaceAll(path.sep, '/'), result.messages]),
  );
});
after(() => scratch.remove());

for (const [at, violation] of violations.entries()) {
  test(`${violation.what} in ${violation.folder} is reported`, () => {
    const found = messages.get(fileOf(violation, at)) ?? [];
    const reported = found.some(
      ({ ruleId, message }) => ruleId === violation.rule && (violation.says?.test(message) ?? true),
    );
    assert.ok(reported, `Reported instead: ${JSON.stringify(found)}`);
  });
}

test('the entry may import the editor API, the editor its types, and one file loads the language client', () => {
  for (const file of ['src/extension.ts', 'src/editor/types.ts', 'src/editor/languageClient.ts']) {
    assert.deepEqual(messages.get(file), []);
  }
});
