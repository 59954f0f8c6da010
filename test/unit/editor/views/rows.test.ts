import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BoardAdaptation, BoardFinding, BoardGate } from '../../../../src/core/model/boardModel.ts';
import type { Session } from '../../../../src/core/model/state.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { TreeNode } from '../../../../src/editor/tree/treeNode.ts';
import { findingsTree, worstFirst } from '../../../../src/editor/views/findingsTree.ts';
import { gatesTree } from '../../../../src/editor/views/gatesTree.ts';
import { runsTree } from '../../../../src/editor/views/runsTree.ts';
import { sessionsTree } from '../../../../src/editor/views/sessionsTree.ts';
import { runUsageText } from '../../../../src/editor/views/sessionUsage.ts';
import type { SessionStatus } from '../../../../src/ports/executor.ts';
import type { RunSummary } from '../../../../src/ports/runService.ts';
import { renderTree } from '../../../support/renderTree.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtLaunch,
  runAtSpotCheck,
  runHalfApproved,
  runInTriage,
  runToAdapt,
  runWithAgents,
  runWithRedCheck,
} from '../../../support/states.ts';

/** Rows of a view with what is not in their one line: tooltips, kinds (by which menus are decided), clicks, boxes. */

const all = (nodes: readonly TreeNode[]): readonly TreeNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children ?? [])]);

describe('a row of the Gates view', () => {
  function gates(run: SimulatedRun, change: (gate: BoardGate) => Partial<BoardGate> = () => ({}), key?: string) {
    const snapshot = boardOf(run.run, run.now, [], key);
    const changed = { ...snapshot, gates: snapshot.gates.map((gate) => ({ ...gate, ...change(gate) })) };
    return gatesTree({ snapshot: changed, approved: [], titleOf: String, askedFor: () => [] });
  }

  it('opens the gate, and is of a kind by which its buttons are decided', () => {
    const [row] = gates(runAtLaunch());
    assert.deepEqual(
      [row?.click, row?.context, row?.subject, row?.expanded],
      [commands.openGate, 'gate.pending.launch', { kind: 'gate', gate: 'launch-1' }, true],
    );
    assert.equal(
      row?.tooltip,
      '**Launch Wave 1 · Wave 1**\n\nApproving starts the agents of this wave, each in its own worktree\\.',
    );
  });

  it('says with how many approvals it waits, and whether yours is among them', () => {
    const half = runHalfApproved();
    assert.equal(gates(half)[0]?.description, '1 of 2 approvals');
    assert.equal(gates(half, undefined, 'key')[0]?.description, '1 of 2 approvals, yours among them');
    assert.equal(gates(half, undefined, 'key-of-grace')[0]?.description, '1 of 2 approvals');
    const named = { approvers: ['Ann', 'Bob'], forOthers: 'named' } as const;
    assert.equal(gates(runAtLaunch(), () => named)[0]?.description, 'awaiting Ann or Bob');
    assert.equal(gates(runAtLaunch(), undefined, 'key')[0]?.description, 'awaiting your decision');
  });

  it('names who may decide, where that is not everybody', () => {
    assert.ok(all(gates(runHalfApproved())).some(({ label }) => label === 'May decide: ada, grace'));
    assert.ok(!all(gates(runAtLaunch())).some(({ label }) => label.startsWith('May decide')));
  });

  for (const [status, words] of [
    ['rejected', 'rejected'],
    ['hold', 'on hold'],
    ['expired', 'expired'],
    ['void', 'void: what it was about has changed'],
  ] as const) {
    it(`that has ended as ${status} is folded, grey, and can be asked again`, () => {
      const [row] = gates(runAtLaunch(), () => ({ status, ended: 'Rejected by ada: not *yet*.' }));
      assert.deepEqual(
        [row?.description, row?.context, row?.expanded, row?.icon, row?.color],
        [words, 'gate.ended', false, 'debug-pause', 'disabledForeground'],
      );
      assert.equal(row?.children?.[0]?.label, 'Rejected by ada: not *yet*.');
      assert.match(row?.tooltip ?? '', /not \\\*yet\\\*/, 'and nothing in it is markup');
    });
  }

  it('of a spot-check has a box for each file, its comments below it, and those on other files by themselves', () => {
    const run = runAtSpotCheck();
    const comments = [
      { file: 'src/a1/main.js', line: 3, text: 'Why twice?' },
      { file: 'src/a1/main.js', line: 9, text: 'And here?' },
      { file: 'docs/x.md', line: 1, text: 'Say it here, too.' },
    ];
    const rows = all(
      gates(run, ({ draft }) => ({ draft: { ...draft, comments, answers: { 'src/b1/main.js': 'not-ok' } } })),
    );
    const file = (path: string) => rows.find(({ subject }) => subject?.kind === 'file' && subject.file === path);
    const [a, b] = [file('src/a1/main.js'), file('src/b1/main.js')];
    assert.deepEqual([a?.checked, a?.context, a?.icon], [false, 'file.none', 'circle-large']);
    assert.deepEqual([b?.checked, b?.context, b?.icon], [true, 'file.not-ok', 'error']);
    assert.equal(a?.click, commands.openSpotCheckFile);
    assert.match(a?.description ?? '', /2 comments/);
    assert.deepEqual(
      a?.children?.map(({ label }) => label),
      ['Line 3: Why twice?', 'Line 9: And here?'],
    );
    const noted = rows.find(({ label }) => label === 'Findings noted');
    assert.deepEqual(
      noted?.children?.map(({ label }) => label),
      ['docs/x.md:1: Say it here, too.'],
    );
  });

  it('of a spot-check that has ended has no boxes to tick', () => {
    const rows = all(gates(runAtSpotCheck(), () => ({ status: 'hold' })));
    const files = rows.filter(({ subject }) => subject?.kind === 'file');
    assert.equal(files.length, 2);
    for (const row of files) assert.deepEqual([row.checked, row.context], [undefined, 'file.closed']);
  });

  it('has fingerprints by their first letters, and whole in the tooltip', () => {
    const evidence = [{ label: 'plan', value: '0123456789abcdef0123456789abcdef' }];
    const row = all(gates(runAtLaunch(), () => ({ evidence }))).find(({ label }) => label === 'plan');
    assert.deepEqual([row?.description, row?.tooltip], ['0123456789ab', '0123456789abcdef0123456789abcdef']);
  });
});

