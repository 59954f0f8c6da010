import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BoardActions } from '../../../../src/editor/board/boardActions.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { BoardIntent } from '../../../../src/protocol/board.ts';
import { editorOn } from '../../../support/editorOn.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithAgents,
  shippedRun,
} from '../../../support/states.ts';

async function board(run: SimulatedRun) {
  const editor = await editorOn(run);
  const actions = new BoardActions(editor.api, editor.connection, editor.documents);
  return {
    ...editor,
    actions,
    /** Asks for something on the board. @returns why it was refused, and what the editor did */
    ask: async (intent: Exclude<BoardIntent, { readonly type: 'ready' }>) => {
      const before = editor.vscode.log.length;
      const { refused } = await actions.handle(run.state?.run ?? 'r1', intent);
      return { refused, log: editor.vscode.log.slice(before) };
    },
  };
}

describe('a decision on the board', () => {
  it('takes note, answers and comments of the draft, and is on record as made there', async () => {
    const run = runAtSpotCheck();
    const { ask } = await board(run);
    const gate = 'spot-check-1';
    for (const name of ['src/a1/main.js', 'src/b1/main.js'])
      await ask({ type: 'draft', gate, change: { type: 'answer', name, value: 'ok' } });
    await ask({ type: 'draft', gate, change: { type: 'note', text: '  Read all of it.  ' } });
    assert.equal((await ask({ type: 'decide', gate, verdict: 'approved' })).refused, undefined);
    const { decision } = run.run.gates[gate] ?? {};
    assert.deepEqual(
      [decision?.verdict, decision?.note, decision?.channel, decision?.comments],
      ['approved', 'Read all of it.', 'board', undefined],
    );
    assert.deepEqual(decision?.answers, { 'src/a1/main.js': 'ok', 'src/b1/main.js': 'ok' });
  });

  it('sends comments back with a rejection, and keeps them at a hold', async () => {
    for (const verdict of ['rejected', 'hold'] as const) {
      const run = runAtSpotCheck();
      const { ask } = await board(run);
      const comment = { file: 'src/a1/main.js', line: 3, text: 'Why twice?' };
      await ask({ type: 'draft', gate: 'spot-check-1', change: { type: 'comment', comment } });
      await ask({ type: 'draft', gate: 'spot-check-1', change: { type: 'note', text: 'Nearly.' } });
      await ask({ type: 'decide', gate: 'spot-check-1', verdict });
      const { decision } = run.run.gates['spot-check-1'] ?? {};
      assert.equal(decision?.verdict, verdict);
      assert.equal(decision.comments?.length, verdict === 'rejected' ? 1 : undefined);
    }
  });

  it('is refused where the person asked, with what is missing', async () => {
    const { ask } = await board(runAtSpotCheck());
    const { refused } = await ask({ type: 'decide', gate: 'spot-check-1', verdict: 'approved' });
    assert.match(refused ?? '', /2 of 2 files to review have no verdict yet/);
  });

  it('about a run that is no longer the open one decides nothing', async () => {
    const run = runAtLaunch();
    const { actions } = await board(run);
    assert.deepEqual(await actions.handle('r0', { type: 'decide', gate: 'launch-1', verdict: 'approved' }), {
      refused: 'Another run is open now. Look at the board again.',
    });
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
  });

  it('of a gate that was put on hold can be asked for again', async () => {
    const run = runAtLaunch();
    run.decide('launch-1', 'hold');
    const { ask } = await board(run);
    await ask({ type: 'reopen', gate: 'launch-1' });
    assert.equal(run.run.gates['launch-2']?.status, 'pending');
  });
});

