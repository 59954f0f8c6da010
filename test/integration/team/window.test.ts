import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { createRunService } from '../../../src/compose/editor.ts';
import { readyDatabase } from '../../support/postgres.ts';
import { createRunProject } from '../../support/runProject.ts';
import { bundledSessionHost, bundledWorker } from '../../support/sessionHostBundle.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { until } from '../../support/until.ts';

/** Windows of two people on one repository, each with a state folder, a key and secrets of its own. */
async function windowsOn(context: TestContext) {
  const project = createRunProject(context, {
    plan: smallPlan([['a']]),
    agents: { a: 'work();' },
    files: { 'src/base.js': '', 'src/a.js': '' },
  });
  const [hostProgram, workerProgram] = [await bundledSessionHost(), await bundledWorker()];
  let key: string | undefined;
  const open = (name: string, secrets = new Map<string, string>()) => {
    const home = mkdtempSync(path.join(tmpdir(), `wavegate-window-${name}-`));
    const service = createRunService({
      hostProgram,
      workerProgram,
      settings: { stateRoot: path.join(home, 'state'), worktreeRoot: path.join(home, 'worktrees') },
      // One key for both: who may decide is another matter than where the run is.
      secrets: { get: () => Promise.resolve(key), store: (made) => Promise.resolve(void (key = made)) },
      database: {
        get: () => Promise.resolve(secrets.get('database')),
        store: (url) => Promise.resolve(void secrets.set('database', url)),
        forget: () => Promise.resolve(void secrets.delete('database')),
      },
    });
    project.atEnd(async () => {
      await service.dispose();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    });
    return service;
  };
  return { project, folders: [project.repository], open };
}

suite("windows with a team's database", () => {
  test('a run of one is among the runs of the other, which decides in it, and goes on with it once the first is closed', async (context) => {
    const { project, folders, open } = await windowsOn(context);
    const url = await readyDatabase();
    const [ann, bob] = [open('ann'), open('bob')];
    assert.match(await ann.team.connect(url), /^postgres@127\.0\.0\.1:\d+\/test_/);
    await bob.team.connect(url);
    await ann.startRun(project.planPath);
    const run = ann.state()?.run ?? '';
    await until(() => ann.state()?.gates['plan-1'] !== undefined);

    await bob.resume(folders);
    assert.equal(bob.state(), undefined, 'what began on another machine is not taken without a word');
    const [listed] = await bob.listRuns(folders);
    assert.deepEqual([listed?.run, listed?.team, listed?.waiting], [run, true, 1]);
    await bob.openRun(run, folders);
    assert.match(bob.drivenElsewhere() ?? '', /process/);
    const approval = { gate: 'plan-1', verdict: 'approved', note: 'from beside', channel: 'sidebar' } as const;
    assert.deepEqual(await bob.decide(approval), {});
    await until(() => bob.state()?.gates['launch-1'] !== undefined);
    assert.equal(ann.state()?.gates['plan-1']?.decision?.note, 'from beside');

    const costs = await bob.records.costs(folders);
    assert.match(costs, /No agent has run yet|A small change/);
    assert.deepEqual(await bob.machine.leftBehind(folders), { left: [] }, 'it is under way');
    await ann.dispose();
    await bob.claim();
    assert.equal(bob.drivenElsewhere(), undefined);
    assert.deepEqual(await bob.stop('seen enough'), {});
    assert.equal(bob.state()?.phase, 'stopped');
    assert.match((await bob.machine.leftBehind(folders)).left[0]?.about ?? '', /^A small change: /);
    await bob.machine.cleanUp([run], folders);
    assert.deepEqual(await bob.machine.leftBehind(folders), { left: [] });
  });

  test('a database that is not there is said in one entry, hides no run in files, and is not kept when it is new', async (context) => {
    const { project, folders, open } = await windowsOn(context);
    const secrets = new Map<string, string>();
    const window = open('ann', secrets);
    await window.startRun(project.planPath);
    assert.equal((await window.listRuns(folders))[0]?.team, undefined);
    await assert.rejects(window.team.connect('mysql://db/team'), /begins with mysql:\/\/, which is not PostgreSQL/);
    await assert.rejects(window.team.connect('postgresql://ann@127.0.0.1:1/team'), /127\.0\.0\.1:1\/team/);
    assert.equal(await window.team.shown(), undefined);

    secrets.set('database', 'postgresql://ann@127.0.0.1:1/team');
    const [entry, inFiles, ...others] = await window.listRuns(folders);
    assert.deepEqual([entry?.title, entry?.state], ['ann@127.0.0.1:1/team', 'unreadable']);
    assert.deepEqual([inFiles?.run, others], [window.state()?.run, []]);
    await assert.rejects(window.openRun(entry?.run ?? '', folders), /127\.0\.0\.1:1/);
    assert.match(await window.records.costs(folders), /ann@127\.0\.0\.1:1\/team: /, 'costs say what they lack');
    const { left, unread } = await window.machine.leftBehind(folders);
    assert.deepEqual(left, [], 'its runs are left alone');
    assert.match(unread ?? '', /127\.0\.0\.1:1/, 'and said to be');
    assert.equal((await window.records.flows(folders))[0]?.elsewhere, 'ann@127.0.0.1:1/team');
    assert.deepEqual(await window.records.predictions(), []);
    await window.team.disconnect();
    assert.equal((await window.listRuns(folders)).length, 1);
  });
});
