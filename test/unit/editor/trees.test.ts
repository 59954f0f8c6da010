import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boardOf } from '../../../src/core/views/board.ts';
import { gateTitle } from '../../../src/core/views/boardGates.ts';
import { findingsTree } from '../../../src/editor/views/findingsTree.ts';
import { gatesTree } from '../../../src/editor/views/gatesTree.ts';
import type { DraftEntry } from '../../../src/core/model/gateDraft.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import type { FileComment } from '../../../src/core/model/gate.ts';
import { historyTree } from '../../../src/editor/views/historyTree.ts';
import { runSummary } from '../../../src/runs/find/runSummary.ts';
import { runsTree } from '../../../src/editor/views/runsTree.ts';
import { sessionsTree } from '../../../src/editor/views/sessionsTree.ts';
import { renderTree } from '../../support/renderTree.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import {
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithAgents,
  shippedRun,
} from '../../support/states.ts';

function gates(
  { run, now }: SimulatedRun,
  verdicts: Readonly<Record<string, string>> = {},
  comments: readonly FileComment[] = [],
  asked: readonly string[] = [],
): string {
  const gate = pendingGates(run)[0]?.id ?? '';
  const entries: readonly DraftEntry[] = [
    ...comments.map((comment) => ({ gate, change: { type: 'comment', comment } }) as const),
    ...Object.entries(verdicts).map(([name, value]) => ({ gate, change: { type: 'answer', name, value } }) as const),
  ];
  return renderTree(
    gatesTree({
      snapshot: boardOf(run, now, entries),
      approved: Object.values(run.gates).filter((gate) => gate.status === 'approved' && gate.voided === undefined),
      titleOf: (id) => (run.gates[id] === undefined ? id : gateTitle(run, run.gates[id])),
      askedFor: () => asked,
    }),
  );
}

/** Hashes differ with every change of the plan of the tests, and say nothing about the view. */
const withoutHashes = (text: string): string => text.replace(/— [0-9a-f]{12}$/gm, '— #');

