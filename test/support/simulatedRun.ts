import { createHash } from 'node:crypto';
import { divisionToPropose } from '../../src/core/division/facts.ts';
import { divisionAdaptation, taskAdaptation } from '../../src/engine/taskAdaptation.ts';
import { markName } from '../../src/core/gates/fileMarks.ts';
import { spotCheckSample } from '../../src/core/gates/spotCheckSample.ts';
import { verdictsInAdvance } from '../../src/core/gates/waveVerdicts.ts';
import { addMergeWave, addRevertWave, dropMergeWave } from '../../src/core/adapt/mergeWave.ts';
import { planHash, removedPlan } from '../../src/core/plan/planHash.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import { evidenceDifferences } from '../../src/core/gates/evidence.ts';
import type { Tools } from '../../src/core/model/tools.ts';
import { gateEvidence } from '../../src/core/gates/specs/gateSpecs.ts';
import type { Command } from '../../src/core/model/commands.ts';
import { noHash } from '../../src/core/journal/record.ts';
import { decide } from '../../src/core/run/decide.ts';
import type { Effect, Job } from '../../src/core/model/effects.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import type { Decision, Evidence, FileComment, Gate, Verdict } from '../../src/core/model/gate.ts';
import type { PlanRevision, Strategy } from '../../src/core/model/revision.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import { pendingEffects } from '../../src/core/run/pendingEffects.ts';
import { coverageOf, shownPlan } from '../../src/core/queries/coverage.ts';
import { currentWave, pendingGates } from '../../src/core/queries/runQueries.ts';
import type { RunState } from '../../src/core/model/state.ts';

export const tools: Tools = { sha256: (text) => createHash('sha256').update(text).digest('hex') };

type CommandInput = Command extends infer C ? (C extends Command ? Omit<C, 'at'> : never) : never;

/** Effects that only wait. */
const waiting: ReadonlySet<Effect['kind']> = new Set(['wake', 'watch-budgets', 'watch-runs', 'watch-comments']);

/** Self-check answers that a person at the acceptance gate might give. */
export const acceptanceAnswers = {
  explain: 'yes',
  rewrite: 'yes',
  worstCase: 'yes',
  defend: 'yes',
  testing: 'Ran it.',
};

/** Reasons of a person who leaves every finding that no task covers; none at other gates. */
export function leftOpen(state: RunState, gate: Gate): Readonly<Record<string, string>> | undefined {
  if (gate.kind !== 'plan') return undefined;
  const { open } = coverageOf(state, shownPlan(state));
  const answers = {
    ...verdictsInAdvance(state),
    ...Object.fromEntries(open.map(({ id }) => [id, 'Left for a later change.'])),
  };
  return Object.keys(answers).length === 0 ? undefined : answers;
}

/** A plan of `waves` waves with two tasks each, in the words of the plan file. */
export function planText(waves = 2, extra = ''): string {
  const wave = (number: number): string => `  - id: w${number}
    title: Wave ${number}
    tasks:
${['a', 'b'].map((name) => task(`${name}${number}`)).join('')}`;
  const task = (id: string): string => `      - id: ${id}
        title: Task ${id}
        owns: ["src/${id}/**"]
        objective: Extend module ${id} by one exported constant.
        steps: [Open the file, Add the constant, Save the file]
        verify: ["node --check src/${id}/main.js"]
`;
  return `waveplan: 1
title: Extend modules
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs"]}
checkpoint: {test: "node --test"}
${extra}waves:
${Array.from({ length: waves }, (_, index) => wave(index + 1)).join('')}`;
}

/**
 * A run of the pure core with a world made of answers: every effect is answered at once, the way `outcome` says, so that
 * whole runs, restarts included, take microseconds and no clock.
 */
export class SimulatedRun {
  /** Records of the journal: the events of each command. */
  readonly records: (readonly Recorded[])[] = [];
  state: RunState | undefined;
  now = 1_000;
  commits = 0;
  /** How sessions end; default done. */
  outcome: (job: Job) => SessionResult = (job) => this.done(job);
  /** What the base commit has of earlier runs. */
  learned: readonly string[] | undefined = undefined;
  /** Evidence of a decision when it is used; default unchanged. */
  observe: (evidence: Evidence) => Evidence = (evidence) => evidence;
  /** Programs that are not on the machine. */
  absent: readonly string[] = [];
  readonly dispatched: string[] = [];
  /** Answers to comments at the forge. */
  readonly posted: string[] = [];

