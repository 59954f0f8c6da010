import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands, commandsOfVsCode } from '../../../src/editor/shared/contributions.ts';
import type { CommandId } from '../../../src/editor/shared/contributions.ts';
import { SimulatedRun } from '../../support/simulatedRun.ts';
import { runAtLaunch, runWithAgents } from '../../support/states.ts';
import { wavegateOn } from '../../support/wavegateOn.ts';

const ours = Object.values(commands).filter((id) => !commandsOfVsCode.includes(id));

/** First thing that a person is told, asked or shown; undefined for nothing. */
async function firstWord(
  run: SimulatedRun,
  command: CommandId,
  adjust: (window: ReturnType<typeof wavegateOn>) => void = () => undefined,
) {
  const window = wavegateOn(run);
  adjust(window);
  const before = window.vscode.log.length;
  await window.vscode.run(command);
  await new Promise(setImmediate);
  window.dispose();
  const said = window.vscode.log
    .slice(before)
    .filter((line) => !/^command (?:setContext|registerWindowTitle)/.test(line));
  return { said, loads: window.loads(), service: window.service };
}

describe('every command without a run', () => {
  /** What each says, and what to do then. Those that are left out need no run. */
  const words: Readonly<Partial<Record<CommandId, RegExp>>> = {
    [commands.launchWave]: /^information: No launch gate is pending\.$/,
    [commands.approveGate]: /^information: No gate is pending\.$/,
    [commands.rejectGate]: /^information: No gate is pending\.$/,
    [commands.holdGate]: /^information: No gate is pending\.$/,
    [commands.reopenGate]: /^information: No gate has ended without approval, so there is none to ask again\.$/,
    [commands.openGate]: /^information: No gate is pending\.$/,
    [commands.nextGate]: /^information: No gate waits for a decision\.$/,
    [commands.approveLaunches]: /^information: Launches can be approved in advance where the plan says gates: /,
    [commands.keepConstraint]: /^information: No question of an agent has been answered in the open run\.$/,
    [commands.openSpotCheck]:
      /^information: No spot-check waits: it opens when a wave is merged and its checks are green/,
    [commands.acceptFile]: /^information: Open a file of the pending spot-check, or choose one in the Gates view\.$/,
    [commands.rejectFile]: /^information: Open a file of the pending spot-check, or choose one in the Gates view\.$/,
    [commands.nextFile]: /^information: No spot-check waits\.$/,
    [commands.previousFile]: /^information: No spot-check waits\.$/,
    [commands.showResult]: /^information: Nothing is committed yet\.$/,
    [commands.tryResult]: /^information: Nothing is merged yet that could be tried\.$/,
    [commands.noteFinding]: /^information: Put the cursor on the line of the result that is wrong: /,
    [commands.openFailingTest]: /^information: No failing test waits to be looked at\.$/,
    [commands.stopRest]: /^information: No agent of the wave is at work any more, so there is none to stop\.$/,
    [commands.triageIn]: /^information: Open a finding first, or choose one in the Findings view\.$/,
    [commands.triageOut]: /^information: Open a finding first, or choose one in the Findings view\.$/,
    [commands.triageDeferred]: /^information: Open a finding first, or choose one in the Findings view\.$/,
    [commands.specIsWrong]: /^information: No finding can say so now: /,
    [commands.nextFinding]: /^information: No finding waits to be marked\.$/,
    [commands.coverFinding]: /^information: Choose a finding of the run that is open: /,
    [commands.auditAgain]: /^information: No lens of the audit has failed, so there is none to run again\.$/,
    [commands.showAuditReport]: /^information: No run is open, so there was no audit\.$/,
    [commands.openTerminal]: /^information: No run is open\. Start one from a plan, or open an earlier one\.$/,
    [commands.showDirective]: /^information: No run is open\. /,
    [commands.showSessionDiff]: /^information: No run is open\. /,
    [commands.openWorktree]: /^information: No run is open\. /,
    [commands.stopSession]: /^information: No run is open\. /,
    [commands.allowDenied]: /^information: No run is open\. /,
    [commands.takeOver]: /^information: No run is open\. /,
    [commands.handBack]: /^information: No run is open\. /,
    [commands.stopRun]: /^information: No run is open\.$/,
    [commands.adapt]: /^information: No failure is waiting for a plan change\.$/,
    [commands.mergeBase]: /^warning: No run is open\. Start one from a plan, or open an earlier one\.$/,
    [commands.retry]: /^warning: No run is open\. Start one from a plan, or open an earlier one\.$/,
    [commands.revertWave]: /^information: Open the run first whose work is to be taken back\.$/,
    [commands.runChecksAgain]: /^information: No checks were red last, so there are none to run again\.$/,
    [commands.acceptBaseline]: /^information: No red check can be accepted as red before the run: /,
    [commands.takeBackAnswer]: /^information: No answer of a supervisor can be taken back: /,
    [commands.showPlanChange]: /^information: No plan change is pending\.$/,
    [commands.showReport]: /^information: No run is open, so there is nothing to report\.$/,
    [commands.showPullRequest]: /^information: No run is open, so there is no pull request\.$/,
    [commands.editChangelog]: /^information: The changelog entry is edited while the ship gate waits for a decision\.$/,
    [commands.predict]: /^information: Open the run first whose launch you want to predict\.$/,
    [commands.learn]: /^information: Open the run first whose lessons you want to see\.$/,
    [commands.newPlanFromRun]: /^information: Open a run that has shipped first \(Open Run…\): /,
    [commands.draftFromFindings]:
      /^information: No run is open, so there are no findings\. Draft Plan… takes a goal\.$/,
    [commands.draftForFindings]: /^information: Choose findings of a run in the Findings view\.$/,
    [commands.draftRemedy]: /^information: No run is open, so no validators have found anything in its plan\.$/,
    [commands.splitTask]: /^information: Open the plan that is to be changed first\.$/,
    [commands.addWave]: /^information: Open the plan that is to be changed first\.$/,
    [commands.reviewPlan]: /^information: Open the plan that is to be reviewed first\.$/,
    [commands.takeEdit]: /^information: Choose a gap on a line of the plan: Review Plan shows them\.$/,
    [commands.dismissGap]: /^information: Choose a gap on a line of the plan: Review Plan shows them\.$/,
    [commands.showDiagram]: /^information: Open a plan without errors first, or a run: /,
    [commands.openRun]: /^information: No run of this repository is known on this machine\.$/,
    [commands.exportRun]: /^information: No run of this repository is known on this machine\.$/,
    [commands.startRun]: /^information: There is no plan here\. Make one with "Wavegate: New Plan"\.$/,
    [commands.showLineOrigin]: /^information: Put the cursor on a line of a file of the repository first\.$/,
  };
  for (const [command, expected] of Object.entries(words)) {
    it(`${command} says why there is nothing to do, and what to do first`, async () => {
      const { said } = await firstWord(new SimulatedRun(), command as CommandId);
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(said[0] ?? '', expected);
    });
  }

  it('none fails in words of the program', async () => {
    for (const command of ours) {
      const { said } = await firstWord(new SimulatedRun(), command);
      assert.doesNotMatch(said.join('\n'), /undefined|is not a function|Cannot read/, command);
    }
  });
});

