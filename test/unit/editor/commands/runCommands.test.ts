import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunCommands } from '../../../../src/editor/commands/runCommands.ts';
import { ShipTextFiles } from '../../../../src/editor/content/shipTextFiles.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { EnvironmentFact } from '../../../../src/ports/machineService.ts';
import type { RunSummary } from '../../../../src/ports/runService.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, shippedRun } from '../../../support/states.ts';

async function window(
  run: SimulatedRun,
  answers: readonly Answer[] = [],
  keyProblem?: string,
  folders?: readonly string[],
) {
  const editor = await editorOn(run, answers, folders);
  const { api, connection, documents, registry, service } = editor;
  const started: string[] = [];
  service.startRun = (plan) => Promise.resolve(void started.push(plan));
  const opened: string[] = [];
  service.openRun = (id) => Promise.resolve(void opened.push(id));
  const keyStore = { problem: () => Promise.resolve(keyProblem) };
  new RunCommands(api, connection, documents, new ShipTextFiles(api, connection), keyStore).register(registry);
  return { ...editor, started, opened };
}

const noRun = (): SimulatedRun => new SimulatedRun();
const planPath = '/repository/plan.waveplan.yaml';

describe('Start Run', () => {
  it('starts the plan in the editor, and shows its gates', async () => {
    const { vscode, started, invoke } = await window(noRun());
    vscode.lookAt(vscode.open(planPath, planText()));
    const log = await invoke(commands.startRun);
    assert.deepEqual(started, [planPath]);
    assert.deepEqual(log, ['command wavegate.gates.focus']);
    assert.deepEqual(
      vscode.progress.map(({ title, isOver }) => [title, isOver]),
      [['Wavegate: starting the run', true]],
    );
  });

  it('starts the plan whose menu it was chosen in, whatever is in the editor', async () => {
    const { vscode, started } = await window(noRun());
    vscode.lookAt(vscode.open(planPath, planText()));
    await vscode.run(commands.startRun, vscode.api.Uri.file('/repository/other.waveplan.yaml'));
    assert.deepEqual(started, ['/repository/other.waveplan.yaml']);
  });

  it('takes the only plan of the workspace without a question', async () => {
    const { vscode, started, invoke } = await window(noRun());
    vscode.lookAt(vscode.open('/repository/README.md', '# Hello'));
    vscode.plans.push('/repository/docs/one.waveplan.yaml');
    await invoke(commands.startRun);
    assert.deepEqual(started, ['/repository/docs/one.waveplan.yaml']);
  });

  it('asks which of several, by their paths in the workspace; Escape starts none', async () => {
    const plans = ['/repository/docs/one.waveplan.yaml', '/repository/two.waveplan.yaml'];
    const picked = await window(noRun(), [{ to: 'Which plan?', with: 'two.waveplan.yaml' }]);
    picked.vscode.plans.push(...plans);
    const [asked] = await picked.invoke(commands.startRun);
    assert.equal(asked, 'asks: Which plan? [docs/one.waveplan.yaml, two.waveplan.yaml]');
    assert.deepEqual(picked.started, ['/repository/two.waveplan.yaml']);
    const left = await window(noRun());
    left.vscode.plans.push(...plans);
    await left.invoke(commands.startRun);
    assert.deepEqual(left.started, []);
  });

  it('saves the plan first, and starts nothing where that fails: a run starts from the file', async () => {
    for (const canBeSaved of [true, false]) {
      const { vscode, started, invoke } = await window(noRun());
      const plan = vscode.open(planPath, planText());
      vscode.lookAt(plan);
      vscode.type(plan, planText(1));
      plan.canBeSaved = canBeSaved;
      const log = await invoke(commands.startRun);
      assert.deepEqual(started, canBeSaved ? [planPath] : []);
      if (!canBeSaved) {
        assert.deepEqual(log, ['warning: A run starts from the plan on disk: save the plan, then start again.']);
      }
    }
  });

  it('asks before a run whose key may be gone after a restart, with what to do about that', async () => {
    const problem = 'VS Code looks for no key store by itself on this desktop (i3).';
    const answers = [{ to: 'may be gone after a restart', with: 'Start Anyway' }];
    const anyway = await window(noRun(), answers, problem);
    anyway.vscode.lookAt(anyway.vscode.open(planPath, planText()));
    const [asked] = await anyway.invoke(commands.startRun);
    assert.match(
      asked ?? '',
      /^dialog: Your approval key may be gone after a restart\. Start the run\? \| VS Code looks for no key store .*Install a key store \(gnome-keyring or KWallet\)/,
    );
    assert.deepEqual(anyway.started, [planPath]);
    const not = await window(noRun(), [], problem);
    not.vscode.lookAt(not.vscode.open(planPath, planText()));
    await not.invoke(commands.startRun);
    assert.deepEqual(not.started, []);
  });

  it('tells a refusal that has no way on in a button as it is', async () => {
    const { vscode, service, invoke } = await window(noRun());
    service.startRun = () => Promise.reject(new Error('A run of "Extend" is under way. Finish or stop it first.'));
    vscode.lookAt(vscode.open(planPath, planText()));
    assert.deepEqual(await invoke(commands.startRun), [
      'error: A run of "Extend" is under way. Finish or stop it first.',
    ]);
    assert.deepEqual(vscode.offered, []);
  });

  it('knows uncommitted changes by their reason, in whatever words', async () => {
    const { vscode, service, invoke } = await window(noRun(), [{ to: 'Not clean', with: 'Stash…' }]);
    service.startRun = () => Promise.reject(Object.assign(new Error('Not clean: a.js'), { reason: 'dirty' }));
    vscode.lookAt(vscode.open(planPath, planText()));
    assert.deepEqual(await invoke(commands.startRun), ['error: Not clean: a.js', 'command git.stash']);
    assert.deepEqual(vscode.offered, ['Commit…', 'Stash…', 'Show Changes']);
  });
});

