import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { EditorRunList } from '../../../../src/runs/editor/editorRunList.ts';
import { EditorRuns } from '../../../../src/runs/editor/editorRuns.ts';
import type { EditorParts } from '../../../../src/runs/editor/editorParts.ts';
import { EditorTeam } from '../../../../src/runs/editor/editorTeam.ts';
import { worktreeOfSession } from '../../../../src/runs/editor/sessionWorktree.ts';
import { createMemorySigner } from '../../../../src/decisions/signers.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import { SimulatedWorld } from '../../../support/simulatedWorld.ts';
import { planText } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runHalfApproved, runWithAgents, shippedRun } from '../../../support/states.ts';
import { until } from '../../../support/until.ts';

/** The runs of an editor on a world in this process, with a plan on disk. */
async function editor(t: TestContext, source = planText(1)) {
  const place = await runsPlace(t);
  const world = new SimulatedWorld(source);
  const plan = path.join(place.repository, 'plan.waveplan.yaml');
  await writeFile(plan, source);
  const { repository, layout, services, settings } = place;
  let made = 0;
  const parts: EditorParts = {
    ...{ settings, services },
    makeEngine: () =>
      Promise.resolve({ ports: world.ports, layout, repository, requirePlaces: () => Promise.resolve() }),
    signer: () => Promise.resolve(((made += 1), world.ports.signer)),
    team: new EditorTeam(undefined),
    redactor: () => Promise.reject(new Error('Nothing is redacted here.')),
  };
  const runs = new EditorRuns(parts);
  t.after(() => runs.dispose());
  const phases: (string | undefined)[] = [];
  runs.onDidChange(({ state }) => phases.push(state?.phase));
  return { ...place, world, plan, runs, phases, keysAsked: () => made };
}

const nothingOpen = 'No run is open. Start one from a plan, or open an earlier one.';

describe('an editor without a run', () => {
  it('refuses whatever is asked of one, with what to do', async (t) => {
    const { runs } = await editor(t);
    assert.deepEqual(
      [runs.state(), runs.planFile(), runs.ownKey(), runs.events()],
      [undefined, undefined, undefined, []],
    );
    const choice = { gate: 'launch-1', verdict: 'approved', note: '', channel: 'sidebar' } as const;
    for (const answer of [
      runs.decide(choice),
      runs.retry(),
      runs.stop('Enough.'),
      runs.reopen('launch-1'),
      runs.triage('f', 'in'),
      runs.specIsWrong('f', 'x'),
      runs.mergeBase(),
      runs.acceptBaseline('x'),
      runs.takeBackAnswer('a1'),
      runs.proposeAdaptation('fix', 'a1', ''),
      runs.changeDraft('launch-1', { type: 'note', text: 'x' }),
    ])
      assert.deepEqual(await answer, { refused: nothingOpen });
  });

  it('says of a session that its run has to be opened first', async (t) => {
    const { runs } = await editor(t);
    const why = /There is no session s1 in the open run\. Open the run it belongs to, then try again\./;
    for (const asked of [runs.stopSession('s1'), runs.takeOver('s1'), runs.handBack('s1'), runs.watchSession('s1')])
      await assert.rejects(asked, why);
    await assert.rejects(runs.worktreeOf('s1'), /There is no session s1 in the open run\./);
  });

  it('does not open a run that is none of its folders’', async (t) => {
    const { runs, repository } = await editor(t);
    await assert.rejects(
      runs.openRun('r9', [repository]),
      /Run r9 is not among the runs of this workspace's repositories\./,
    );
  });
});

describe('a run that is started in an editor', () => {
  it('is driven here: its gates open, and a decision with the key of this window moves it', async (t) => {
    const { runs, plan, world, phases } = await editor(t);
    await runs.startRun(plan);
    await world.settle();
    assert.equal(runs.planFile(), plan);
    assert.equal(runs.drivenElsewhere(), undefined);
    assert.equal(runs.ownKey(), world.ports.signer.publicKey);
    const state = runs.state();
    assert.ok(state);
    const [gate] = pendingGates(state);
    assert.equal(gate?.kind, 'plan');
    const choice = { gate: gate?.id ?? '', verdict: 'approved', note: '', channel: 'sidebar' } as const;
    assert.deepEqual(await runs.decide(choice), {});
    await world.settle();
    assert.equal(runs.state()?.gates[choice.gate]?.decision?.who, 'ada');
    assert.ok(phases.includes('wave'), phases.join());
    assert.match((await runs.decide(choice)).refused ?? '', /is approved already, and stays so/);
    assert.match((await runs.decide({ ...choice, gate: 'launch-9' })).refused ?? '', /There is no gate launch-9/);
  });

  it('keeps what is begun at a gate beside it, and refuses it once that is decided', async (t) => {
    const { runs, plan, world, layout } = await editor(t);
    await runs.startRun(plan);
    await world.settle();
    const gate = pendingGates(runs.state() ?? assert.fail())[0]?.id ?? '';
    let told = 0;
    runs.onDidChangeDrafts(() => (told += 1));
    await mkdir(layout.runFolder(runs.state()?.run ?? ''), { recursive: true });
    assert.deepEqual(await runs.changeDraft(gate, { type: 'note', text: 'Looks small.' }), {});
    assert.deepEqual(runs.drafts(), [{ gate, change: { type: 'note', text: 'Looks small.' } }]);
    assert.equal(told, 1);
    await runs.decide({ gate, verdict: 'hold', note: 'Later.', channel: 'board' });
    assert.match((await runs.changeDraft(gate, { type: 'note', text: 'x' })).refused ?? '', /\S/);
  });

  it('is the only one that is under way: another has to wait until it is stopped', async (t) => {
    const { runs, plan, world } = await editor(t);
    await runs.startRun(plan);
    await world.settle();
    await assert.rejects(
      runs.startRun(plan),
      /A run of "Extend modules" is under way\. Finish or stop it before you start another\./,
    );
    assert.deepEqual(await runs.stop('Enough.'), {});
    await world.settle();
    assert.equal(runs.state()?.stopped?.reason, 'Enough.');
  });

  it('does not start from a plan with errors, and names the first', async (t) => {
    const { runs, plan } = await editor(t);
    await writeFile(plan, planText(1).replace('    title: Wave 1\n', '    title: Wave 1\n    tasls: 3\n'));
    await assert.rejects(
      runs.startRun(plan),
      /^Error: plan\.waveplan\.yaml has 1 error, so it cannot run yet\. First: .*tasls/,
    );
    assert.equal(runs.state(), undefined);
  });
});

