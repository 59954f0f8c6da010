import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVerification } from '../../../../src/core/handoff/compareVerification.ts';

const runs = [
  { command: 'npm test', exitCode: 0 },
  { command: 'node --check src/a.js', exitCode: 1 },
  { command: 'make', exitCode: null },
];

const standingOf = (command: string, exitCode: number) => compareVerification([{ command, exitCode }], runs)[0];

test('a claim that Wavegate found to be true is confirmed', () => {
  assert.deepEqual(standingOf('npm test', 0), { command: 'npm test', exitCode: 0, standing: 'confirmed', own: 0 });
});

test('a claim that Wavegate found to be false is contradicted, whichever way it was wrong', () => {
  assert.equal(standingOf('node --check src/a.js', 0)?.standing, 'contradicted');
  assert.equal(standingOf('npm test', 1)?.standing, 'contradicted');
  assert.equal(standingOf('make', 0)?.standing, 'contradicted');
});

test('a command that the plan does not name is unverified', () => {
  assert.deepEqual(standingOf('npm run e2e', 0), { command: 'npm run e2e', exitCode: 0, standing: 'unverified' });
});

test('spaces and a redirected standard error make no other command of it, a pipe does', () => {
  assert.equal(standingOf('  npm   test 2>&1', 0)?.standing, 'confirmed');
  assert.equal(standingOf('npm test | tail -5', 0)?.standing, 'unverified');
});