describe('Stop Run', () => {
  it('asks why, says what happens, and stops', async () => {
    const run = runAtLaunch();
    const { invoke } = await window(run, [{ to: 'Stop: Extend modules', with: 'Not this quarter.' }]);
    const log = await invoke(commands.stopRun);
    assert.deepEqual(log, [
      'asks: Stop: Extend modules | Why? Its sessions are ended, what they changed is kept in git, and the run cannot go on.',
    ]);
    assert.equal(run.run.stopped?.reason, 'Not this quarter.');
  });

  it('goes on with the run on Escape, and without a reason', async () => {
    for (const answer of [undefined, '   ']) {
      const run = runAtLaunch();
      const { invoke } = await window(run, [{ to: 'Stop: ', with: answer }]);
      await invoke(commands.stopRun);
      assert.equal(run.run.stopped, undefined);
    }
  });

  it('repeats the reason where the run refuses', async () => {
    const { service, invoke } = await window(runAtLaunch(), [{ to: 'Stop: ', with: 'Not this quarter.' }]);
    service.stop = () => Promise.resolve({ refused: 'Another window drives the run and has not answered.' });
    assert.equal(
      (await invoke(commands.stopRun)).at(-1),
      'warning: Another window drives the run and has not answered. The reason was: Not this quarter.',
    );
  });
});

