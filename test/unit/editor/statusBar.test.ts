import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boardOf } from '../../../src/core/views/board.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { StatusBar, statusText } from '../../../src/editor/statusBar.ts';
import { editorOn } from '../../support/editorOn.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtLaunch,
  runAtSpotCheck,
  runHalfApproved,
  runInTriage,
  runToAdapt,
  runWithAgents,
  runWithQuestion,
  shippedRun,
  runOnHold,
  runStopped,
} from '../../support/states.ts';

const textOf = ({ run, now }: SimulatedRun, key = 'key') => statusText(boardOf(run, now, [], key));

describe('the status bar', () => {
  for (const [about, run, text, command, waiting] of [
    ['a launch has its own button', runAtLaunch, '$(rocket) Launch Wave 1 · Wave 1', commands.launchWave, true],
    ['a question too', runWithQuestion, '$(question) Answer the agents of Wave 1 · Wave 1', commands.approveGate, true],
    [
      'any other gate leads to the view of them',
      runInTriage,
      '$(bell-dot) Waiting for you: Triage the findings',
      commands.focusGates,
      true,
    ],
    [
      'a spot-check, too',
      runAtSpotCheck,
      '$(bell-dot) Waiting for you: Spot-check Wave 1 · Wave 1',
      commands.focusGates,
      true,
    ],
    [
      'and the acceptance',
      runAtAcceptance,
      '$(bell-dot) Waiting for you: Accept the result',
      commands.focusGates,
      true,
    ],
    ['a failure leads to the ways on', runToAdapt, '$(error) Wave 1 failed its tests: 1', commands.adapt, true],
    [
      'a gate on hold says so, and nothing looks as if it could be launched',
      runOnHold,
      '$(debug-pause) Launch Wave 1 · Wave 1: on hold',
      commands.focusGates,
      true,
    ],
    [
      'work under way leads to the board',
      runWithAgents,
      '$(sync~spin) Wave 1 · Wave 1: Running · 1 of 2 tasks ended',
      commands.openBoard,
      false,
    ],
    ['a run that was stopped leads to its report', runStopped, '$(debug-stop) Run stopped', commands.showReport, false],
  ] as const) {
    it(about, () => {
      const shown = textOf(run());
      assert.deepEqual([shown.command, shown.waiting], [command, waiting]);
      assert.equal(shown.text, text);
    });
  }

  it('a run that has shipped leads to its report, with where it went', () => {
    const { text, command, waiting } = textOf(shippedRun());
    assert.match(text, /^\$\(package\) Pushed to origin/);
    assert.deepEqual([command, waiting], [commands.showReport, false]);
  });

  it('does not ask again for what this person has approved, while others are awaited', () => {
    const half = runHalfApproved();
    assert.deepEqual(textOf(half), {
      text: '$(watch) Waiting for grace: Launch Wave 1',
      command: commands.focusGates,
      waiting: false,
    });
    assert.equal(textOf(half, 'key-of-grace').command, commands.launchWave);
  });

  it('names a wave by its number where its title does not fit', () => {
    const long = planText(1).replace('title: Wave 1', 'title: Move every caller of the old transport to promises');
    const { text } = textOf(new SimulatedRun().start(long).approveAll('launch'));
    assert.equal(text, '$(rocket) Launch Wave 1');
  });

  it('appears with the run, says in its tooltip which, and who drives it where that is elsewhere', async () => {
    const run = runAtLaunch();
    const { vscode, api, service, connection } = await editorOn(run);
    const bar = new StatusBar(api, connection);
    assert.equal(vscode.status?.isShown, false, 'nothing before there is a run');
    service.tell();
    assert.equal(vscode.status.isShown, true);
    assert.equal(vscode.status.name, 'Wavegate');
    assert.equal(vscode.status.backgroundColor?.id, 'statusBarItem.warningBackground');
    assert.equal(vscode.status.tooltip, 'Wavegate: Extend modules\nWaiting for you: Launch Wave 1 · Wave 1');
    service.driver = 'The window on another machine drives it.';
    service.tell();
    assert.equal(vscode.status.text, '$(eye) Waiting for you: Launch Wave 1 · Wave 1');
    assert.equal(vscode.status.command, commands.openBoard, 'nothing is decided here');
    assert.equal(vscode.status.backgroundColor, undefined);
    assert.match(vscode.status.tooltip, /\nThe window on another machine drives it\.$/);
    run.state = undefined;
    service.tell();
    assert.equal(vscode.status.isShown, false);
    bar.dispose();
  });
});
