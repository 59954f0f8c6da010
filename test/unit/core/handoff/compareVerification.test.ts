import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVerification } from '../../../../src/core/handoff/compareVerification.ts';

const runs = [
  { command: 'npm test', exitCode: 0 },
  { command: 'node --check src/a.js', exitCode: 1 },
  { command: 'make', exitCode: null },
];

const compared = (command: string, exitCode: number) => compareVerification([{ command, exitCode }], runs)[0];

test('a claim that Wavegate found to be true is confirmed', () => {
  assert.deepEqual(compared('npm test', 0), { command: 'npm test', exitCode: 0, confirmation: 'confirmed', own: 0 });
});

test('a claim that Wavegate found to be false is contradicted, whichever way it was wrong', () => {
  assert.equal(compared('node --check src/a.js', 0)?.confirmation, 'contradicted');
  assert.equal(compared('npm test', 1)?.confirmation, 'contradicted');
  assert.equal(compared('make', 0)?.confirmation, 'contradicted');
});

test('a command that the plan does not name is unverified', () => {
  assert.deepEqual(compared('npm run e2e', 0), { command: 'npm run e2e', exitCode: 0, confirmation: 'unverified' });
});

test('spaces and a redirected standard error make no other command of it, a pipe does', () => {
  assert.equal(compared('  npm   test 2>&1', 0)?.confirmation, 'confirmed');
  assert.equal(compared('npm test | tail -5', 0)?.confirmation, 'unverified');
});

test('a number of tests is kept beside the one that Wavegate counted, where both count', () => {
  const own = [{ command: 'npm test', exitCode: 0, passed: 7 }];
  const claimed = (passed?: number) =>
    compareVerification([{ command: 'npm test', exitCode: 0, passed }], own)[0]?.tests;
  assert.deepEqual(claimed(12), { claimed: 12, own: 7 });
  assert.equal(claimed(), undefined);
  assert.equal(compareVerification([{ command: 'make', exitCode: 0, passed: 3 }], runs)[0]?.tests, undefined);
});