describe('what the board leads to', () => {
  it('a task leads to its terminal, its changes and its directive', async () => {
    const { ask } = await board(runWithAgents());
    for (const [view, command] of [
      ['terminal', commands.openTerminal],
      ['diff', commands.showSessionDiff],
      ['directive', commands.showDirective],
    ] as const) {
      const { log } = await ask({ type: 'open-task', wave: 'w1', task: 'a1', view });
      assert.deepEqual(log, [`command ${command}`]);
    }
  });

  it('a task whose wave has not been opened has none of them', async () => {
    const { ask } = await board(runWithAgents());
    assert.deepEqual(await ask({ type: 'open-task', wave: 'w2', task: 'a2', view: 'diff' }), {
      refused: 'This task has no session yet: its wave has not been opened.',
      log: [],
    });
  });

  it('a launch leads to its question, while its gate is pending', async () => {
    const { ask } = await board(runAtLaunch());
    assert.deepEqual((await ask({ type: 'launch', wave: 'w1' })).log, [`command ${commands.launchWave}`]);
    assert.equal((await ask({ type: 'launch', wave: 'w2' })).refused, 'No launch gate is pending for this wave.');
    const decided = runAtLaunch();
    decided.decide('launch-1', 'rejected');
    assert.match((await (await board(decided)).ask({ type: 'launch', wave: 'w1' })).refused ?? '', /No launch gate/);
  });

  it('a merged wave leads to its changes, all or one file of them', async () => {
    const { ask } = await board(runAtSpotCheck());
    assert.deepEqual((await ask({ type: 'open-changes', wave: 'w1' })).log, ['command vscode.changes']);
    assert.deepEqual((await ask({ type: 'open-changes', wave: 'w1', file: 'src/a1/main.js' })).log, [
      'command vscode.diff wavegate:/src/a1/main.js',
    ]);
    for (const [wave, file, refused] of [
      ['w1', 'src/x.js', 'src/x.js is not among the changes of this wave.'],
      ['w2', undefined, 'This wave has not been merged yet.'],
      ['w9', undefined, 'This wave has not been merged yet.'],
      ['', 'src/x.js', 'src/x.js is not among the changes of the run.'],
    ] as const) {
      const answer = await ask({ type: 'open-changes', wave, ...(file !== undefined && { file }) });
      assert.deepEqual(answer, { refused, log: [] });
    }
  });

  it('the result leads to all that the run has committed, or a file of it', async () => {
    const { ask } = await board(shippedRun());
    assert.deepEqual((await ask({ type: 'open-changes', wave: '' })).log, [`command ${commands.showResult}`]);
    assert.deepEqual((await ask({ type: 'open-changes', wave: '', file: 'src/a1/main.js' })).log, [
      'command vscode.diff wavegate:/src/a1/main.js',
    ]);
  });

  it('findings, the pull request and the diagram lead to their own commands', async () => {
    const { ask } = await board(runInTriage());
    for (const [intent, command] of [
      [{ type: 'open-finding', finding: 'f' }, commands.openFinding],
      [{ type: 'wrong-spec', finding: 'f' }, commands.specIsWrong],
      [{ type: 'open-pull-request' }, commands.showPullRequest],
      [{ type: 'show-diagram' }, commands.showDiagram],
    ] as const) {
      assert.deepEqual((await ask(intent)).log, [`command ${command}`]);
    }
  });
});

describe('a finding on the board', () => {
  it('is marked at once', async () => {
    const run = runInTriage();
    const { ask } = await board(run);
    const finding = run.run.audit.findings[0]?.id ?? '';
    await ask({ type: 'triage', finding, triage: 'out' });
    assert.equal(run.run.audit.findings[0]?.triage, 'out');
  });

  it('that is a comment of a reviewer is answered first, unless it is marked in', async () => {
    const run = runInTriage();
    const { ask, connection, service } = await board(run);
    const [comment] = connection.snapshot?.findings ?? [];
    assert.ok(comment);
    Object.assign(comment, { source: 'forge' });
    const marked: string[] = [];
    service.triage = (_finding, triage) => Promise.resolve((marked.push(triage), {}));
    for (const [triage, command] of [
      ['out', commands.triageOut],
      ['deferred', commands.triageDeferred],
    ] as const) {
      assert.deepEqual((await ask({ type: 'triage', finding: comment.id, triage })).log, [`command ${command}`]);
    }
    assert.deepEqual(marked, []);
    await ask({ type: 'triage', finding: comment.id, triage: 'in' });
    assert.deepEqual(marked, ['in']);
  });
});

