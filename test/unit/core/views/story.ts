import type { Effect, Job } from '../../../../src/core/model/effects.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import type { Finding } from '../../../../src/core/model/finding.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import type { BoardSnapshot } from '../../../../src/core/model/boardModel.ts';
import { SimulatedRun, tools } from '../../../support/simulatedRun.ts';

/** A change of some size, told through its moments: what the board is looked at and compared by. */
export const storyPlan = `waveplan: 1
title: Move the transport from callbacks to promises
definitionOfDone:
  - {statement: No callback is left in src, verify: "node tools/constraints.mjs"}
agents:
  codemod: {driver: command, argv: ["node", "tools/codemod.mjs", "{directive}"]}
  careful: {driver: command, argv: ["node", "tools/careful.mjs", "{directive}"]}
audit:
  lenses:
    - {id: design, focus: "Coupling between commands and transport"}
    - {id: safety, focus: "Secrets, retries and time-outs"}
checkpoint:
  test: npm test
  checks: {lint: "node tools/lint.mjs", constraints: "node tools/constraints.mjs"}
gates: {ship: {approvers: [ada, grace]}}
ship: {changelog: CHANGELOG.md}
waves:
  - id: foundation
    title: Foundation
    tasks:
      - {id: transport, title: Promise-based transport, owns: ["src/transport.js"], objective: The transport returns promises., risk: high}
      - {id: config, title: Read the configuration once, agent: careful, owns: ["src/config.js"], objective: Configuration is read once per process.}
      - {id: errors, title: One kind of error, owns: ["src/errors.js"], objective: Every failure is a PackError.}
  - id: migration
    title: Migration
    tasks:
      - {id: install, title: Install awaits the transport, dependsOn: [transport, errors], owns: ["src/commands/install.js", "test/install.test.js"], objective: Install awaits.}
      - {id: publish, title: Publish awaits the transport, agent: careful, dependsOn: [transport, config], owns: ["src/commands/publish.js"], objective: Publish awaits.}
      - {id: search, title: Search awaits the transport, dependsOn: [transport], owns: ["src/commands/search.js"], objective: Search awaits.}
  - id: cleanup
    title: Clean-up
    tasks:
      - {id: shim, title: Remove the callback shim, dependsOn: [install, publish, search], owns: ["src/cli.js", "src/shim.js"], deletes: ["src/shim.js"], objective: No shim is left.}
      - {id: docs, title: Describe the new calls, dependsOn: [install], owns: ["docs/**"], objective: Documents match the code.}
`;

type Found = Omit<Finding, 'lens' | 'triage'>;

const found: Readonly<Record<string, readonly Found[]>> = {
  design: [
    finding(
      'high',
      'src/commands/install.js',
      41,
      'Install reaches into the socket of the transport',
      'Go through request().',
      true,
    ),
    finding('low', 'src/cli.js', 12, 'Two ways to read the configuration', 'Keep loadConfig().', true),
  ],
  safety: [
    finding(
      'critical',
      'src/secrets.js',
      7,
      'The token is printed when a request fails',
      'Print its last four characters.',
      true,
    ),
    finding('moderate', 'src/transport.js', 88, 'A time-out leaves the request running', 'Abort it.', true),
    finding('moderate', 'src/retry.js', 3, 'Retries have no upper bound', 'Stop after five.', false),
  ],
};

function finding(
  severity: Finding['severity'],
  file: string,
  line: number,
  title: string,
  remediation: string,
  verified: boolean,
): Found {
  const citation = verified ? 'verified' : 'unverified';
  return {
    id: 'any',
    severity,
    file,
    line,
    title,
    detail: `${title}, seen while reading ${file}.`,
    remediation,
    citation,
  };
}

const messages: Readonly<Record<string, string>> = {
  transport: 'request() returns a promise; the callback form stays as a shim.',
  install: 'Install awaits request() and reports progress as before.',
};

const merged: readonly FileChange[] = [
  { path: 'src/commands/install.js', kind: 'modified', additions: 48, deletions: 61 },
  { path: 'src/commands/publish.js', kind: 'modified', additions: 22, deletions: 30 },
  { path: 'src/commands/search.js', kind: 'modified', additions: 9, deletions: 14 },
  { path: 'test/install.test.js', kind: 'modified', additions: 12, deletions: 4 },
];

const doneText = 'Done as the directive asks.';

function changed(owned: readonly string[]): readonly FileChange[] {
  return owned.map((path) => ({
    path: path.replace('**', 'calls.txt'),
    kind: 'modified',
    additions: 30,
    deletions: 18,
  }));
}

function result(run: SimulatedRun, job: Job): SessionResult {
  const done = run.done(job);
  if (job.kind === 'audit') return { ...done, findings: found[job.subject] ?? [] };
  if (job.work.kind === 'agent')
    return { ...done, message: messages[job.subject] ?? doneText, changes: changed(job.work.owns) };
  if (job.work.kind === 'merge') return { ...done, changes: merged };
  if (job.work.kind === 'check') return { ...done, checks: [green('test', 34), green('lint'), green('constraints')] };
  return done;
}

function green(name: string, passed?: number): CheckRun {
  const command = name === 'test' ? 'npm test' : `node tools/${name}.mjs`;
  const shared = { name, command, exitCode: 0, timedOut: false, milliseconds: 12_300, runs: 1, failed: [], tail: '' };
  return passed === undefined ? shared : { ...shared, passed };
}

const redTest: CheckRun = {
  ...green('test', 33),
  exitCode: 1,
  failed: [
    {
      name: 'install reports a pack that is not there',
      file: 'test/install.test.js',
      excerpt: `AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
+ actual - expected
+ undefined
- 'no pack named ghost'
    at TestContext.<anonymous> (test/install.test.js:27:10)
    at src/commands/install.js:44:13`,
    },
  ],
};

