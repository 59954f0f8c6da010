import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../scripts/processes.ts';
import { makeScratchProject } from '../support/scratchProject.ts';

const tsc = path.join('node_modules', 'typescript-native', 'bin', 'tsc');

const planted: Readonly<Record<string, { readonly code: string; readonly error: string }>> = {
  'the core knows no console': { code: 'console.log(1);', error: 'TS2584' },
  'the core knows no modules of Node': {
    code: `import { readFileSync } from 'node:fs';\nreadFileSync('x');`,
    error: 'TS2591',
  },
  'an element of an array may be missing': { code: 'export const a: number = [1][0];', error: 'TS2322' },
  'an optional property is not set to undefined': {
    code: 'export const a: { b?: 1 } = { b: undefined };',
    error: 'TS2375',
  },
  'a type is imported as a type': { code: `import { A } from './types.ts';\nexport type B = A;`, error: 'TS1484' },
  'syntax that cannot be erased is refused': { code: 'export enum A { B }', error: 'TS1294' },
};

test('the compiler refuses what the rules of the project forbid', async (t) => {
  const scratch = await makeScratchProject();
  t.after(() => scratch.remove());
  await scratch.plant('src/core/types.ts', 'export type A = 1;\n');
  const files = Object.values(planted).map((_, at) => `planted${at}.ts`);
  for (const [at, { code }] of Object.values(planted).entries()) await scratch.plant(`src/core/planted${at}.ts`, code);
  const { output } = await runProgram(process.execPath, [tsc, '-p', 'src/core', '--pretty', 'false'], {
    cwd: scratch.root,
  });
  for (const [at, [rule, { error }]] of Object.entries(planted).entries()) {
    await t.test(rule, () => assert.match(output, new RegExp(`${files[at]}.*${error}`)));
  }
});