describe('Open Run', () => {
  const other: RunSummary = {
    ...{ run: 'r7', repository: '/repository', title: 'Other change', headline: 'Waiting for you' },
    ...{ state: 'waiting', waiting: 1, modifiedAt: 1 },
  };

  it('opens the run of a row', async () => {
    const { opened, invoke } = await window(noRun());
    await invoke(commands.openRun, { kind: 'run', run: 'r7' });
    assert.deepEqual(opened, ['r7']);
  });

  it('asks which where none is meant, by title with the state; Escape opens none', async () => {
    const picked = await window(noRun(), [{ to: 'Which run?', with: 'Other change' }]);
    picked.service.listed = [other];
    assert.deepEqual(await picked.invoke(commands.openRun), ['asks: Which run? [Other change]']);
    assert.deepEqual(picked.opened, ['r7']);
    const left = await window(noRun());
    left.service.listed = [other];
    await left.invoke(commands.openRun);
    assert.deepEqual(left.opened, []);
  });

  it('asks before it leaves one that is under way, which would stand still', async () => {
    const leave = [{ to: 'Leave "Extend modules"', with: 'Open the Other Run' }];
    for (const answers of [leave, []]) {
      const { opened, invoke } = await window(runAtLaunch(), answers);
      const [asked] = await invoke(commands.openRun, { kind: 'run', run: 'r7' });
      assert.equal(
        asked,
        'dialog: Leave "Extend modules" while it is under way? | Its agents work on, but nothing new starts and no gate opens until you open it again. Its decisions stay counted in the badge.',
      );
      assert.deepEqual(opened, answers.length > 0 ? ['r7'] : []);
    }
  });

  it('does not ask where nothing stands still: the run is over, is the same, or is driven elsewhere', async () => {
    const stopped = runAtLaunch();
    stopped.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    for (const [run, next, driver] of [
      [shippedRun(), 'r7', undefined],
      [stopped, 'r7', undefined],
      [runAtLaunch(), 'r1', undefined],
      [runAtLaunch(), 'r7', 'Another window drives it.'],
    ] as const) {
      const { service, opened, invoke } = await window(run);
      service.driver = driver;
      assert.deepEqual(await invoke(commands.openRun, { kind: 'run', run: next }), []);
      assert.deepEqual(opened, [next]);
    }
  });

  it('tells why one cannot be opened', async () => {
    const { service, invoke } = await window(noRun());
    service.openRun = () => Promise.reject(new Error('The journal of run r7 cannot be read.'));
    assert.deepEqual(await invoke(commands.openRun, { kind: 'run', run: 'r7' }), [
      'error: The journal of run r7 cannot be read.',
    ]);
  });
});

describe('the report and the pull request', () => {
  it('the report opens as a document', async () => {
    const { invoke } = await window(runAtLaunch());
    assert.deepEqual(await invoke(commands.showReport), ['command vscode.openWith wavegate:/report.md']);
  });

  it('the text of the pull request is a document to read until its gate opens', async () => {
    const { invoke } = await window(runAtLaunch());
    assert.deepEqual(await invoke(commands.showPullRequest), ['shows /pull request.md']);
  });

  it('the text can be edited while the ship gate waits', async () => {
    const run = new SimulatedRun().start().approveAll('ship');
    const { invoke } = await window(run);
    assert.deepEqual(await invoke(commands.showPullRequest), ['shows /ship-1/pull request.md']);
  });

  it('once it was opened, its page can be', async () => {
    const run = new SimulatedRun();
    run.outcome = (job) => run.requested(job);
    run.start().approveAll();
    const url = 'https://github.com/team/sample/pull/7';
    const { invoke } = await window(run, [{ to: url, with: 'Open Pull Request' }]);
    assert.deepEqual(await invoke(commands.showPullRequest), [
      'shows /pull request.md',
      `information: ${url}`,
      `opens ${url}`,
    ]);
    const left = await window(run);
    assert.equal((await left.invoke(commands.showPullRequest)).length, 2);
  });

  it('the changelog entry can be edited while the ship gate waits, and only where the plan names a changelog', async () => {
    const without = await window(new SimulatedRun().start().approveAll('ship'));
    assert.deepEqual(await without.invoke(commands.editChangelog), [
      'information: The plan names no changelog: add ship: {changelog: CHANGELOG.md} to it, and an entry is written.',
    ]);
    const named = new SimulatedRun().start(planText(1, 'ship: {changelog: CHANGELOG.md}\n')).approveAll('ship');
    const { invoke } = await window(named);
    assert.deepEqual(await invoke(commands.editChangelog), ['shows /ship-1/changelog entry.md']);
  });
});