describe('a failure on the board', () => {
  it('is answered by a changed plan, which is shown', async () => {
    const run = runToAdapt();
    const { ask } = await board(run);
    const { log } = await ask({ type: 'propose', strategy: 'fix', task: 'b1', diagnosis: 'It moved.' });
    assert.equal(run.run.adaptation?.proposal?.strategy, 'fix');
    assert.deepEqual(log, [`command ${commands.showPlanChange}`]);
  });

  it('shows no change that was refused', async () => {
    const { ask, service } = await board(runToAdapt());
    service.proposeAdaptation = () => Promise.resolve({ refused: 'The plan on disk has errors.' });
    assert.deepEqual(await ask({ type: 'propose', strategy: 'fix', task: 'b1', diagnosis: '' }), {
      refused: 'The plan on disk has errors.',
      log: [],
    });
  });

  it('is tried again, or accepted with a note', async () => {
    const { ask, service } = await board(runToAdapt());
    const asked: unknown[] = [];
    service.retry = () => Promise.resolve((asked.push('retry'), {}));
    service.acceptBaseline = (note) => Promise.resolve((asked.push(note), { refused: 'No check was red before.' }));
    assert.equal((await ask({ type: 'retry' })).refused, undefined);
    assert.equal((await ask({ type: 'accept-baseline', note: 'CI says so.' })).refused, 'No check was red before.');
    assert.deepEqual(asked, ['retry', 'CI says so.']);
  });
});

describe('the plan on the board', () => {
  function revised(): SimulatedRun {
    const run = runToAdapt();
    run.adapt('fix', 'b1');
    return run.settle().approveAll('launch');
  }

  it('in force is the file of the person', async () => {
    const { ask } = await board(revised());
    assert.deepEqual((await ask({ type: 'open-plan' })).log, ['shows /repository/plan.waveplan.yaml']);
  });

  it('in force is the revision where the file is not on this machine', async () => {
    const { ask, service } = await board(revised());
    service.planFile = () => undefined;
    assert.deepEqual((await ask({ type: 'open-plan' })).log, [
      'command vscode.diff wavegate:/plan (revision 0).waveplan.yaml',
    ]);
  });

  it('of a revision is what that changed; the first one is itself', async () => {
    const { ask } = await board(revised());
    assert.deepEqual((await ask({ type: 'open-plan', revision: 0 })).log, ['shows /plan (revision 0).waveplan.yaml']);
    assert.deepEqual((await ask({ type: 'open-plan', revision: 1 })).log, [
      'command vscode.diff wavegate:/plan (revision 0).waveplan.yaml',
    ]);
    assert.equal((await ask({ type: 'open-plan', revision: 9 })).refused, 'The plan has no revision 9.');
  });
});

describe('the board shows', () => {
  it('the run it is asked for, or any, and says where another is', async () => {
    const { actions } = await board(runAtLaunch());
    const titleOf = (run: string): string => {
      const snapshot = actions.snapshot(run);
      return typeof snapshot === 'string' ? snapshot : snapshot.title;
    };
    assert.equal(titleOf('r1'), 'Extend modules');
    assert.equal(titleOf(''), 'Extend modules');
    assert.equal(titleOf('r0'), 'This run is not the open one. Choose it in the History view.');
    const none = await board(new SimulatedRun());
    assert.equal(
      none.actions.snapshot('r1'),
      'No run is open. Open a plan and start one, or choose an earlier run in the History view.',
    );
  });
});