describe('the row of a failure', () => {
  function failure(run: SimulatedRun, change: Partial<BoardAdaptation> = {}): TreeNode {
    const snapshot = boardOf(run.run, run.now);
    assert.ok(snapshot.adaptation);
    const changed = { ...snapshot, adaptation: { ...snapshot.adaptation, ...change } };
    const [row] = gatesTree({ snapshot: changed, approved: [], titleOf: String, askedFor: () => [] });
    assert.ok(row);
    return row;
  }

  it('is of a kind by which it offers what can be done again', () => {
    const red = runWithRedCheck({ exitCode: 127, missing: 'node' });
    assert.equal(failure(red).context, 'adaptation.checks');
    assert.equal(failure(red, { retryTitle: 'Try again' }).context, 'adaptation.again');
    assert.equal(failure(red, { retry: false }).context, 'adaptation');
    assert.equal(failure(red, { acceptable: ['lint'] }).context, 'adaptation.acceptable');
  });

  it('leads to the failing test, whose output is in the tooltip as it was printed', () => {
    const failing = [{ name: 'greets', excerpt: 'a ```` b\n# no heading' }];
    const row = all([failure(runToAdapt(), { failing })]).find(({ subject }) => subject?.kind === 'test');
    assert.deepEqual([row?.click, row?.subject], [commands.openFailingTest, { kind: 'test', test: 0 }]);
    assert.equal(row?.tooltip, '````text\na  b\n# no heading\n````');
    assert.equal(row?.description, undefined);
  });

  it('leads from the likely cause to what its session changed', () => {
    const row = all([failure(runToAdapt())]).find(({ label }) => label.startsWith('Likely cause'));
    assert.deepEqual([row?.click, row?.subject?.kind], [commands.showSessionDiff, 'session']);
  });

  it('has a row for each of several sessions that ended, instead of one text about all, and no likely cause beside', () => {
    const run = runToAdapt();
    const snapshot = boardOf(run.run, run.now);
    const [task] = snapshot.adaptation?.tasks ?? [];
    const ended = ['s1', task?.session ?? 's2'].map((session) => ({
      session,
      title: `Task of ${session}`,
      text: 'Crashed',
    }));
    const rows = all([failure(run, { ended })]);
    assert.deepEqual(
      rows.flatMap(({ click, label }) => (click === commands.openTerminal ? [label] : [])),
      ended.map(({ title }) => title),
    );
    assert.ok(!rows.some(({ id }) => id === 'adaptation:message'));
    assert.ok(!rows.some(({ label }) => label.startsWith('Likely cause')));
  });

  it('that is a question looks like one', () => {
    const row = failure(runToAdapt(), { asks: true });
    assert.deepEqual([row.icon, row.color, row.description], ['question', undefined, 'or change the plan']);
    assert.ok(!all([row]).some(({ label }) => label.startsWith('Likely cause')));
  });

  it('goes once a way on is proposed: that has a gate', () => {
    const run = runToAdapt();
    run.adapt('fix', 'b1');
    const nodes = gatesTree({ snapshot: boardOf(run.run, run.now), approved: [], titleOf: String, askedFor: () => [] });
    assert.ok(!nodes.some(({ id }) => id === 'adaptation'));
    assert.equal(nodes[0]?.context, 'gate.pending.adapt');
  });
});

