import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { WorkspaceError } from '../../../../src/ports/workspaces.ts';
import { checkEnvironment } from '../../../../src/runs/editor/environmentCheck.ts';
import { EditorPlans } from '../../../../src/runs/editor/editorPlans.ts';
import type { EditorParts } from '../../../../src/runs/editor/editorParts.ts';
import { launchPlan } from '../../../../src/runs/planning/launchPlan.ts';
import { writeTaken } from '../../../../src/runs/planning/planReview.ts';
import {
  keepPlanReview,
  readPlanReview,
  readReviewSummary,
  writePlanReview,
} from '../../../../src/runs/planning/planReviewFile.ts';
import { planOfRun, revertingPlan } from '../../../../src/runs/planning/plansFromRuns.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';
import { runsPlace } from '../../../support/runsPlace.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, shippedRun } from '../../../support/states.ts';

describe('a plan that is to be run', () => {
  async function placed(t: Parameters<typeof runsPlace>[0], source = planText()) {
    const place = await runsPlace(t);
    const plan = path.join(place.repository, 'docs', 'plan.waveplan.yaml');
    await writeFile(plan, source);
    return { ...place, plan, outside: path.join(place.repository, '..', 'loose.waveplan.yaml') };
  }

  it('runs in the checkout that it lies in, wherever a person happens to be', async (t) => {
    const { services, plan, repository } = await placed(t);
    for (const folder of ['/elsewhere', repository]) {
      const { checkout, source, plan: parsed } = await launchPlan(services, plan, { folder, named: false });
      assert.deepEqual([checkout, source, parsed?.title], [repository, planText(), 'Extend modules']);
    }
  });

  it('is refused in another repository than its own, with where to go', async (t) => {
    const { services, plan, repository } = await placed(t);
    const other = { common: '/other/.git', checkout: '/other' };
    const both = {
      ...services,
      repositoryAt: (folder: string) => (folder === '/other' ? Promise.resolve(other) : services.repositoryAt(folder)),
    };
    for (const [named, how] of [
      [true, '--repo names'],
      [false, 'you are in'],
    ] as const) {
      await assert.rejects(launchPlan(both, plan, { folder: '/other', named }), (error: Error) => {
        assert.equal(
          error.message,
          `${plan} belongs to the repository ${repository}, and ${how} another one, /other. A plan runs in the repository it lies in: go there, or say --repo ${repository}.`,
        );
        return true;
      });
    }
  });

  it('is refused in another checkout of its repository, where that was named', async (t) => {
    const { services, plan, repository } = await placed(t);
    const worktree = { common: path.join(repository, '.git'), checkout: path.join(repository, 'docs') };
    const both = {
      ...services,
      repositoryAt: (folder: string) =>
        folder === '/tree' ? Promise.resolve(worktree) : services.repositoryAt(folder),
    };
    await assert.rejects(
      launchPlan(both, plan, { folder: '/tree', named: true }),
      /lies in the checkout .*, and --repo names another one of the same repository, .*\. Leave --repo out, or run the copy/,
    );
    assert.equal((await launchPlan(both, plan, { folder: '/tree', named: false })).checkout, repository);
  });

  it('that lies in no repository runs where a person says, if it says the same', async (t) => {
    const { services, outside, repository } = await placed(t);
    await writeFile(outside, planText());
    await assert.rejects(
      launchPlan(services, outside, { folder: repository, named: true }),
      /lies in no git repository, so nothing says that it is for .*\. Move it there, or let it name the repository with "repository"\.$/,
    );
    await writeFile(outside, planText().replace('title:', 'repository: https://example.org/team/repo\ntitle:'));
    assert.equal((await launchPlan(services, outside, { folder: repository, named: true })).checkout, repository);
    await assert.rejects(launchPlan(services, outside, { folder: '/elsewhere', named: true }), WorkspaceError);
    const bare = { ...services, repositoryAt: () => Promise.resolve({ common: '/bare.git' }) };
    await assert.rejects(
      launchPlan(bare, outside, { folder: '/bare.git', named: true }),
      /lies in no checkout, and nor do you\. Say with --repo where it is to run\.$/,
    );
  });

  it('that cannot be read is told with its problems, not thrown', async (t) => {
    const { services, plan } = await placed(t, 'waveplan: 1\n');
    const { plan: parsed, problems } = await launchPlan(services, plan, { folder: '/', named: false });
    assert.equal(parsed, undefined);
    assert.ok(problems.some(({ severity }) => severity === 'error'));
  });
});

