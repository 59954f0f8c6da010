import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';

/** Problems of these kinds in a plan with these lines at its top. */
function problems(head: string): readonly string[] {
  const source = `waveplan: 1
title: Example
agents: { mine: { driver: command, argv: [my-agent] } }
${head}
waves:
  - id: one
    title: Wave one
    tasks:
      - {id: a, title: Task a, owns: [src/a.js], objective: There is a., steps: [Look, Add, Check], verify: [npm test]}
`;
  return parsePlan(source, {})
    .problems.filter(({ code }) => code === 'shell-syntax' || code === 'unmarked-command')
    .map(({ code }) => code);
}

describe('commands of a plan', () => {
  for (const [where, head] of Object.entries({
    'checkpoint.test': 'checkpoint: {test: npm test && npm run e2e}',
    'checkpoint.checks': 'checkpoint: {checks: {lint: eslint . | tee log}}',
    'worktree.setup': 'worktree: {setup: [npm ci && npm run build]}',
    'worktree.teardown': 'worktree: {teardown: [docker compose down || true]}',
    definitionOfDone: 'definitionOfDone: [{statement: It holds, verify: $ npm test && npm run e2e}]',
    readiness: 'readiness: [$ pg_isready && redis-cli ping]',
    'a probe of readiness': 'readiness: [{item: Database, probe: pg_isready || exit 1}]',
    'ship.ci': 'ship: {ci: gh run watch && echo ok}',
    'tryIt.run': 'tryIt: {run: npm start && echo ok}',
    'a stage of a recipe': 'recipes: {own: [{id: first, run: [npm test && npm run e2e]}]}',
  })) {
    it(`refuse shell syntax in ${where}`, () => assert.deepEqual(problems(head), ['shell-syntax']));
  }

  for (const text of [
    'npm test',
    'node tools/check.mjs console',
    './check.sh',
    'go vet ./...',
    'git diff --exit-code',
  ]) {
    it(`are asked to be marked where nothing would run "${text}"`, () => {
      assert.deepEqual(problems(`definitionOfDone: [{statement: It holds, verify: ${text}}]`), ['unmarked-command']);
      assert.deepEqual(problems(`definitionOfDone: [{statement: It holds, verify: $ ${text}}]`), []);
    });
  }

  for (const text of [
    'Open it and look',
    'make sure the page loads',
    'go to the board, then publish',
    'test it by hand',
  ]) {
    it(`are told apart from words for a person: "${text}"`, () =>
      assert.deepEqual(problems(`readiness: ["${text}"]`), []));
  }
});
