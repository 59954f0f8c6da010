import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addMergeWave, addRevertWave, dropMergeWave } from '../../../../src/core/adapt/mergeWave.ts';
import type { Edited } from '../../../../src/core/adapt/waveEdits.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import type { Plan } from '../../../../src/core/plan/schema/plan.ts';
import { blockPlan, flowPlan } from '../planRules/examplePlans.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const merge = { branch: 'main', commit };

function done(edited: Edited): { readonly source: string; readonly plan: Plan; readonly summary: string } {
  if ('refused' in edited) assert.fail(edited.refused);
  const { plan, problems } = parsePlan(edited.source);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  );
  return { ...edited, plan: plan ?? assert.fail() };
}

const refusal = (edited: Edited): string => ('refused' in edited ? edited.refused : assert.fail(edited.summary));
const ids = ({ waves }: Plan): readonly string[] => waves.map(({ id }) => id);
const styles = {
  'on lines of their own': blockPlan,
  'with Windows line ends': blockPlan.replaceAll('\n', '\r\n'),
  'without an end of the last line': blockPlan.trimEnd(),
  'on one line': flowPlan,
};

for (const [style, source] of Object.entries(styles)) {
  describe(`a plan whose waves are written ${style}`, () => {
    for (const [after, order] of [
      [-1, ['merge-main', 'one', 'two']],
      [0, ['one', 'merge-main', 'two']],
      [1, ['one', 'two', 'merge-main']],
    ] as const) {
      test(`gets a merge ${after === -1 ? 'first' : `after wave ${after + 1}`}`, () => {
        const { plan, summary } = done(addMergeWave(source, merge, after));
        assert.deepEqual(ids(plan), order);
        const added = plan.waves[after + 1];
        assert.deepEqual(added?.merge, merge);
        assert.deepEqual([added.title, added.tasks], ['Merge main', []]);
        assert.equal(summary, 'Merges main at c0ffee0000 into the run, as wave "merge-main".');
      });
    }

    test('is as it was, with every comment, once the merge is taken away again', () => {
      for (const after of [-1, 0, 1]) {
        const added = done(addMergeWave(source, merge, after));
        const { plan, source: without, summary } = done(dropMergeWave(added.source, 'merge-main'));
        assert.deepEqual(plan, parsePlan(source).plan);
        // A blank line that was put between two waves may stay, or one end of a line go.
        const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
        assert.equal(words(without), words(source));
        assert.equal(summary, 'Takes wave "merge-main" away: the run continues without what main has gained.');
      }
    });

    test('takes a wave back with another, which says which and what', () => {
      const { plan, summary } = done(addRevertWave(source, { id: 'one', title: 'Foundation' }, commit, 0));
      assert.deepEqual(ids(plan), ['one', 'revert-one', 'two']);
      assert.deepEqual(plan.waves[1]?.reverts, { wave: 'Foundation', commit });
      assert.equal(plan.waves[1]?.title, 'Revert: Foundation');
      assert.equal(summary, 'Takes back wave "one", commit c0ffee0000, as wave "revert-one".');
    });

    test('keeps its tasks and checks as they were, whatever is merged or taken back', () => {
      const before = parsePlan(source).plan;
      for (const edited of [
        addMergeWave(source, merge, -1),
        addRevertWave(source, { id: 'one', title: 'Foundation' }, commit, 1),
      ]) {
        const { plan } = done(edited);
        assert.deepEqual(
          plan.waves.filter(({ tasks }) => tasks.length > 0),
          before?.waves,
        );
        assert.deepEqual({ ...plan, waves: [] }, { ...before, waves: [] });
      }
    });
  });
}

describe('a branch that is merged', () => {
  for (const [branch, id] of [
    ['main', 'merge-main'],
    ['release/2.x', 'merge-release-2-x'],
    ['dependabot/npm_and_yarn/@types/node-22.10.1', 'merge-dependabot-npm-and-yarn-types-node-22-10-1'],
    ['größe', 'merge-gr-e'],
    ['機能', 'merge-base'],
    [`feature/${'a-very-long-name-'.repeat(8)}`, 'merge-feature-a-very-long-name-a-very-long-name-a-very'],
  ] as const) {
    test(`is in the plan by its own name, and its wave by one a plan may have: ${branch.slice(0, 40)}`, () => {
      const { plan } = done(addMergeWave(blockPlan, { branch, commit }, 0));
      assert.ok(plan.waves[1]?.id.startsWith(id), plan.waves[1]?.id);
      assert.equal(plan.waves[1]?.merge?.branch, branch);
    });
  }

  test('a second time gets a wave of another name', () => {
    const first = done(addMergeWave(blockPlan, merge, 0));
    const second = done(addMergeWave(first.source, { ...merge, commit: 'd'.repeat(40) }, 1));
    assert.deepEqual(ids(second.plan), ['one', 'merge-main', 'merge-main-2', 'two']);
  });
});

describe('a wave that is taken back', () => {
  test('may have as long a name as a wave may', () => {
    const id = 'w'.repeat(64);
    const source = blockPlan.replace('id: one ', `id: ${id} `);
    const { plan } = done(addRevertWave(source, { id, title: 'Foundation' }, commit, 0));
    assert.equal(plan.waves[1]?.reverts?.wave, 'Foundation');
  });

  test('may have a title of any words', () => {
    for (const title of ['It: "all" # of it', '- x', '{a}', "it's", 'ünïcode 機能']) {
      const { plan } = done(addRevertWave(blockPlan, { id: 'one', title }, commit, 0));
      assert.deepEqual(plan.waves[1]?.reverts, { wave: title, commit });
    }
  });

  test('says, where that is dropped, that its changes stay', () => {
    const added = done(addRevertWave(blockPlan, { id: 'one', title: 'Foundation' }, commit, 0));
    assert.equal(
      done(dropMergeWave(added.source, 'revert-one')).summary,
      'Takes wave "revert-one" away: what Foundation has changed stays in the run.',
    );
  });
});

describe('a wave that does work', () => {
  test('is not dropped as a merge, nor is one that is not there', () => {
    for (const wave of ['one', 'two', 'three', '', '__proto__']) {
      assert.equal(
        refusal(dropMergeWave(blockPlan, wave)),
        `Wave "${wave}" does not only merge a branch, so it stays. Choose another adaptation.`,
      );
    }
  });
});

describe('a plan that cannot be edited by machine', () => {
  test('says so instead of losing anything', () => {
    assert.equal(refusal(addMergeWave('waves: [', merge, 0)), 'The plan has errors that must be corrected first.');
    const aliased = `${blockPlan.replace('waves:\n', 'x-waves: &waves\n')}waves: *waves\n`;
    assert.match(refusal(addMergeWave(aliased, merge, 0)), /by hand\.$|corrected first\.$/);
  });
});
