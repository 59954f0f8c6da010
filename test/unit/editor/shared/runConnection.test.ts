import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../../../src/editor/shared/repositoryRoot.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { readSetting } from '../../../../src/editor/shared/settings.ts';
import { firstChange } from '../../../../src/editor/shared/firstChange.ts';
import { nameAmong, shortTitle } from '../../../../src/editor/tree/shortTitle.ts';
import { editorOn } from '../../../support/editorOn.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtLaunch } from '../../../support/states.ts';

describe('the run of a window', () => {
  it('is loaded when something first needs it, once however many ask, and asked again after a failure', async () => {
    let loads = 0;
    let fails = true;
    const run = new RunConnection(new FakeVscode().api, () => {
      loads += 1;
      return fails ? Promise.reject(new Error('No git.')) : Promise.resolve(new SimulatedService(runAtLaunch()));
    });
    assert.deepEqual(
      [loads, run.state, run.snapshot, run.drafts, run.events, run.statuses.size],
      [0, undefined, undefined, [], [], 0],
    );
    await assert.rejects(run.service(), /No git/);
    fails = false;
    const [one, other] = await Promise.all([run.service(), run.service()]);
    assert.equal(one, other);
    assert.equal(loads, 2);
  });

  it('is put into words once per state, and again for another draft', async () => {
    const { connection, service } = await editorOn(runAtLaunch());
    const first = connection.snapshot;
    assert.equal(connection.snapshot, first);
    await service.changeDraft('launch-1', { type: 'note', text: 'Mine.' });
    assert.notEqual(connection.snapshot, first);
    assert.equal(connection.draftOf('launch-1').note, 'Mine.');
    assert.equal(connection.draftOf('gone').note, '');
  });

  it('is put into words again once a deadline has passed, though nothing has happened', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 0 });
    const run = new SimulatedRun();
    run.now = 0;
    run.start(planText(1, 'gates: {launch: {deadline: 60}}\n')).approveAll('launch');
    const { connection } = await editorOn(run);
    const status = () => connection.snapshot?.gates.find(({ kind }) => kind === 'launch')?.status;
    assert.equal(status(), 'pending');
    t.mock.timers.setTime(48 * 3_600_000);
    assert.equal(status(), 'expired');
  });

  it('tells of changes, drafts, marker files and trouble, until the window is closed', async () => {
    const vscode = new FakeVscode();
    const service = new SimulatedService(runAtLaunch());
    const listeners = { fail: (_message: string): void => undefined, ask: (): void => undefined };
    service.onDidFail = (listener?: (message: string) => void) => {
      listeners.fail = listener ?? listeners.fail;
      return { dispose: () => undefined };
    };
    service.onDidAsk = (listener?: () => void) => {
      listeners.ask = listener ?? listeners.ask;
      return { dispose: () => undefined };
    };
    const run = new RunConnection(vscode.api, () => Promise.resolve(service));
    const heard: string[] = [];
    run.onDidChange(() => heard.push('change'));
    run.onDidChangeDrafts(() => heard.push('draft'));
    run.onDidFail((message) => heard.push(message));
    run.onDidAsk(() => heard.push('ask'));
    await run.service();
    service.tell();
    await run.changeDraft('launch-1', { type: 'note', text: 'x' });
    listeners.fail('The disk is full.');
    listeners.ask();
    assert.deepEqual(heard, ['change', 'draft', 'The disk is full.', 'ask']);
    run.dispose();
    service.tell();
    assert.equal(heard.length, 4);
  });

  it('knows its plan file, and the folder of its repository by that', async () => {
    const { connection, api, service } = await editorOn(runAtLaunch());
    assert.equal(connection.isPlanOfRun('/repository/plan.waveplan.yaml'), true);
    assert.equal(connection.isPlanOfRun('/repository/other.waveplan.yaml'), false);
    assert.equal(repositoryRoot(api, connection)?.path, '/repository');
    service.planFile = () => '/elsewhere/renamed.waveplan.yaml';
    assert.equal(repositoryRoot(api, connection), undefined);
    service.planFile = () => undefined;
    assert.equal(repositoryRoot(api, connection), undefined);
  });

  it('names what files of other tools ask for at a gate', async () => {
    const { connection, service } = await editorOn(runAtLaunch());
    Object.assign(service, {
      requests: () => [
        { gate: 'launch-1', words: 'a' },
        { gate: 'plan-1', words: 'b' },
      ],
    });
    assert.deepEqual(connection.askedFor('launch-1'), ['a']);
  });
});

describe('a setting', () => {
  it('of another type than it should be counts as not set', () => {
    const vscode = new FakeVscode();
    for (const [value, read] of [
      [50, 50],
      ['50', 100],
      [undefined, 100],
    ] as const) {
      vscode.configuration.set('wavegate.filesInDiff', value);
      assert.equal(readSetting(vscode.api, 'wavegate.filesInDiff'), read);
    }
  });
});

describe('words that have to be short', () => {
  for (const [title, room, short] of [
    ['Short', 10, 'Short'],
    ['Exactly te', 10, 'Exactly te'],
    ['Move every caller', 12, 'Move every…'],
    ['A Donaudampfschifffahrt', 12, 'A Donaudampf…'],
    ['Wave 1, the first', 8, 'Wave 1…'],
    ['', 4, ''],
  ] as const) {
    it(`"${title}" in ${room} characters is "${short}"`, () => assert.equal(shortTitle(title, room), short));
  }

  it('a file has as many folders before it as tell it from the others', () => {
    const all = ['src/a/index.ts', 'src/b/index.ts', 'lib/b/index.ts', 'src/b/x.ts', 'index.ts'];
    assert.deepEqual(
      all.map((path) => nameAmong(path, all)),
      ['a/index.ts', 'src/b/index.ts', 'lib/b/index.ts', 'x.ts', 'index.ts'],
    );
  });

  it('the first line that differs between two texts is found, at the end too', () => {
    assert.equal(firstChange('a\nb\nc', 'a\nx\nc'), 1);
    assert.equal(firstChange('a\nb', 'a\nb\nc'), 2);
    assert.equal(firstChange('a\nb\nc', 'a\nb'), 1);
  });
});
