import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { readTarget, takes } from '../../../../src/editor/shared/commandTargets.ts';
import type { TreeNode } from '../../../../src/editor/tree/treeNode.ts';
import { ShownNode } from '../../../../src/editor/tree/treeView.ts';
import { findingsTree } from '../../../../src/editor/views/findingsTree.ts';
import { gatesTree } from '../../../../src/editor/views/gatesTree.ts';
import { sessionsTree } from '../../../../src/editor/views/sessionsTree.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { runAtSpotCheck, runInTriage } from '../../../support/states.ts';

const { api } = new FakeVscode();
const row: TreeNode = { id: 'gate', label: 'Plan gate', subject: { kind: 'gate', gate: 'plan-1' } };

describe('the argument of a command', () => {
  it('is what a row of the sidebar is about, for its button and for a click on it', () => {
    for (const given of [row, new ShownNode(row)]) {
      assert.deepEqual(readTarget(api, commands.approveGate, given), {
        subject: row.subject,
        selected: [row.subject],
        uri: undefined,
        isRow: true,
      });
    }
  });

  it('is all rows that are selected, where several are', () => {
    const other = new ShownNode({ ...row, subject: { kind: 'gate', gate: 'launch-1' } });
    const { selected } = readTarget(api, commands.approveGate, row, [new ShownNode(row), other]);
    assert.deepEqual(
      selected.map(({ gate }) => gate),
      ['plan-1', 'launch-1'],
    );
  });

  it('counts for nothing when it is about something else, or comes from somebody else', () => {
    const session = { subject: { kind: 'session', session: 's' } };
    for (const given of [undefined, null, 'plan-1', [], { subject: 'plan-1' }, { subject: { kind: 4 } }, session]) {
      const { subject, isRow } = readTarget(api, commands.approveGate, given);
      assert.deepEqual([subject, isRow], [undefined, false]);
    }
    assert.equal(readTarget(api, commands.stopRun, row).subject, undefined);
  });

  it('names a file when the command was chosen in its menu', () => {
    const uri = api.Uri.file('/repository/a.waveplan.yaml');
    assert.equal(readTarget(api, commands.startRun, uri).uri, uri);
  });

  it('fits the command that a click on a row runs', () => {
    const triage = runInTriage();
    const spotCheck = runAtSpotCheck();
    const trees = [
      gatesTree({
        snapshot: boardOf(spotCheck.run, spotCheck.now),
        approved: [],
        titleOf: (id) => id,
        askedFor: () => [],
      }),
      sessionsTree(spotCheck.run, spotCheck.now),
      findingsTree(boardOf(triage.run, triage.now).findings),
    ];
    const withClick = trees
      .flat()
      .flatMap(flatten)
      .filter(({ click, subject }) => click !== undefined && subject !== undefined);
    assert.ok(withClick.length > 5);
    for (const { label, click, subject } of withClick) {
      assert.ok(click !== undefined && takes(click, subject), `${label}: ${click} takes no ${subject?.kind}`);
    }
  });
});

function flatten(node: TreeNode): readonly TreeNode[] {
  return [node, ...(node.children ?? []).flatMap(flatten)];
}