describe('the Gates view', () => {
  it('shows what other tools ask for by a file, with the gate it is about', () => {
    assert.match(
      gates(runAtLaunch(), {}, [], ['a file asks for approved, which decides nothing: ok by the bot']),
      /\[mail\] A file asks for approved, which decides nothing: ok by the bot/,
    );
  });

  it('shows what a launch is about, and what has been approved before', () => {
    assert.equal(
      withoutHashes(gates(runAtLaunch())),
      `▾ [rocket] Launch Wave 1 · Wave 1 — awaiting your decision
  [info] Approving starts the agents of this wave, each in its own worktree.
  ▸ [list-unordered] Tasks — 2
    Task a1 (codemod): src/a1/**
    Task b1 (codemod): src/b1/**
  ▸ [list-unordered] Checks — 1
    test: node --test
  ▸ [list-unordered] Worktrees — 1
    2 worktrees made and set up
  ▸ [key] Fingerprints — an approval is void if these change
    plan — #
    base — base
    directives — #
▸ [pass] Approved — 1
  [pass] Approve the plan — by ada, sidebar
`,
    );
  });

  it('asks for nothing once the run was stopped, however it stood', () => {
    const run = runToAdapt();
    assert.match(gates(run), /choose how to continue/);
    assert.equal(run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' }), undefined);
    assert.doesNotMatch(gates(run), /choose how to continue|awaiting your decision/);
  });

  it('lists the files of a spot-check with what has been said of them', () => {
    assert.equal(
      withoutHashes(gates(runAtSpotCheck(), { 'src/a1/main.js': 'ok' })),
      `▾ [diff-multiple] Spot-check Wave 1 · Wave 1 — awaiting your decision
  [info] The wave is merged. The check test is green. Approving commits it to the run branch.
  ▾ [files] 1 of 2 reviewed — riskiest first
    [circle-large] b1/main.js — +40 −0 · new file the plan does not name · src
    [pass-filled] a1/main.js — +12 −3 · src
  ▸ [list-unordered] Checks — 1
    Tests: passed in 0 s
  ▸ [key] Fingerprints — an approval is void if these change
    plan — #
    base — base
    tree — tree-3
    results — #
▸ [pass] Approved — 2
  [pass] Launch Wave 1 · Wave 1 — by ada, sidebar
  [pass] Approve the plan — by ada, sidebar
`,
    );
  });

  it('shows a failed wave first, with its test and the likely cause', () => {
    assert.equal(
      gates(runToAdapt()),
      `▾ [error] Wave 1 failed its tests: 1 — choose how to continue
  [info] One test fails.
  [beaker] b1 greets — src/b1/main.js
  [person] Likely cause: Task b1 — it changed src/b1/main.js, which the output of the failure names
▸ [pass] Approved — 2
  [pass] Launch Wave 1 · Wave 1 — by ada, sidebar
  [pass] Approve the plan — by ada, sidebar
`,
    );
  });

  it('offers to draft the waves that a plan has none of, above the gates that have been approved', () => {
    const run = new SimulatedRun().start(
      planText(1).replace(/waves:[^]*$/, 'audit: {lenses: [{id: design, focus: Copies.}]}\n'),
    );
    const text = gates(run).split('\n');
    assert.match(text[0] ?? '', /\[sparkle\] Draft Plan from Findings — the plan has no waves yet/);
  });

  it('has a box for what was looked at, and folds generated files', () => {
    const run = runAtSpotCheck();
    const [gate] = boardOf(run.run, run.now).gates;
    assert.ok(gate);
    const [first] = gate.files;
    assert.ok(first);
    const lock = { ...first, path: 'package-lock.json', reasons: ['lock file'] };
    const snapshot = { ...boardOf(run.run, run.now), gates: [{ ...gate, files: [first, lock] }] };
    const nodes = gatesTree({ snapshot, approved: [], titleOf: String, askedFor: () => [] });
    const files = nodes[0]?.children?.find(({ label }) => label.endsWith('reviewed'));
    assert.deepEqual(
      files?.children?.map(({ label, checked, expanded }) => [label, checked, expanded]),
      [
        ['main.js', false, undefined],
        ['Generated and lock files', undefined, undefined],
      ],
    );
  });

  it('keeps what was put on hold, with the reason, to be asked again', () => {
    const run = runAtLaunch();
    run.decide('launch-1', 'hold');
    assert.match(
      gates(run),
      /^▸ \[debug-pause\] Launch Wave 1 · Wave 1 — on hold\n {2}\[comment\] .*ada: Not like this\./,
    );
  });

  it('shows an approved plan as void once the file has been edited, and asks anew', () => {
    const run = runAtLaunch();
    run.edit(run.run.plan.source.replace('Wave 1', 'First wave'));
    const text = gates(run);
    assert.match(text, /^▾ \[notebook\] Approve the plan — awaiting your decision\n/);
    assert.doesNotMatch(text, /\[pass\] Approve the plan/);
  });
});

describe('the Sessions view', () => {
  it('shows who is at work and for how long, and who has a question', () => {
    const run = runWithAgents();
    assert.equal(
      renderTree(sessionsTree(run.run, run.now)),
      `▾ [layers] Wave 1 · Wave 1 — 1 of 2 ended
  [sync~spin] Task a1 — 20 s · codemod
  [question] Task b1 — Blocked, asks a question · 20 s · codemod
`,
    );
  });

  it('tells what agents use while they run, and why one is not simply at work', () => {
    const run = runWithAgents();
    const [id = ''] = Object.values(run.run.sessions).flatMap((each) => (each.status === 'running' ? [each.id] : []));
    const used = { inputTokens: 3_600, cachedTokens: 0, outputTokens: 75, usd: 0.0122 };
    const shown = (status: object): string =>
      renderTree(sessionsTree(run.run, run.now, new Map([[id, { takenOver: false, used, ...status }]])));
    assert.match(
      shown({}),
      /1 of 2 ended · \$0.01 · 3.7k tokens\n +\[sync~spin\] Task a1 — \$0.01 · 3.7k tokens · 20 s · codemod/,
    );
    assert.match(shown({ refused: 'Too many requests' }), /\[watch\] Task a1 — rate-limited, tries again/);
    assert.match(shown({ quietMinutes: 3 }), /\[watch\] Task a1 — silent for 3 min/);
    assert.match(shown({ host: '' }), /\[sync~spin\] Task a1 — waits for a host · \$/);
    assert.match(shown({ host: 'forge' }), /\[sync~spin\] Task a1 — .*codemod · on forge/);
    assert.match(
      shown({ host: '', lostHost: 'forge' }),
      /\[watch\] Task a1 — forge fell silent, waits for another host · \$/,
    );
    run.submit({ type: 'session-stands', session: id, epoch: 1, takenOver: true });
    assert.match(shown({}), /\[person\] Task a1 — taken over/);
  });

  it('cuts long titles so that what a session uses has room, with the whole of it in the tooltip', () => {
    const run = runWithAgents();
    const rows = (a: string, b: string) => {
      const { waves } = run.run.plan.plan;
      const renamed = waves.map((wave) => ({
        ...wave,
        tasks: wave.tasks.map((task) => ({ ...task, title: task.id === 'a1' ? a : b })),
      }));
      const plan = { ...run.run.plan, plan: { ...run.run.plan.plan, waves: renamed } };
      return sessionsTree({ ...run.run, plan }, run.now)[0]?.children ?? [];
    };
    const long = rows('Consolidate the lookup of tokens', 'Donaudampfschifffahrtsgesellschaft');
    assert.deepEqual(
      long.map(({ label }) => label),
      ['Consolidate the lookup…', 'Donaudampfschifffahrtsge…'],
    );
    assert.match(long[0]?.tooltip ?? '', /^\*\*Consolidate the lookup of tokens\*\*/);
    const alike = rows('Consolidate the lookup of tokens', 'Consolidate the lookup of keys');
    assert.deepEqual(
      alike.map(({ label }) => label),
      ['Consolidate the lookup of tokens', 'Consolidate the lookup of keys'],
    );
  });

  it('marks a check that ran well and found a failing test', () => {
    const run = runToAdapt();
    assert.match(renderTree(sessionsTree(run.run, run.now)), /\[error\] Run the checks — Failed/);
  });

  it('leaves out what was planned for an attempt that an edit of the plan has ended', () => {
    const run = runAtLaunch();
    run.edit(run.run.plan.source.replace('title: Extend modules', 'title: Extend two modules'));
    run.decide('plan-2');
    run.settle();
    const groups = renderTree(sessionsTree(run.run, run.now)).match(/^\S.*/gm);
    assert.deepEqual(groups, ['▾ [layers] Attempt 2: Wave… — 0 of 2 ended', '▸ [layers] Plan revision 1 — 1 ended']);
  });

  it('shows the newest group first and folds what is over', () => {
    const groups = renderTree(sessionsTree(shippedRun().run, 0)).match(/^\S.*/gm);
    assert.deepEqual(groups, [
      '▾ [layers] Ship — 1 ended',
      '▸ [layers] Validation — 1 ended',
      '▸ [layers] Wave 2 · Wave 2 — 5 ended',
      '▸ [layers] Wave 1 · Wave 1 — 5 ended',
    ]);
  });
});

describe('the Findings view', () => {
  it('groups by severity, worst first, and marks a citation that leads nowhere', () => {
    const run = runInTriage();
    run.submit({ type: 'triage-finding', finding: run.run.audit.findings[0]?.id ?? '', triage: 'in', who: 'ada' });
    assert.equal(
      renderTree(findingsTree(boardOf(run.run, run.now).findings)),
      `▾ [error] High — 1
  ▸ [target] Token is printed — in scope · main.js:3
    [comment] Seen in review.
    [lightbulb] Keep it in one place.
▾ [warning] Moderate — 1, 1 to triage
  ▸ [circle-large] Four copies — main.js:1
    [comment] Seen in review.
    [lightbulb] Keep it in one place.
▾ [info] Low — 1, 1 to triage
  ▸ [unverified] Weak default — unverified · main.js:999
    [comment] Seen in review.
    [lightbulb] Keep it in one place.
`,
    );
    const unmarked = renderTree(findingsTree(boardOf(run.run, run.now).findings, true));
    assert.doesNotMatch(unmarked, /Token is printed/);
    assert.match(unmarked, /Four copies/);
  });

  it('says that none waits for a mark where only unmarked ones are asked for', () => {
    const run = runInTriage();
    for (const { id } of run.run.audit.findings)
      run.submit({ type: 'triage-finding', finding: id, triage: 'out', who: 'ada' });
    const { findings } = boardOf(run.run, run.now);
    assert.equal(renderTree(findingsTree(findings, true)), '[pass] No finding waits for a mark — click to show all\n');
    assert.equal(renderTree(findingsTree([], true)), '');
  });
});

describe('the History view', () => {
  const timeText = (at: number): string => `t${at}`;

  it('tells what happened, newest first, and folds the steps that pass by themselves', () => {
    const run = shippedRun();
    const text = renderTree(historyTree({ state: run.run, events: run.events, timeText }));
    assert.match(text, /^\[package\] Pushed — t\d+ · Done\.\n/);
    assert.match(text, /\[law\] Accept the result \(acceptance-1\): approved — t\d+ · by ada \(sidebar\)\n/);
    assert.match(
      text,
      /\[play\] Run r1 started — t\d+ · Extend modules, from main\n▸ \[list-tree\] Details — \d+\n(?: {2}.*\n)+$/,
    );
  });
});

describe('the Runs view', () => {
  it('names the runs of the repository, those that wait for a decision first', () => {
    const known = { repository: '/r', modifiedAt: 0 };
    const summaries = [
      runSummary({ ...known, run: 'r0', state: shippedRun().run, modifiedAt: 60_000 }, 60_000),
      runSummary({ ...known, run: 'r1', state: runAtLaunch().run }, 60_000),
      runSummary({ ...known, run: 'r2', problem: 'Its journal is damaged.' }, 60_000),
    ];
    assert.equal(
      renderTree(runsTree(summaries, 'r0', 120_000)),
      `[bell-dot] Extend modules — 1 decision to make · 2 min ago
[package] Extend modules — open here · Pushed to origin, branch wavegate/r1 · 1 min ago
[error] r2 — Its journal is damaged. · 2 min ago
`,
    );
  });

  it('names the repository of each where there are several, and tells two of one name apart', () => {
    const run = { modifiedAt: 0, state: runAtLaunch().run };
    const summaries = [
      runSummary({ ...run, run: 'r0', repository: '/work/shop/app' }, 0),
      runSummary({ ...run, run: 'r1', repository: '/work/bank/app' }, 0),
    ];
    assert.equal(
      renderTree(runsTree(summaries, 'r1', 60_000)),
      `[bell-dot] Extend modules — 1 decision to make · shop/app · 1 min ago
[bell-dot] Extend modules — 1 decision to make · bank/app · open here · 1 min ago
`,
    );
  });

  it('leaves room for the state of a run beside a long title', () => {
    const { run } = runAtLaunch();
    const long = {
      ...run,
      plan: { ...run.plan, plan: { ...run.plan.plan, title: 'One resolver for tokens, one logger' } },
    };
    const [row] = runsTree([runSummary({ repository: '/r', modifiedAt: 0, run: 'r1', state: long }, 0)], 'r1', 60_000);
    assert.equal(row?.label, 'One resolver for…');
    assert.match(row.tooltip ?? '', /One resolver for tokens, one logger/);
  });
});

describe('every view', () => {
  it('gives each of its items an id of its own', () => {
    for (const run of [runInTriage(), runAtSpotCheck(), runToAdapt(), shippedRun()]) {
      const snapshot = boardOf(run.run, run.now);
      const approved = Object.values(run.run.gates).filter((gate) => gate.status === 'approved');
      const views = [
        gatesTree({ snapshot, approved, titleOf: (id) => id, askedFor: () => [] }),
        sessionsTree(run.run, run.now),
        findingsTree(snapshot.findings),
        historyTree({ state: run.run, events: run.events, timeText: String }),
      ];
      for (const view of views) {
        const ids = JSON.stringify(view).match(/"id":"[^"]*"/g) ?? [];
        assert.equal(new Set(ids).size, ids.length, String(ids));
      }
    }
  });
});
