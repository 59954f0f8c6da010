import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { WorkspaceError } from '../../../../src/ports/workspaces.ts';
import { EditorTeam } from '../../../../src/runs/editor/editorTeam.ts';
import { editorHistories } from '../../../../src/runs/editor/editorHistories.ts';
import { exportFrom } from '../../../../src/runs/editor/exportFrom.ts';
import { recordedState } from '../../../../src/runs/editor/recordedState.ts';
import { knownRuns } from '../../../../src/runs/find/knownRuns.ts';
import { checkoutOf, locate, settle } from '../../../../src/runs/find/locate.ts';
import { writeRunCheckout } from '../../../../src/state/runCheckout.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import type { RunsPlace } from '../../../support/runsPlace.ts';
import { runAtLaunch, runWithAgents, shippedRun } from '../../../support/states.ts';

const parts = ({ services, settings }: RunsPlace) => ({ services, settings, team: new EditorTeam(undefined) });

describe('the runs of the folders that are open', () => {
  it('are those of their repositories, each repository once, and none of folders that are in none', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runAtLaunch().events);
    const folders = [place.repository, path.join(place.repository, 'docs'), '/elsewhere'];
    const runs = await knownRuns(place.services, folders, place.settings, undefined, new Map());
    assert.deepEqual(
      runs.map(({ run, repository, state, problem }) => [run, repository, state?.phase, problem]),
      [['r1', place.repository, 'wave', undefined]],
    );
  });

  it('are listed with the reason where a record cannot be read, and hide no other', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runAtLaunch().events);
    await mkdir(place.layout.runFolder('r2'), { recursive: true });
    await writeFile(place.layout.journalFile('r2'), 'not a record\n{"seq":2}\n');
    const runs = await knownRuns(place.services, [place.repository], place.settings, undefined, new Map());
    assert.deepEqual(runs.map(({ run }) => run).sort(), ['r1', 'r2']);
    const bad = runs.find(({ run }) => run === 'r2');
    assert.equal(bad?.state, undefined);
    assert.match(bad?.problem ?? '', /\S/);
  });

  it('are not read again while their record stays the same', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runAtLaunch().events);
    const read = new Map();
    const [first] = await knownRuns(place.services, [place.repository], place.settings, undefined, read);
    const [second] = await knownRuns(place.services, [place.repository], place.settings, undefined, read);
    assert.ok(first?.state);
    assert.equal(second?.state, first.state);
  });

  it('belong to the checkout that they were started in, while that is there', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runAtLaunch().events);
    const other = path.join(path.dirname(place.repository), 'other');
    await writeRunCheckout(place.layout.checkoutFile('r1'), other);
    const common = path.join(place.repository, '.git');
    const services = {
      ...place.services,
      repositoryAt: (folder: string) =>
        folder === other ? Promise.resolve({ common, checkout: other }) : place.services.repositoryAt(folder),
    };
    const [run] = await knownRuns(services, [place.repository], place.settings, undefined, new Map());
    assert.equal(run?.repository, other);
    const [gone] = await knownRuns(place.services, [place.repository], place.settings, undefined, new Map());
    assert.equal(gone?.repository, place.repository, 'else to the one at hand');
  });

  it('fail as a whole where the folders of Wavegate cannot be used', async (t) => {
    const place = await runsPlace(t);
    const settings = { ...place.settings, stateRoot: path.join(place.repository, 'state') };
    await assert.rejects(
      knownRuns(place.services, [place.repository], settings, undefined, new Map()),
      /lies inside the repository .* Set WAVEGATE_STATE to a folder outside\.$/,
    );
  });
});