describe('whether runs can start here', () => {
  it('is told of a folder that is ready, fact by fact', async (t) => {
    const place = await runsPlace(t);
    place.inspection.sandbox = { detail: 'bubblewrap 0.8' } as NonNullable<typeof place.inspection.sandbox>;
    const facts = await checkEnvironment(place.services, [place.repository], place.settings);
    assert.deepEqual(
      facts.map(({ name, ok, detail }) => [name, ok, name.endsWith('folder') ? 'a folder' : detail]),
      [
        ['Git', true, 'recent enough'],
        ['Repository', true, 'repo, at main'],
        ['Checkout', true, 'no uncommitted changes'],
        ['State folder', true, 'a folder'],
        ['Worktree folder', true, 'a folder'],
        ['Sandbox', true, 'bubblewrap 0.8'],
      ],
    );
  });

  it('counts uncommitted changes against it, and not a plan that is being written', async (t) => {
    const place = await runsPlace(t);
    const checkout = async () =>
      (await checkEnvironment(place.services, [place.repository], place.settings)).find(
        ({ name }) => name === 'Checkout',
      );
    place.inspection.dirty = ['docs/plan.waveplan.yaml', 'x.waveplan.yml'];
    assert.equal((await checkout())?.ok, true);
    place.inspection.dirty = ['a.js', 'b.js', 'c.js', 'd.js', 'plan.waveplan.yaml'];
    assert.deepEqual(await checkout(), {
      name: 'Checkout',
      ok: false,
      detail: '4 uncommitted (a.js, b.js, c.js). Commit or stash them: agents would not see them.',
    });
  });

  it('says what ends a change that neither a stash nor a checkout ends', async (t) => {
    const place = await runsPlace(t);
    place.inspection.converted = ['a.txt'];
    const facts = await checkEnvironment(place.services, [place.repository], place.settings);
    assert.match(
      facts.find(({ name }) => name === 'Checkout')?.detail ?? '',
      /^no uncommitted changes \(git calls 1 modified: a\.txt\. .*"git add --renormalize \." and a commit end that\)$/,
    );
  });

  it('says what is wrong with a folder, and hides no other for it', async (t) => {
    const place = await runsPlace(t);
    delete (place.inspection.base as { branch?: string }).branch;
    const facts = await checkEnvironment(place.services, ['/elsewhere', place.repository], place.settings);
    assert.deepEqual(facts[0], { name: '/elsewhere', ok: false, detail: '/elsewhere is in no git repository.' });
    assert.equal(facts.find(({ name }) => name === 'Repository')?.detail, 'repo, at 0123456789');
    assert.deepEqual(await checkEnvironment(place.services, [], place.settings), [
      { name: 'Folder', ok: false, detail: 'No folder is open. Open the folder of a git repository.' },
    ]);
  });
});

describe('what reviewers have said of a plan', () => {
  const review = { version: 1 as const, run: 'r1', reviewers: [], passes: [], gaps: [] };

  it('is kept whole, read again, and put aside under a name of its own', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'plan-reviews');
    const file = path.join(folder, 'plan.json');
    assert.equal(await readPlanReview(file), undefined);
    await keepPlanReview(file, 'before');
    await writePlanReview(file, review);
    assert.deepEqual(await readPlanReview(file), review);
    assert.deepEqual(await readdir(folder), ['plan.json']);
    await keepPlanReview(file, 'r9');
    assert.deepEqual(await readdir(folder), ['plan.r9.json']);
  });

  for (const [about, text] of [
    ['no JSON', '{'],
    ['of another version', JSON.stringify({ ...review, version: 2 })],
    ['without its run', JSON.stringify({ ...review, run: 7 })],
    ['without gaps', JSON.stringify({ ...review, gaps: {} })],
  ] as const) {
    it(`that cannot be understood is none: ${about}`, async (t) => {
      const file = path.join(await temporaryFolder(t), 'plan.json');
      await writeFile(file, text);
      assert.equal(await readPlanReview(file), undefined);
      assert.equal(await readReviewSummary(file), undefined);
    });
  }

  it('that the disk does not give is no review for a run, which goes on', async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(path.join(folder, 'plan.json'));
    await assert.rejects(readPlanReview(path.join(folder, 'plan.json')));
    assert.equal(await readReviewSummary(path.join(folder, 'plan.json')), undefined);
  });

  it('is written into the plan only while that is as it was', async (t) => {
    const file = path.join(await temporaryFolder(t), 'plan.waveplan.yaml');
    await writeFile(file, 'before\n');
    await writeTaken(file, 'before\n', 'before\n');
    await writeTaken(file, 'before\n', 'after\n');
    assert.equal(await readFile(file, 'utf8'), 'after\n');
    await assert.rejects(
      writeTaken(file, 'before\n', 'other\n'),
      /plan\.waveplan\.yaml was changed meanwhile, so it was not written\. Take the edit again\./,
    );
    assert.equal(await readFile(file, 'utf8'), 'after\n');
  });
});