  /** @returns the refusal, if the command was refused */
  submit(command: CommandInput): string | undefined {
    this.now += 1;
    const answer = decide({ ...command, at: this.now }, this.state, tools);
    if ('refused' in answer) return answer.refused;
    if (answer.events.length > 0) this.records.push(answer.events);
    this.state = answer.after;
    return undefined;
  }

  start(source = planText()): this {
    this.submit({
      type: 'start-run',
      run: 'r1',
      repository: { rootCommit: 'root', remote: 'https://example.org/team/sample', name: 'sample' },
      base: { commit: 'base', branch: 'main' },
      plan: revisionOf(source),
      planCommitted: true,
      ...(this.learned === undefined ? {} : { learned: this.learned }),
      publicKey: 'key',
      approvers: [
        { name: 'ada', key: 'key' },
        { name: 'grace', key: 'key-of-grace' },
      ],
    });
    return this.settle();
  }

  get events(): readonly Recorded[] {
    return this.records.flat();
  }

  get run(): RunState {
    if (!this.state) throw new Error('not started');
    return this.state;
  }

  /** Answers effects until only people and deadlines are waited for. */
  settle(): this {
    for (let round = 0; round < 200; round += 1) {
      const effect = pendingEffects(this.run, tools).find(({ kind }) => !waiting.has(kind));
      if (!effect) return this;
      this.answer(effect);
    }
    throw new Error(
      `the run does not settle: ${pendingEffects(this.run, tools)
        .map((effect) => effect.key)
        .join(', ')}`,
    );
  }

  answer(effect: Effect): void {
    switch (effect.kind) {
      case 'bind-thread':
        this.submit({ type: 'bind-thread', mode: 'log', id: 'thread.log' });
        return;
      case 'confirm-gate': {
        const gate = this.run.gates[effect.gate];
        if (gate) this.submit({ type: 'confirm-gate', gate: gate.id, evidence: this.observe(gate.evidence) });
        return;
      }
      case 'inspect-wave':
        this.submit({
          type: 'wave-inspected',
          wave: effect.wave,
          attempt: effect.attempt,
          repository: this.run.repository,
          head: this.run.head,
          absent: this.absent,
        });
        return;
      case 'prepare-worktrees':
        this.submit({ type: 'worktrees-ready', scope: effect.scope, evidence: { checked: 'yes' } });
        return;
      case 'make-worktrees-ahead': {
        const { scope, sessions } = effect;
        this.submit({ type: 'worktrees-made-ahead', scope, sessions: sessions.map(({ id }) => id) });
        return;
      }
      case 'give-worktrees-back':
        this.submit({ type: 'worktrees-given-back', scope: effect.scope });
        return;
      case 'run-session': {
        if (this.run.phase === 'stopped' && this.run.sessions[effect.job.session]?.status === 'ready') {
          const { session, epoch } = effect.job;
          this.submit({
            type: 'session-ended',
            session,
            epoch,
            result: { outcome: 'cancelled', message: 'Not begun.' },
          });
          return;
        }
        this.dispatched.push(effect.job.session);
        this.submit({ type: 'session-dispatched', session: effect.job.session });
        const result = this.outcome(effect.job);
        this.submit({ type: 'session-ended', session: effect.job.session, epoch: effect.job.epoch, result });
        return;
      }
      case 'stop-session':
        this.submit({
          type: 'session-ended',
          session: effect.session,
          epoch: effect.epoch,
          result: { outcome: 'cancelled', message: 'Stopped.' },
        });
        return;
      case 'remove-worktrees':
        this.submit({ type: 'worktrees-removed', scope: effect.scope });
        return;
      case 'propose-division': {
        const record = divisionToPropose(this.run);
        const proposal = record && divisionAdaptation(this.run, { digest: tools }, record);
        if (proposal !== undefined && !('refused' in proposal)) this.submit(proposal);
        return;
      }
      case 'answer-comment':
        this.posted.push(effect.answer.text);
        this.submit({ type: 'comment-answered', finding: effect.finding, answer: effect.answer.text });
        return;
      case 'watch-budgets':
      case 'watch-runs':
      case 'watch-comments':
      case 'wake':
        return;
    }
  }