describe('where the runs of a folder are', () => {
  it('is looked at without a trace, and settled for whoever drives a run', async (t) => {
    const place = await runsPlace(t);
    const located = await locate(place.services, path.join(place.repository, 'docs'), place.settings, {});
    assert.equal(located.layout.runsFolder, place.layout.runsFolder);
    assert.deepEqual([located.repository, located.bare], [place.repository, false]);
    const settled = await settle(place.services, place.repository, place.settings, {});
    assert.equal(settled.layout.runsFolder, place.layout.runsFolder);
  });

  it('needs a checkout to run in: a bare repository says which folder to open', async (t) => {
    const place = await runsPlace(t);
    const common = path.join(place.repository, '.git');
    const services = { ...place.services, repositoryAt: () => Promise.resolve({ common }) };
    const located = await locate(services, place.repository, place.settings, {});
    assert.deepEqual([located.bare, located.repository], [true, common], 'looking is possible');
    await assert.rejects(settle(services, '/bare', place.settings, {}), (error: Error) => {
      assert.ok(error instanceof WorkspaceError);
      assert.equal(
        error.message,
        `/bare has no checkout: it belongs to a bare git repository, or is inside a git folder. Open one of the repository's worktrees; "git worktree list" names them.`,
      );
      return true;
    });
  });

  it('says how to mend a worktree that git takes for a bare repository', async (t) => {
    const place = await runsPlace(t);
    const common = path.join(place.repository, '.git');
    const worktree = path.join(place.repository, 'docs');
    await writeFile(path.join(worktree, '.git'), `gitdir: ${common}/worktrees/docs\n`);
    const services = { ...place.services, repositoryAt: () => Promise.resolve({ common }) };
    await assert.rejects(settle(services, worktree, place.settings, {}), (error: Error) => {
      assert.match(error.message, /^Git treats .* as a bare repository, because core\.bare is set for all worktrees/);
      assert.ok(error.message.includes(`git -C ${common} config --worktree core.bare true`), error.message);
      return true;
    });
  });

  it('says so where the checkout of a run is gone and there is none at hand', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', []);
    const located = await locate(place.services, place.repository, place.settings, {});
    const bare = { ...located, bare: true };
    await assert.rejects(
      checkoutOf(place.services, bare, 'r1'),
      /^WorkspaceError: The checkout that run r1 was started in is gone\. Open another worktree of .* and go on from there\.$|The checkout that run r1 was started in is gone\./,
    );
    await writeRunCheckout(place.layout.checkoutFile('r1'), '/gone');
    await assert.rejects(checkoutOf(place.services, bare, 'r1'), /was started in, \/gone, is gone\. Open another/);
    assert.equal(await checkoutOf(place.services, located, 'r1'), place.repository);
  });
});

describe('a run by its id', () => {
  it('is found in files, and is not found in words for people', async (t) => {
    const place = await runsPlace(t);
    await place.record('r1', runAtLaunch().events);
    assert.equal((await recordedState(parts(place), place.repository, 'r1')).run, 'r1');
    await assert.rejects(recordedState(parts(place), place.repository, 'r2'), /There is no run r2 here\./);
    await assert.rejects(
      exportFrom(parts(place), 'r2', [place.repository], path.join(place.repository, '..', 'out'), false),
      /Run r2 is not among the runs of this workspace's repositories\./,
    );
  });
});

describe('the histories of all runs', () => {
  it('are read oldest first, and those that cannot be read are named with the reason', async (t) => {
    const place = await runsPlace(t);
    await place.record('r2', shippedRun().events);
    await place.record('r3', runWithAgents().events);
    await mkdir(place.layout.runFolder('r4'), { recursive: true });
    await writeFile(place.layout.journalFile('r4'), 'not a record\n{"seq":2}\n');
    const { histories, unread } = await editorHistories(parts(place), [place.repository]);
    assert.equal(histories.length, 2);
    assert.deepEqual(
      histories.map(({ startedAt }) => startedAt).toSorted((a, b) => a - b),
      histories.map(({ startedAt }) => startedAt),
    );
    assert.equal(unread.length, 1);
    assert.match(unread[0] ?? '', /^r4: \S/);
    await rm(place.layout.runsFolder, { recursive: true });
    assert.deepEqual(await editorHistories(parts(place), [place.repository]), { histories: [], unread: [] });
  });
});
