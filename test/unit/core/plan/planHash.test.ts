import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { planHash } from '../../../../src/core/plan/planHash.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function hashOf(source: string): string {
  const { plan, problems } = parsePlan(source);
  assert.ok(plan, problems.map(({ message }) => message).join('\n'));
  return planHash(plan, sha256);
}

const tasks = 'waves: [{id: w, title: W, tasks: [{id: t, title: T, owns: [a], objective: A., verify: [npm test]}]}]\n';
const done = 'definitionOfDone: [{statement: It builds, verify: $ make}]\n';
const agents = 'agents: {mine: {driver: command, argv: [my-agent]}}\n';

test('the order in which keys are written does not change the hash of a plan', () => {
  const one = `waveplan: 1\ntitle: X\n${agents}${done}checkpoint: {test: npm test, checks: {lint: make lint}, minutes: 5}\n${tasks}`;
  const other = `${tasks}checkpoint: {minutes: 5, checks: {lint: make lint}, test: npm test}\n${done}title: X\n${agents}waveplan: 1\n`;
  assert.equal(hashOf(one), hashOf(other));
});

test('the order of checks does, because they run in it', () => {
  const plan = (checks: string) => `waveplan: 1\ntitle: X\n${agents}checkpoint: {checks: {${checks}}}\n${tasks}`;
  assert.notEqual(
    hashOf(plan('lint: make lint, types: make types')),
    hashOf(plan('types: make types, lint: make lint')),
  );
});
