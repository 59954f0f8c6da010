import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

const errorsWith = (id: string): readonly string[] =>
  parsePlan(planText(1).replace('id: a1', `id: ${id}`), { planFile: 'p.waveplan.yaml' })
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

test('an id that every object has as a key already is refused, since a run keeps its tasks by their ids', () => {
  for (const id of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']) {
    assert.match(errorsWith(id).join(' '), new RegExp(`"${id}", but an id`), id);
  }
  for (const id of ['constructors', 'to-string', 'con', 'HEAD']) assert.deepEqual(errorsWith(id), [], id);
});