describe('Clean Up', () => {
  const left = [
    { run: 'r1', about: 'A change: Shipped', what: '2 worktrees (1.0 MB)', known: true },
    { run: 'r2', about: 'no record of it in /state', what: '1 worktree (0.1 MB)', known: false },
  ];

  it('removes what was picked, and shows what became of it until it is read', async () => {
    const { vscode, service, invoke } = await window(noRun(), [{ to: 'Which worktrees', with: ['r1'] }]);
    const removed: (readonly string[])[] = [];
    Object.assign(service.machine, {
      leftBehind: () => Promise.resolve({ left }),
      cleanUp: (runs: readonly string[]) => {
        removed.push(runs);
        return Promise.resolve(['r1: removed 2 worktrees', 'Its work is under refs/wavegate/r1.']);
      },
    });
    assert.deepEqual(await invoke(commands.cleanUp), [
      'asks: Which worktrees and branches may go? [r1, r2] The work of every run stays in git, under refs/wavegate.',
      'dialog: Cleaned up. | r1: removed 2 worktrees\nIts work is under refs/wavegate/r1.',
    ]);
    assert.deepEqual(removed, [['r1']]);
    assert.deepEqual(
      vscode.progress.map(({ title }) => title),
      ['Wavegate: cleaning up'],
    );
  });

  it('removes nothing on Escape, or where nothing is picked', async () => {
    for (const picked of [undefined, []]) {
      const { service, invoke } = await window(noRun(), [{ to: 'Which worktrees', with: picked }]);
      Object.assign(service.machine, {
        leftBehind: () => Promise.resolve({ left }),
        cleanUp: () => Promise.reject(new Error('removed all the same')),
      });
      assert.equal((await invoke(commands.cleanUp)).length, 1);
    }
  });
});

describe('Copy Approver Key', () => {
  const line = 'ada ssh-ed25519 AAAA';

  it('copies the line for the file, says where it goes and from when it counts', async () => {
    const { vscode, invoke } = await window(noRun());
    const log = await invoke(commands.copyApproverKey);
    assert.deepEqual(vscode.copied, [line]);
    assert.deepEqual(log, [
      `information: Copied for .wavegate/approvers: ${line}. It counts in runs that start from a commit with this line.`,
    ]);
  });

  it('needs a folder, whose git knows the name', async () => {
    const { vscode, invoke } = await window(noRun(), [], undefined, []);
    assert.deepEqual(await invoke(commands.copyApproverKey), [
      'information: Open a folder first: its git knows the name that goes with your key.',
    ]);
    assert.deepEqual(vscode.copied, []);
  });

  it('asks whose git where there are several folders; Escape copies nothing', async () => {
    const folders = ['/one', '/two'];
    const picked = await window(noRun(), [{ to: 'Whose git', with: '/two' }], undefined, folders);
    await picked.invoke(commands.copyApproverKey);
    assert.deepEqual(picked.vscode.copied, [line]);
    const left = await window(noRun(), [], undefined, folders);
    await left.invoke(commands.copyApproverKey);
    assert.deepEqual(left.vscode.copied, []);
  });
});

describe('Check Environment', () => {
  async function checked(facts: readonly EnvironmentFact[]) {
    const { service, invoke } = await window(noRun());
    Object.assign(service.machine, { checkEnvironment: () => Promise.resolve(facts) });
    return invoke(commands.checkEnvironment);
  }
  const git = { name: 'Git', ok: true, detail: 'recent enough' };

  it('lists every fact, and says first whether anything is missing', async () => {
    assert.deepEqual(await checked([git]), ['dialog: Everything a run needs is here. | ✓ Git: recent enough']);
    const dirty = { name: 'Checkout', ok: false, detail: '1 uncommitted (a.js). Commit or stash them.' };
    assert.deepEqual(await checked([git, dirty, { ...dirty, name: 'State folder' }]), [
      'dialog: Missing: Checkout, State folder | ✓ Git: recent enough\n✗ Checkout: 1 uncommitted (a.js). Commit or stash them.\n✗ State folder: 1 uncommitted (a.js). Commit or stash them.',
    ]);
  });
});