describe('a row of the Findings view', () => {
  const finding = (change: Partial<BoardFinding> = {}): BoardFinding => ({
    ...{ id: 'f1', source: 'audit', lens: 'security', severity: 'high', file: 'src/a/b.js', line: 3 },
    ...{ title: 'Token *printed*', detail: 'In `log`.', remediation: 'Drop it.', verified: true, open: true },
    ...change,
  });
  const rowOf = (change: Partial<BoardFinding> = {}): TreeNode | undefined =>
    findingsTree([finding(change)])[0]?.children?.[0];

  it('opens the line, and says all of it in the tooltip, with nothing as markup', () => {
    const row = rowOf();
    assert.deepEqual([row?.click, row?.subject], [commands.openFinding, { kind: 'finding', finding: 'f1' }]);
    assert.equal(
      row?.tooltip,
      '**Token \\*printed\\***\n\n`src/a/b.js:3`, lens `security`\n\nIn \\`log\\`\\.\n\n**Remediation:** Drop it\\.',
    );
  });

  for (const [about, change, context, icon, description] of [
    ['to be marked', {}, 'finding.open.none', 'circle-large', 'b.js:3'],
    ['in scope', { triage: 'in' }, 'finding.open.in', 'target', 'in scope · b.js:3'],
    ['out of scope', { triage: 'out' }, 'finding.open.out', 'circle-slash', 'out of scope · b.js:3'],
    ['deferred', { triage: 'deferred' }, 'finding.open.deferred', 'watch', 'deferred · b.js:3'],
    ['whose line is not there', { verified: false }, 'finding.open.none', 'unverified', 'unverified · b.js:3'],
    ['of a validator', { source: 'validators' }, 'finding.result.none', 'circle-large', 'b.js:3'],
    [
      'of the specification',
      { source: 'validators', wrongSpec: 'open', triage: 'out' },
      'finding.result.spec',
      'book',
      'b.js:3',
    ],
    ['whose triage is closed', { open: false, triage: 'in' }, 'finding.closed.in', 'target', 'in scope · b.js:3'],
  ] as const) {
    it(`${about} is of a kind of its own, and looks so`, () => {
      const row = rowOf(change);
      assert.deepEqual([row?.context, row?.icon, row?.description], [context, icon, description]);
    });
  }

  it('says whose it is, and that a citation leads nowhere', () => {
    assert.match(rowOf({ source: 'validators', lens: 'first' })?.tooltip ?? '', /, found by `first`/);
    assert.match(rowOf({ source: 'forge', lens: 'grace' })?.tooltip ?? '', /, written as `grace`/);
    assert.match(
      rowOf({ verified: false })?.tooltip ?? '',
      /\(unverified: the file or line does not exist in the reviewed commit\)/,
    );
  });

  it('has no rows for what was not said', () => {
    assert.deepEqual(rowOf({ detail: '', remediation: '' })?.children, []);
  });

  it('comments of reviewers come first, then what validators found, then the audit, each worst first', () => {
    const severities = ['info', 'low', 'moderate', 'high', 'critical', 'nit', 'issue', 'blocker'] as const;
    const findings = [
      ...severities.map((severity) => finding({ id: severity, severity })),
      finding({ id: 'comment', source: 'forge', severity: 'info' }),
    ];
    assert.deepEqual(
      worstFirst(findings).map(({ id }) => id),
      ['comment', 'blocker', 'issue', 'nit', 'critical', 'high', 'moderate', 'low', 'info'],
    );
    assert.deepEqual(
      findingsTree(findings).map(({ label }) => label),
      [
        'Comments of reviewers',
        'Blockers of the validators',
        'Issues of the validators',
        'Nits of the validators',
        'Critical',
        'High',
        'Moderate',
        'Low',
        'Information',
      ],
    );
  });

  it('a group offers its marks while one of its findings waits for one, and names those', () => {
    const open = [finding({ id: 'one' }), finding({ id: 'two', triage: 'in' }), finding({ id: 'three', open: false })];
    const [group] = findingsTree(open);
    assert.deepEqual(
      [group?.description, group?.context, group?.subject],
      ['3, 1 to triage', 'findings.open', { kind: 'findings', findings: ['one'] }],
    );
    const [closed] = findingsTree([finding({ triage: 'in' })]);
    assert.deepEqual([closed?.description, closed?.context], ['1', undefined]);
  });

  it('a finding that stays the same keeps its row', () => {
    const one = finding();
    assert.equal(findingsTree([one])[0]?.children?.[0], findingsTree([one])[0]?.children?.[0]);
    assert.notEqual(rowOf(), rowOf({ title: 'Other' }));
  });
});