describe('the runs of an editor', () => {
  it('are told to go on with, the newest first, and not those that are over', async (t) => {
    const { repository, record, services, settings } = await editor(t);
    const list = new EditorRunList({
      services,
      settings,
      team: new EditorTeam(undefined),
      signer: () => Promise.reject(new Error('no key')),
    });
    const none = () => Promise.resolve(undefined);
    assert.equal(await list.toResume([repository], none), undefined);
    await record('r1', shippedRun().events);
    assert.equal(await list.toResume([repository], none), undefined);
    await record('r2', runAtLaunch().events);
    assert.equal((await list.toResume([repository], none))?.run, 'r2');
  });

  it('in a worktree where a result is tried are those of the repository it was made from', async (t) => {
    const { repository, record, services, settings } = await editor(t);
    await record('r2', runAtLaunch().events);
    const tree = path.join(repository, '..', 'tree');
    await mkdir(path.join(tree, '.git', 'objects', 'info'), { recursive: true });
    await writeFile(
      path.join(tree, '.git', 'objects', 'info', 'alternates'),
      `${path.join(repository, '.git', 'objects')}\n`,
    );
    const list = new EditorRunList({
      services,
      settings,
      team: new EditorTeam(undefined),
      signer: () => Promise.reject(new Error('no key')),
    });
    const asked: string[] = [];
    const found = await list.toResume([tree], (file) => {
      asked.push(file);
      return Promise.resolve('r2');
    });
    assert.equal(found?.run, 'r2');
    assert.deepEqual(asked, [path.join(tree, '.git')]);
    assert.equal(await list.toResume([tree], () => Promise.resolve(undefined)), undefined);
  });

  it('are listed without a key where no one has approved anything that others wait for', async (t) => {
    const { runs, repository, record, keysAsked } = await editor(t);
    await record('r1', runAtLaunch().events);
    const [one] = await runs.listRuns([repository]);
    assert.deepEqual([one?.waiting, keysAsked()], [1, 0]);
    await record('r2', runHalfApproved().events);
    await runs.listRuns([repository]);
    assert.equal(keysAsked(), 1);
  });

  it('are listed where the key cannot be read, too: then all is asked', async (t) => {
    const { repository, record, services, settings } = await editor(t);
    await record('r1', runHalfApproved().events);
    const parts = { services, settings, team: new EditorTeam(undefined) };
    const broken = new EditorRunList({ ...parts, signer: () => Promise.reject(new Error('no Ed25519 key')) });
    assert.equal((await broken.summaries([repository]))[0]?.waiting, 1);
    const ada = { ...createMemorySigner(), publicKey: 'key' };
    const own = new EditorRunList({ ...parts, signer: () => Promise.resolve(ada) });
    assert.equal((await own.summaries([repository]))[0]?.waiting, 0);
  });

  it('open with what another process has recorded, and say who drives it', async (t) => {
    const { runs, world, repository, record, layout } = await editor(t);
    const { engine } = { engine: await world.start() };
    await world.drive(engine, () => true);
    await record('r1', runAtLaunch().events);
    assert.ok(layout.runFolder('r1'));
    await runs.openRun('r1', [repository]);
    assert.match(runs.drivenElsewhere() ?? '', /\S/);
    assert.equal(runs.state()?.run, 'r1');
    await engine.close();
    await runs.claim();
    await until(() => runs.drivenElsewhere() === undefined);
  });
});

describe('the worktree of a session', () => {
  it('is where its job says, while that is on disk', async (t) => {
    const { layout, repository } = await editor(t);
    const { run } = runWithAgents();
    const [session] = Object.values(run.sessions);
    const folder = layout.sessionFolder(run.run, session?.id ?? '', session?.epoch ?? 1);
    const find = () => worktreeOfSession(layout, run, session?.id ?? '');
    assert.equal(await find(), undefined, 'before it has a job');
    await mkdir(folder, { recursive: true });
    for (const [text, found] of [
      [JSON.stringify({ worktree: repository }), repository],
      [JSON.stringify({ worktree: '/gone' }), undefined],
      ['{"worktree": 7}', undefined],
      ['{', undefined],
    ] as const) {
      await writeFile(path.join(folder, 'job.json'), text);
      assert.equal(await find(), found);
    }
  });
});