  /** Decides a gate as `ada` at the sidebar; at a spot-check every sampled file is ok unless `answers` says otherwise. */
  decide(
    gate: string,
    verdict: Verdict = 'approved',
    said?: Readonly<Record<string, string>>,
    comments?: readonly FileComment[],
    by: Partial<Omit<Decision, 'gate' | 'verdict'>> = {},
    note = verdict === 'approved' ? '' : 'Not like this.',
  ): string | undefined {
    const sample = spotCheckSample(this.run, this.run.gates[gate]?.wave ?? '');
    const ok = Object.fromEntries(sample.map(({ path }) => [markName(path), 'ok']));
    const answers = this.run.gates[gate]?.kind === 'spot-check' ? { ...ok, ...said } : said;
    const evidence = this.run.gates[gate]?.evidence ?? {};
    return this.submit({
      type: 'decide-gate',
      decision: {
        gate,
        verdict,
        who: 'ada',
        channel: 'sidebar',
        note,
        at: this.now,
        evidence,
        key: 'key',
        ...by,
        ...(answers ? { answers } : {}),
        ...(comments ? { comments } : {}),
        follows: { seq: this.records.length, hash: noHash },
        signature: 'signed',
      },
    });
  }

  /** Approves whatever waits and settles, until nothing waits or the gate of kind `until` waits. */
  approveAll(until?: string): this {
    for (let round = 0; round < 50; round += 1) {
      const gate = pendingGates(this.run)[0];
      if (!gate || gate.kind === until) return this;
      for (const finding of this.run.audit.findings) {
        if (gate.kind === 'triage')
          this.submit({ type: 'triage-finding', finding: finding.id, triage: 'in', who: 'ada' });
      }
      const answers = gate.kind === 'acceptance' ? acceptanceAnswers : leftOpen(this.run, gate);
      const refused = this.decide(gate.id, 'approved', answers);
      if (refused) throw new Error(refused);
      this.settle();
    }
    throw new Error('the gates do not end');
  }

  /** Proposes a wave that merges a branch, in front of the wave at hand. */
  mergeBase(branch: string, commit: string): string | undefined {
    const { plan } = this.run;
    const at = plan.plan.waves.findIndex(({ id }) => id === currentWave(this.run)?.wave.id);
    const after = (at === -1 ? plan.plan.waves.length : at) - 1;
    return this.#propose('merge-base', addMergeWave(plan.source, { branch, commit }, after));
  }

  /** Gives commits names as git does, which a plan may contain. */
  likeGit(): this {
    const answer = this.outcome;
    this.outcome = (job) => {
      const result = answer(job);
      const { commit } = result;
      return commit === undefined ? result : { ...result, commit: Buffer.from(commit).toString('hex').padEnd(40, '0') };
    };
    return this;
  }

  /** Proposes a wave that takes another one back, in front of the wave at hand. */
  revert(name: string): string | undefined {
    const { plan } = this.run;
    const at = plan.plan.waves.findIndex(({ id }) => id === currentWave(this.run)?.wave.id);
    const wave = plan.plan.waves.find(({ id }) => id === name);
    if (wave === undefined) return 'no such wave';
    const after = (at === -1 ? plan.plan.waves.length : at) - 1;
    return this.#propose('revert', addRevertWave(plan.source, wave, this.run.waves[name]?.commit ?? '', after));
  }

  /** Proposes to go on without the merge that failed. */
  dropMerge(): string | undefined {
    return this.#propose('drop-merge', dropMergeWave(this.run.plan.source, this.run.adaptation?.cause.wave ?? ''));
  }

