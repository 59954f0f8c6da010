import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { PlanLeftover } from '../../../../src/editor/plan/planLeftover.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

const file = '/repository/plan.waveplan.yaml';

/** A run that has ended, after its plan was edited and approved again, in a checkout with these changes. */
async function ended(
  answer: string,
  changes: { readonly changed?: string[]; readonly staged?: string[] },
  editedSince?: string,
) {
  const vscode = new FakeVscode([{ to: 'approved revision', with: answer }]);
  const did: string[] = [];
  const uris = (paths: string[] = []) => paths.map((fsPath) => ({ uri: { fsPath } }));
  vscode.extensions.set('vscode.git', {
    getAPI: () => ({
      getRepository: () => ({
        state: { workingTreeChanges: uris(changes.changed), indexChanges: uris(changes.staged) },
        status: () => Promise.resolve(),
        add: (paths: string[]) => Promise.resolve(void did.push(`add ${paths.join(' ')}`)),
        clean: (paths: string[]) => Promise.resolve(void did.push(`clean ${paths.join(' ')}`)),
        commit: (message: string) => Promise.resolve(void did.push(`commit ${message}`)),
      }),
    }),
  });
  const run = new SimulatedRun().start(planText(1)).approveAll('launch');
  run.edit(planText(2));
  run.settle().approveAll('launch');
  if (editedSince !== undefined) run.edit(editedSince);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const leftover = new PlanLeftover(vscode.api, connection);
  await connection.service();
  await service.stop('Enough.');
  await setImmediate();
  leftover.dispose();
  return { did, log: vscode.log.join('\n') };
}

describe('a plan file that holds the approved revision when the run is over', () => {
  it('is committed if the person says so', async () => {
    const { did } = await ended('Commit Plan', { changed: [file] });
    assert.deepEqual(did, [`add ${file}`, 'commit Plan: revision 1 as approved']);
  });

  it('is taken back if the person says so', async () => {
    assert.deepEqual((await ended('Take Back', { changed: [file] })).did, [`clean ${file}`]);
  });

  it('is not committed with what the person has staged: they are led there', async () => {
    const { did, log } = await ended('Commit Plan', { changed: [file], staged: ['/repository/mine.js'] });
    assert.deepEqual(did, []);
    assert.match(log, /workbench\.view\.scm/);
  });

  it('is not touched where the person has edited it since: that is theirs', async () => {
    const { did, log } = await ended('Take Back', { changed: [file] }, planText(1));
    assert.deepEqual(did, []);
    assert.doesNotMatch(log, /approved revision/);
  });

  it('is not asked about where it is as it was', async () => {
    const { did, log } = await ended('Commit Plan', { changed: ['/repository/mine.js'] });
    assert.deepEqual(did, []);
    assert.doesNotMatch(log, /approved revision/);
  });
});