describe('a row of the Sessions view', () => {
  /** The row of task a1, whose session is as given. */
  function row(session: Partial<Session>, status?: Partial<SessionStatus>, source = planText()): TreeNode {
    const run = runWithAgents(source);
    const [own] = Object.values(run.run.sessions).filter(({ subject }) => subject === 'a1');
    assert.ok(own);
    const sessions = { ...run.run.sessions, [own.id]: { ...own, ...session } };
    const statuses = new Map(status === undefined ? [] : [[own.id, { takenOver: false, ...status }]]);
    const found = all(sessionsTree({ ...run.run, sessions }, run.now, statuses)).find(
      ({ id }) => id === `session:${own.id}`,
    );
    assert.ok(found);
    return found;
  }
  const ended = (result: Partial<SessionResult>): Partial<Session> => ({
    ...{ status: 'ended', startedAt: 1_000, endedAt: 63_000 },
    result: { outcome: 'done', message: 'Done.', ...result },
  });

  for (const [outcome, icon, words] of [
    ['done', 'pass', 'Done'],
    ['cancelled', 'circle-slash', 'Cancelled'],
    ['crashed', 'error', 'Crashed'],
    ['blocked', 'error', 'Blocked'],
    ['timeout', 'error', 'Ran out of time'],
    ['stuck', 'error', 'No output (timed out)'],
    ['scope-violated', 'error', 'Wrote outside its files'],
    ['no-handoff', 'error', 'No handoff'],
  ] as const) {
    it(`that ended as ${outcome} says so, and how long it took`, () => {
      const node = row(ended({ outcome }));
      assert.equal(node.icon, icon);
      assert.ok(node.description?.startsWith(words), `${node.description}`);
      assert.match(node.description ?? '', /1 min 2 s · codemod$/);
      assert.equal(node.click, commands.openTerminal);
    });
  }

  it('that asks looks like a question', () => {
    assert.deepEqual(
      [row(ended({ outcome: 'blocked', question: 'Which?' })).icon, row(ended({ outcome: 'blocked' })).icon],
      ['question', 'error'],
    );
  });

  it('that was denied commands says so first where it is done, and is of a kind that can allow them', () => {
    const denied = { count: 1, commands: ['Bash npm run build'] };
    const node = row(ended({ denied }));
    assert.equal(node.context, 'session.agent.denied.ended');
    assert.match(node.description ?? '', /^1 command denied · Done/);
    assert.match(row(ended({ denied, outcome: 'crashed' })).description ?? '', /^Crashed · 1 command denied/);
    assert.equal(row(ended({ denied: { count: 1, commands: ['WebFetch x'] } })).context, 'session.agent.ended');
  });

  it('that has not begun says what it waits for, and has nothing to open', () => {
    const planned = row({ status: 'planned' });
    assert.deepEqual(
      [planned.description, planned.context, planned.click, planned.icon],
      ['waiting for its worktree · codemod', 'session.agent.planned', undefined, 'circle-large'],
    );
    assert.equal(row({ status: 'ready' }).description, 'ready · codemod');
    const launch = runAtLaunch();
    const [before] = all(sessionsTree(launch.run, launch.now)).filter(({ label }) => label === 'Task a1');
    assert.match(before?.description ?? '', /^not launched/);
  });

  it('can be taken over where its agent has an interface here, and handed back once it was', () => {
    const claude = planText().replace('driver: command, argv: ["node", "codemod.mjs"]', 'driver: claude');
    assert.equal(row({ status: 'running' }).context, 'session.agent.running');
    assert.equal(row({ status: 'running' }, {}, claude).context, 'session.agent.takeable.running');
    assert.equal(row({ status: 'running', takenOver: true }, {}, claude).context, 'session.agent.taken-over.running');
    assert.equal(row({ status: 'running' }, { host: 'forge' }, claude).context, 'session.agent.running');
  });

  it('says at which stage it is, as far as is known', () => {
    assert.match(row({ status: 'running', stage: 'green' }).description ?? '', /^stage green/);
    assert.match(row({ status: 'running', stage: 'green' }, { stage: 'verify' }).description ?? '', /^stage verify/);
  });

  it('has its branch, its message, what it proved and what was undone in the tooltip', () => {
    const node = row({
      ...ended({ message: 'Done *all*.', violations: ['src/x.js', 'src/y.js'] }),
      branch: 'wavegate/r1/w1/a1',
      base: '0123456789abcdef',
    });
    const tooltip = node.tooltip ?? '';
    assert.match(tooltip, /Branch `wavegate\/r1\/w1\/a1` from `0123456789`/);
    assert.match(tooltip, /Done \\\*all\\\*\\\./);
    assert.match(tooltip, /\*\*Undone:\*\* src\/x\\\.js, src\/y\\\.js/);
  });

  it('work that is not an agent’s is of another kind', () => {
    const run = runToAdapt();
    const contexts = new Set(all(sessionsTree(run.run, run.now)).map(({ context }) => context));
    assert.ok(contexts.has('session.work.ended') && contexts.has('session.agent.ended'), [...contexts].join());
  });
});