describe('every command in a workspace that is not trusted', () => {
  const distrusting = (window: ReturnType<typeof wavegateOn>): void => void (window.vscode.trusted = false);
  const harmless: readonly CommandId[] = [commands.newPlan];

  for (const command of ours.filter((id) => !harmless.includes(id))) {
    it(`${command} explains that, loads nothing, and does nothing`, async () => {
      const { said, loads } = await firstWord(runAtLaunch(), command, distrusting);
      assert.deepEqual(said, [
        'warning: Plans run programs, so Wavegate runs nothing in a workspace you do not trust.',
      ]);
      assert.equal(loads, 0);
    });
  }

  it('a plan can be made there, with no program started for it', async () => {
    const { said, loads } = await firstWord(new SimulatedRun(), commands.newPlan, distrusting);
    assert.match(said[0] ?? '', /^asks: What is it for\?/);
    assert.equal(loads, 0);
  });
});

describe('what the run refuses', () => {
  it('is told in its own words by each command that asks for something at once', async () => {
    const refused = 'The window on forge drives the run and has not answered. Decide there.';
    for (const command of [commands.retry, commands.mergeBase]) {
      const { said } = await firstWord(runWithAgents(), command, ({ service }) => {
        Object.assign(service, {
          retry: () => Promise.resolve({ refused }),
          mergeBase: () => Promise.resolve({ refused }),
        });
      });
      assert.deepEqual(said, [`warning: ${refused}`]);
    }
  });

  it('by failing is an error in its words', async () => {
    const { said } = await firstWord(runWithAgents(), commands.retry, ({ service }) => {
      Object.assign(service, { retry: () => Promise.reject(new Error('The disk is full. Free some space.')) });
    });
    assert.deepEqual(said, ['error: The disk is full. Free some space.']);
  });
});

describe('a window without a run', () => {
  it('loads nothing of the engine when it opens', () => {
    const window = wavegateOn(new SimulatedRun());
    assert.equal(window.loads(), 0);
    assert.equal(window.vscode.status?.isShown, false);
    window.dispose();
  });

  it('leaves nothing behind when it is closed', () => {
    const window = wavegateOn(new SimulatedRun());
    assert.ok(window.vscode.watched.size >= 0);
    window.dispose();
    assert.equal(window.vscode.watched.size, 0);
    assert.equal(window.vscode.codeActions.length, 0);
    assert.equal(window.vscode.tools.size, 0);
  });
});
