import type { Violation } from './violation.ts';

const core = 'src/core';
const engine = 'src/engine';

/** Against rules of this house, in the rooms they are for. */
export const violationsOfTheHouse: readonly Violation[] = [
  { what: 'a clock', folder: core, code: 'export const a = Date.now();', rule: 'no-restricted-properties' },
  { what: 'a date of now', folder: core, code: 'export const a = new Date();', rule: 'house/pure' },
  { what: 'a date of now as text', folder: core, code: 'export const a = Date();', rule: 'house/pure' },
  { what: 'randomness', folder: core, code: 'export const a = Math.random();', rule: 'no-restricted-properties' },
  { what: 'an async function', folder: core, code: 'export async function a() { return 1; }', rule: 'house/pure' },
  { what: 'await', folder: core, code: `export const a = await b;\nconst b = 1;`, rule: 'house/pure' },
  {
    what: 'a loop that waits',
    folder: core,
    code: 'declare const a: AsyncIterable<1>;\nfor await (const b of a) b;\nexport {};',
    rule: 'house/pure',
  },
  { what: 'a lazy import', folder: core, code: `export const a = () => import('./b.ts');`, rule: 'house/pure' },
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
  { what: 'a clock', folder: 'src/util', code: 'export const a = Date.now();', rule: 'no-restricted-properties' },
  {
    what: 'the value of the editor API outside the entry',
    folder: 'src/editor',
    code: `import { window } from 'vscode';\nexport const a = window;`,
    rule: 'no-restricted-imports',
  },
  {
    what: 'the editor API loaded late',
    folder: 'src/editor',
    code: `export const a = () => import('vscode');`,
    rule: 'no-restricted-imports',
  },
  {
    what: 'the language client loaded at activation',
    folder: 'src/editor',
    code: `import { LanguageClient } from 'vscode-languageclient/node';\nexport const a = LanguageClient;`,
    rule: 'no-restricted-imports',
  },
  {
    what: 'the language client loaded in a second place',
    folder: 'src/editor',
    code: `export const a = () => import('vscode-languageclient/node');`,
    rule: 'no-restricted-imports',
  },
  {
    what: 'behaviour of a kind of gate outside its spec',
    folder: 'src/cli',
    code: `export const a = (gate: { kind: string }) => gate.kind === 'launch';`,
    rule: 'house/gate-kind',
    says: /spec of the kind/,
  },
  { what: 'a default export', folder: engine, code: 'export default 1;', rule: 'house/exports', says: /by name/ },
  { what: 'a barrel', folder: engine, code: `export * from './b.ts';`, rule: 'house/exports', says: /barrel/ },
  { what: 'a re-export', folder: engine, code: `export { b } from './b.ts';`, rule: 'house/exports', says: /barrel/ },
  { what: 'an enum', folder: engine, code: 'export enum A { B }', rule: 'house/enums', says: /union/ },
];