describe('the use of a run', () => {
  const used = { inputTokens: 30_000, cachedTokens: 0, outputTokens: 20_000, usd: 1.5 };

  it('is shown with its part of the budget, once an agent has told any', () => {
    const run = runWithAgents(planText(2, 'budget: {usd: 3, tokens: 200000}\n'));
    const [id = ''] = Object.keys(run.run.sessions);
    const statuses = new Map([[id, { takenOver: false, used }]]);
    assert.equal(runUsageText(run.run, statuses), '$1.50 · 50.0k tokens · 25% of tokens · 50% of $3');
    assert.equal(runUsageText(run.run, new Map()), undefined);
  });

  it('has no part of a sum where the program tells tokens only', () => {
    const run = runWithAgents(planText(2, 'budget: {usd: 3}\n'));
    const [id = ''] = Object.keys(run.run.sessions);
    const { usd: _usd, ...tokens } = used;
    assert.equal(runUsageText(run.run, new Map([[id, { takenOver: false, used: tokens }]])), '50.0k tokens');
  });
});

describe('a row of the Runs view', () => {
  const run: RunSummary = {
    ...{ run: 'r1', repository: 'C:\\work\\app', title: 'Extend modules', headline: 'Waiting for you: *Launch*' },
    ...{ state: 'waiting', waiting: 2, modifiedAt: 0 },
  };
  const hour = 3_600_000;

  it('counts the decisions, says how long ago anything happened, and opens the run', () => {
    const [row] = runsTree([run], undefined, hour + 5 * 60_000);
    assert.equal(row?.description, '2 decisions to make · 1 h ago');
    assert.deepEqual([row.click, row.context, row.subject], [commands.openRun, 'run', { kind: 'run', run: 'r1' }]);
    assert.match(
      row.tooltip ?? '',
      /^\*\*Extend modules\*\*\n\nWaiting for you: \\\*Launch\\\*\n\nC:\\\\work\\\\app\n\nr1$/,
    );
  });

  it('marks the run that is open here and those of the team, and says the state where nothing is to be decided', () => {
    const [row] = runsTree([{ ...run, waiting: 0, team: true }], 'r1', 0);
    assert.equal(row?.description, 'open here · team · Waiting for you: *Launch* · 0 s ago');
  });

  for (const [state, icon] of [
    ['waiting', 'bell-dot'],
    ['moving', 'sync'],
    ['shipped', 'package'],
    ['stopped', 'debug-stop'],
    ['unreadable', 'error'],
  ] as const) {
    it(`that is ${state} looks so`, () => {
      assert.equal(runsTree([{ ...run, state }], undefined, 0)[0]?.icon, icon);
    });
  }

  it('those that wait come first, then the newest', () => {
    const rows = runsTree(
      [
        { ...run, run: 'old', waiting: 0, modifiedAt: 1 },
        { ...run, run: 'new', waiting: 0, modifiedAt: 9 },
        { ...run, run: 'asks', waiting: 1, modifiedAt: 0 },
      ],
      undefined,
      9,
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['run:asks', 'run:new', 'run:old'],
    );
  });

  it('a clock that was set back makes nothing happen in the future', () => {
    assert.match(runsTree([{ ...run, modifiedAt: hour }], undefined, 0)[0]?.description ?? '', /· 0 s ago$/);
  });
});

describe('before there is anything', () => {
  it('a plan without waves offers the draft of them, which a click starts', () => {
    const source = planText(1).replace(/waves:[^]*$/, 'audit: {lenses: [{id: design, focus: Copies.}]}\n');
    const run = new SimulatedRun().start(source);
    const [row] = gatesTree({ snapshot: boardOf(run.run, 0), approved: [], titleOf: String, askedFor: () => [] });
    assert.deepEqual([row?.id, row?.click], ['draft', commands.draftFromFindings]);
  });

  it('a triage that is under way comes before that', () => {
    const run = runInTriage();
    const nodes = gatesTree({ snapshot: boardOf(run.run, 0), approved: [], titleOf: String, askedFor: () => [] });
    assert.match(renderTree(nodes), /^▾ \[checklist\] Triage/);
  });
});
