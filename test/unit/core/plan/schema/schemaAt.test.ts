import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formerKey } from '../../../../../src/core/plan/schema/formerKeys.ts';
import { planJsonSchema, schemaAt } from '../../../../../src/core/plan/schema/jsonSchema.ts';
import { planText } from '../../../../support/simulatedRun.ts';
import { problemsOf } from '../../../../support/parsedPlan.ts';

const description = (...path: readonly (string | number)[]): string | undefined =>
  schemaAt(planJsonSchema(), path)?.description;

suite('the schema of a value', () => {
  test('is found by the path to it, through lists and named entries', () => {
    assert.equal(description('title'), 'What the whole change is called.');
    assert.equal(description('waves', 0, 'tasks', 7, 'risk'), 'How closely the spot-check should look.');
    assert.equal(description('agents', 'mine', 'limits', 'minutes'), 'Wall-clock limit of one session, in minutes.');
    assert.match(description('checkpoint', 'checks', 'lint') ?? '', /^A command line, run in the worktree/);
    assert.equal(schemaAt(planJsonSchema(), []), planJsonSchema());
  });

  test('is none where the format knows nothing of the kind', () => {
    for (const path of [
      ['nothing'],
      ['constructor'],
      ['__proto__'],
      ['toString', 'call'],
      ['title', 'x'],
      ['title', 0],
      ['waves', 'id'],
      [0],
    ])
      assert.equal(schemaAt(planJsonSchema(), path), undefined, path.join('.'));
  });

  test('lets waves and tasks leave out what their titles imply', () => {
    const required = (...path: readonly (string | number)[]): readonly string[] =>
      schemaAt(planJsonSchema(), path)?.required ?? [];
    assert.ok(!required('waves', 0).includes('id') && !required('waves', 0).includes('title'));
    assert.deepEqual([...required('waves', 0, 'tasks', 0)].sort(), ['owns', 'title']);
    assert.deepEqual([...required()].sort(), ['title', 'waveplan']);
  });
});

suite('a key of an earlier version', () => {
  test('is known by its path, whatever the entries of lists on the way', () => {
    assert.deepEqual(formerKey(['baseline']), { renamed: 'definitionOfDone' });
    assert.deepEqual(formerKey(['checkpoint', 'gates']), { renamed: 'checks' });
    assert.equal(formerKey(['checkpoint', 'baseline']), undefined);
    for (const path of [[], ['title'], ['constructor'], ['__proto__'], [0]]) assert.equal(formerKey(path), undefined);
  });

  test('is refused with its present name', () => {
    const told = (extra: string): string => problemsOf(planText(1, extra)).join('\n');
    assert.match(told('baseline: []\n'), /"baseline" of the plan is now called "definitionOfDone". Rename it\./);
    assert.match(told('git: {commit: x}\n'), /subject of "commit", at the top of the plan/);
  });
});