describe('a plan from a run', () => {
  it('that shipped says what to write anew; any other is not known to work', () => {
    const { source, notes } = planOfRun(shippedRun().run, 'The next one');
    assert.match(source, /title: The next one/);
    assert.deepEqual(notes, [
      'Everything marked REPLACE belonged to run r1: write your own, then "wavegate lint" checks the plan.',
    ]);
    assert.throws(
      () => planOfRun(runAtLaunch().run, 'x'),
      /Run r1 has not shipped, so its plan is not known to work yet\. Choose a run that has, or copy its plan file\./,
    );
  });

  const shipped = (extra = ''): SimulatedRun => new SimulatedRun().likeGit().start(planText(2, extra)).approveAll();
  const commitOf = (run: SimulatedRun, wave: string): string => run.run.waves[wave]?.commit ?? '';

  /** Services that find the waves of the run in these commits. */
  const history = (
    found: readonly { readonly commit: string; readonly waves: readonly string[] }[],
    foreseen: readonly { readonly conflicts: readonly string[]; readonly isGone: boolean }[] = [],
  ) =>
    ({
      committedWaves: () => Promise.resolve({ head: 'head', found }),
      foreseeReverts: () =>
        Promise.resolve(found.map((_, index) => foreseen[index] ?? { conflicts: [], isGone: false })),
    }) as unknown as Parameters<typeof revertingPlan>[2];

  it('that takes it back has a wave for each commit, the last one first', async () => {
    const run = shipped();
    const commits = ['w2', 'w1'].map((wave) => ({ commit: commitOf(run, wave), waves: [wave] }));
    const { source, notes } = await revertingPlan(run.run, '/repo', history(commits));
    const { plan } = parsePlan(source);
    assert.equal(plan?.title, 'Revert: Extend modules');
    assert.deepEqual(
      plan?.waves.map(({ title }) => title.replace(/^Revert:? ?/, '')),
      ['Wave 2', 'Wave 1'],
    );
    assert.deepEqual(notes, ['It does not conflict with later work.']);
  });

  it('says what conflicts with later work, leaves out what is gone, and that the changelog stays', async () => {
    const run = shipped('ship: {changelog: CHANGELOG.md}\n');
    const commits = ['w2', 'w1'].map((wave) => ({ commit: commitOf(run, wave), waves: [wave] }));
    const foreseen = [
      { conflicts: ['src/a2/main.js'], isGone: false },
      { conflicts: [], isGone: true },
    ];
    const { source, notes } = await revertingPlan(run.run, '/repo', history(commits, foreseen));
    assert.equal(parsePlan(source).plan?.waves.length, 1);
    assert.deepEqual(notes, [
      'Taking Wave 2 back conflicts with later work in src/a2/main.js: an agent reconciles that, and you look at it.',
      'The entry of the run in CHANGELOG.md stays as it is.',
    ]);
  });

  it('is refused where it cannot be told what to take back', async () => {
    const run = shipped();
    const one = { commit: commitOf(run, 'w1'), waves: ['w1'] };
    const squashed = { commit: commitOf(run, 'w2'), waves: ['w1', 'w2'] };
    const none = { ...history([]), committedWaves: () => Promise.resolve(undefined) };
    const gone = history([one], [{ conflicts: [], isGone: true }]);
    for (const [state, services, wave, why] of [
      [runAtLaunch().run, history([]), undefined, /is not over\. Name the wave to take back, and its plan is revised/],
      [run.run, none, undefined, /Nothing is checked out here\. Check out the branch that has the run\./],
      [
        run.run,
        history([one]),
        undefined,
        /does not have wave w2 of run r1\. Check out the branch that it was merged into/,
      ],
      [run.run, history([squashed]), 'w1', /contains waves w1, w2 together, as after a squash, so one cannot be taken/],
      [run.run, gone, 'w1', /Nothing of it is left in what is checked out: it was taken back already, or replaced/],
    ] as const) {
      await assert.rejects(revertingPlan(state, '/repo', services, wave), why);
    }
  });
});

describe('plans in the editor', () => {
  const plans = new EditorPlans({} as EditorParts, () => undefined);

  it('are drawn while they are plans, and not while they are none', () => {
    const drawn = plans.diagram(planText(1));
    assert.equal(drawn?.title, 'Extend modules');
    assert.ok((drawn?.parts.length ?? 0) >= 3, 'the wave and its two tasks');
    assert.equal(plans.diagram('waves: ['), undefined);
  });

  it('list their tasks, those that own the file first', () => {
    const tasks = plans.tasksFor(planText(1), 'src/b1/main.js');
    assert.deepEqual(tasks[0], { id: 'b1', title: 'Task b1', owns: true });
    assert.deepEqual(plans.tasksFor('', 'x'), []);
  });

  it('take a constraint once', () => {
    const kept = plans.keepConstraint(planText(1), 'Greetings are formal.');
    assert.ok('source' in kept);
    assert.deepEqual(parsePlan(kept.source).plan?.constraints, ['Greetings are formal.']);
    assert.deepEqual(plans.keepConstraint(kept.source, ' Greetings are formal. '), {
      refused: 'This is a constraint of the plan already.',
    });
  });

  it('say why a plan cannot be made of a run', async () => {
    const refused = plans.planOfRun(runAtLaunch().run, 'x');
    assert.match('refused' in refused ? refused.refused : '', /has not shipped/);
    const bare = { services: { repositoryAt: () => Promise.resolve({ common: '/x' }) } } as unknown as EditorParts;
    assert.deepEqual(await new EditorPlans(bare, () => undefined).revertingPlan(shippedRun().run, '/x'), {
      refused: 'This folder is no git checkout. Open the repository of the run.',
    });
  });
});