/** A run that can be stopped at any effect, which a person sees as work under way. */
class Story extends SimulatedRun {
  constructor() {
    super();
    this.now = Date.UTC(2026, 0, 5, 9, 0, 0);
    this.outcome = (job) => result(this, job);
  }

  /** Answers effects until one is met that is to be left under way. */
  settleUntil(stop: (effect: Effect) => boolean): this {
    for (;;) {
      const effect = pendingEffects(this.run, tools).find((candidate) => candidate.kind !== 'wake');
      if (effect === undefined || stop(effect)) return this;
      this.answer(effect);
    }
  }

  /** Lets time pass between two commands. */
  later(minutes: number): this {
    this.now += minutes * 60_000;
    return this;
  }

  gate(kind: string): string {
    const gate = Object.values(this.run.gates).findLast((candidate) => candidate.kind === kind);
    if (gate === undefined) throw new Error(`there is no ${kind} gate`);
    return gate.id;
  }
}

export type Moment =
  | 'triage'
  | 'plan gate'
  | 'plan edited'
  | 'launch'
  | 'held'
  | 'agents running'
  | 'failed'
  | 'adaptation proposed'
  | 'spot-check'
  | 'acceptance'
  | 'ship'
  | 'shipped'
  | 'stopped';

export const moments: readonly Moment[] = [
  'triage',
  'plan gate',
  'plan edited',
  'launch',
  'held',
  'agents running',
  'failed',
  'adaptation proposed',
  'spot-check',
  'acceptance',
  'ship',
  'shipped',
  'stopped',
];

/** The run of the story at a moment, folded from real commands. */
export function stateAt(moment: Moment): RunState {
  return storyUntil(moment).run;
}

/** The board at that moment, three minutes after the last thing that happened. */
export function snapshotAt(moment: Moment): BoardSnapshot {
  const story = storyUntil(moment);
  return boardOf(story.run, story.now + 180_000);
}

function storyUntil(moment: Moment): Story {
  const story = new Story().start(storyPlan);
  if (moment === 'triage') {
    story.submit({ type: 'triage-finding', finding: 'safety-1', triage: 'in', who: 'ada' });
    return story;
  }
  story.later(4).approveAll('plan');
  if (moment === 'plan gate') return story;
  if (moment === 'plan edited') {
    story.edit(storyPlan.replace('One kind of error', 'One class of error').replace('risk: high', 'risk: medium'));
    return story.settle();
  }
  story.approveAll('launch').later(2);
  if (moment === 'launch') return story;
  if (moment === 'held') {
    story.decide(story.gate('launch'), 'hold');
    return story.settle();
  }
  if (moment === 'stopped') {
    story.submit({ type: 'stop-run', who: 'ada', reason: 'The registry is down today.' });
    return story.settle();
  }
  if (moment === 'agents running') return whileAgentsRun(story);
  return afterFailure(story, moment);
}

function whileAgentsRun(story: Story): Story {
  story.decide(story.gate('launch'));
  story.settleUntil((effect) => effect.kind === 'run-session' && effect.job.kind === 'implement');
  for (const session of Object.values(story.run.sessions).filter(({ status }) => status === 'ready')) {
    story.submit({ type: 'session-dispatched', session: session.id });
  }
  const first = Object.values(story.run.sessions).find(({ subject }) => subject === 'transport');
  if (first === undefined) throw new Error('the story has no transport session');
  story.later(6);
  story.submit({
    type: 'session-ended',
    session: first.id,
    epoch: first.epoch,
    result: {
      outcome: 'done',
      message: messages['transport'] ?? '',
      snapshot: 'a1b2c3d4e5',
      changes: [{ path: 'src/transport.js', kind: 'modified', additions: 80, deletions: 64 }],
    },
  });
  return story;
}

function afterFailure(story: Story, moment: Moment): Story {
  let red = true;
  story.outcome = (job) => {
    if (!red || job.work.kind !== 'check' || job.scope.kind !== 'wave' || job.scope.wave !== 'migration') {
      return result(story, job);
    }
    red = false;
    const message = 'The suite was green before this wave; the failing test reads a file that “install” changed.';
    return { outcome: 'blocked', message, checks: [redTest, green('lint'), green('constraints')] };
  };
  while (story.run.phase !== 'adapt') {
    story.later(5).decide(story.gate(story.run.waves['migration'] === undefined ? waiting(story) : 'launch'));
    story.settle();
  }
  if (moment === 'failed') return story;
  const refused = story.adapt('redispatch', 'install');
  if (refused !== undefined) throw new Error(refused);
  story.settle();
  if (moment === 'adaptation proposed') return story;
  story.decide(story.gate('adapt'));
  story.settle().approveAll('spot-check');
  if (moment === 'spot-check') return story;
  for (const kind of ['acceptance', 'ship'] as const) {
    while (waiting(story) !== kind) {
      story.decide(story.gate(waiting(story)));
      story.settle();
    }
    if (moment === kind) return story;
    story.decide(story.gate(kind), 'approved', {
      explain: 'yes',
      rewrite: 'yes',
      worstCase: 'yes',
      defend: 'yes',
      testing: 'Installed a pack from a slow registry.',
    });
    story.settle();
  }
  return story;
}

function waiting(story: Story): string {
  const gate = Object.values(story.run.gates).find(
    ({ status, voided }) => status === 'pending' && voided === undefined,
  );
  if (gate === undefined) throw new Error(`nothing waits in phase ${story.run.phase}`);
  return gate.kind;
}