  #propose(strategy: Strategy, adapted: ReturnType<typeof addMergeWave>): string | undefined {
    if ('refused' in adapted) return adapted.refused;
    const { revision: _revision, ...revised } = { ...revisionOf(adapted.source), why: adapted.summary };
    return this.submit({ type: 'propose-adaptation', strategy, task: '', plan: revised });
  }

  adapt(strategy: Strategy, task: string, note?: string): string | undefined {
    if (strategy === 'divide') return this.submit({ type: 'divide-wave', who: 'ada', note: note ?? '' });
    if (strategy === 'merge-base' || strategy === 'drop-merge') return 'Use mergeBase or dropMerge.';
    if (strategy === 'revert') return this.revert(task);
    const proposal = taskAdaptation(this.run, { digest: tools }, strategy, task, note ?? '');
    return 'refused' in proposal ? proposal.refused : this.submit(proposal);
  }

  /** The person saves the plan file with this text. */
  edit(source: string): string | undefined {
    if (!source.includes('waves:')) {
      return this.submit({ type: 'observe-plan', hash: tools.sha256(source), problems: 1 });
    }
    const { revision: _revision, why: _why, ...plan } = revisionOf(source);
    return this.submit({ type: 'observe-plan', hash: plan.hash, problems: 0, plan });
  }

  /** The person checks out a branch without the plan file. */
  removePlan(): string | undefined {
    return this.submit({ type: 'observe-plan', hash: removedPlan, problems: 1 });
  }

  done(job: Job): SessionResult {
    this.commits += 1;
    const commit = `commit-${this.commits}`;
    const common = { outcome: 'done' as const, message: 'Done.' };
    switch (job.work.kind) {
      case 'agent': {
        const path = `src/${job.subject}/main.js`;
        const changes =
          job.work.mode === 'read-only' ? [] : [{ path, kind: 'modified' as const, additions: 1, deletions: 0 }];
        const cites = [{ file: 'src/index.js', line: 1, citation: 'verified' as const }];
        const approval = { verdict: 'approve' as const, findings: [] };
        const review =
          job.kind === 'validate-task'
            ? { review: { ...approval, cites } }
            : job.kind === 'validate'
              ? { review: approval }
              : {};
        return { ...common, snapshot: commit, changes, ...review };
      }
      case 'merge':
        return {
          ...common,
          commit,
          tree: `tree-${this.commits}`,
          changes: job.work.parts.map(({ subject }) => ({
            path: `src/${subject}/main.js`,
            kind: 'modified',
            additions: 1,
            deletions: 0,
          })),
        };
      case 'check':
        return { ...common, checks: [check(0)] };
      case 'divide':
        return { outcome: 'cancelled', message: 'It was stopped.' };
      case 'commit':
      case 'revise':
        return { ...common, commit, tree: job.work.kind === 'commit' ? job.work.tree : `tree-${this.commits}` };
      case 'ship':
        return { ...common, pushed: { remote: 'origin', branch: job.work.branch, commit: job.work.head } };
      case 'watch':
        return {
          ...common,
          ci: { state: 'green', commit: job.work.commit, checks: [{ name: 'build', state: 'passed' }] },
        };
      case 'land':
        return { ...common, merged: { how: job.work.how, commit } };
    }
  }

  /** Like `done`, with a pull request that a forge has opened. */
  requested(job: Job): SessionResult {
    const result = this.done(job);
    const url = 'https://github.com/team/sample/pull/';
    const pullRequest = { text: '# Title', url: `${url}7` };
    if (job.work.kind !== 'ship') return result;
    const { stack, head } = job.work;
    if (stack === undefined) return { ...result, pullRequest };
    const planned = [
      ...stack.below.map(({ title: _t, body: _b, ...request }) => request),
      { ...stack.top, commit: head },
    ];
    const opened = planned.map((request, index) => ({ url: `${url}${7 + index}`, ...request }));
    return { ...result, pullRequest: { text: '# Title', url: opened.at(-1)?.url ?? url }, stack: opened };
  }

  /** The evidence the gate would have if it opened now, against what it has. */
  staleEvidence(gateId: string): readonly string[] {
    const gate = this.run.gates[gateId];
    return gate ? evidenceDifferences(gate.evidence, gateEvidence(gate.kind, this.run, tools, gate.wave)) : ['no gate'];
  }
}

export function check(exitCode: number, failing: readonly { name: string; file: string }[] = []) {
  return {
    name: 'test',
    command: 'node --test',
    exitCode,
    timedOut: false,
    milliseconds: 5,
    runs: 1,
    failed: failing.map((test) => ({ ...test, excerpt: `not ok ${test.name} at ${test.file}` })),
    tail: '',
  };
}

/** Ends the first check of a wave red, with a test that names a file of task `task`. */
export function redOnce(run: SimulatedRun, wave: string, task: string): void {
  let red = true;
  run.outcome = (job) => {
    const isCheck = job.work.kind === 'check' && job.scope.kind === 'wave' && job.scope.wave === wave;
    if (!isCheck || !red) return run.done(job);
    red = false;
    const checks = [check(1, [{ name: `${task} greets`, file: `src/${task}/main.js` }])];
    return { outcome: 'blocked', message: 'One test fails.', checks };
  };
}

const revisions = new Map<string, PlanRevision>();

/** Revision 0 with this text; parsed once per text, because property tests start thousands of runs from the same. */
export function revisionOf(source: string): PlanRevision {
  const known = revisions.get(source) ?? readRevision(source);
  revisions.set(source, known);
  return known;
}

function readRevision(source: string): PlanRevision {
  const { plan, problems } = parsePlan(source);
  if (!plan)
    throw new Error(`the plan of the test does not parse: ${problems.map((problem) => problem.message).join(' ')}`);
  return {
    revision: 0,
    hash: planHash(plan, (text) => tools.sha256(text)),
    file: 'plan.waveplan.yaml',
    source,
    plan,
    why: 'First revision',
  };
}
