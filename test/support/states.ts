import type { Effect } from '../../src/core/model/effects.ts';
import type { CheckRun } from '../../src/core/model/checkRun.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import { pendingEffects } from '../../src/core/run/pendingEffects.ts';
import { planText, redOnce, SimulatedRun, tools } from './simulatedRun.ts';

/** Runs of the real core in the states that people meet. Each is a fresh one. */

/** Two auditors have found three things, one of them with a line that does not exist. */
export function runInTriage(): SimulatedRun {
  const run = new SimulatedRun();
  const finding = { file: 'src/a1/main.js', detail: 'Seen in review.', remediation: 'Keep it in one place.' };
  const byLens: Readonly<Record<string, SessionResult['findings']>> = {
    security: [
      { ...finding, id: 's1', severity: 'high', line: 3, title: 'Token is printed', citation: 'verified' },
      { ...finding, id: 's2', severity: 'low', line: 999, title: 'Weak default', citation: 'unverified' },
    ],
    design: [{ ...finding, id: 'd1', severity: 'moderate', line: 1, title: 'Four copies', citation: 'verified' }],
  };
  run.outcome = (job) => {
    const findings = job.kind === 'audit' ? byLens[job.subject] : undefined;
    return findings === undefined ? run.done(job) : { ...run.done(job), findings };
  };
  const audit = `audit:
  lenses:
    - {id: security, focus: Secrets.}
    - {id: design, focus: Copies.}
`;
  return run.start(planText(2, audit));
}

/** The plan is approved and the first wave waits for its launch. */
export function runAtLaunch(): SimulatedRun {
  return new SimulatedRun().start().approveAll('launch');
}

/** The first wave is merged and green, and two of its files wait to be looked at. */
export function runAtSpotCheck(): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    return {
      ...done,
      changes: [
        { path: 'src/a1/main.js', kind: 'modified', additions: 12, deletions: 3 },
        { path: 'src/b1/main.js', kind: 'added', additions: 40, deletions: 0 },
      ],
    };
  };
  return run.start().approveAll('spot-check');
}

/** The first wave was merged, and then one of its tests failed. */
export function runToAdapt(): SimulatedRun {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'b1');
  return run.start().approveAll();
}

/** The first wave has a red check with these properties, and none of its failures by name unless they say so. */
export function runWithRedCheck(check: Partial<CheckRun>): SimulatedRun {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(planText(1)).approveAll();
  const failed = run.run.waves['w1']?.check;
  if (failed === undefined) throw new Error('The wave was not checked.');
  Object.assign(failed, { checks: failed.checks.map((red) => ({ ...red, failed: [], ...check })) });
  return run;
}

/** Everything is committed, the full suite is green, and the person is asked to accept. */
export function runAtAcceptance(): SimulatedRun {
  return new SimulatedRun().start().approveAll('acceptance');
}

/** One of two validators has found something, so the result waits for the person. */
export function runWithFinding(): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.kind !== 'validate' || job.subject !== 'validator-1') return done;
    const finding = {
      id: 'f1',
      severity: 'blocker',
      file: 'src/a1/main.js',
      line: 3,
      title: 'The constant is never exported',
      detail: 'Nobody can use it.',
      remediation: 'Export it.',
      citation: 'verified',
    } as const;
    return { ...done, review: { verdict: 'changes', findings: [finding] }, summary: 'Read all of it.' };
  };
  const validators = `spec: docs/spec.md
validators:
  - {agent: codemod, disposition: Insists that every statement is shown by a test}
  - {agent: codemod, disposition: Distrusts tests and reads the code}
`;
  return run.start(planText(1, validators)).approveAll('acceptance');
}

/** A run that has shipped. */
export function shippedRun(): SimulatedRun {
  return new SimulatedRun().start().approveAll();
}

/** One agent of the first wave is at work since 20 s, the other has ended with a question. */
export function runWithAgents(source = planText()): SimulatedRun {
  const run = new SimulatedRun().start(source).approveAll('launch');
  run.decide('launch-1');
  for (let effect = mechanical(run); effect !== undefined; effect = mechanical(run)) run.answer(effect);
  const [working, asking] = Object.values(run.run.sessions);
  if (working === undefined || asking === undefined) throw new Error('the first wave has no two sessions');
  for (const { id } of Object.values(run.run.sessions)) run.submit({ type: 'session-dispatched', session: id });
  run.now += 20_000;
  const result = { outcome: 'blocked', message: 'Asks before it goes on.', question: 'Which name?' } as const;
  run.submit({ type: 'session-ended', session: asking.id, epoch: asking.epoch, result });
  return run;
}

/** An outstanding effect that needs no agent. */
function mechanical(run: SimulatedRun): Effect | undefined {
  return pendingEffects(run.run, tools).find(({ kind }) => kind !== 'run-session' && kind !== 'wake');
}

/** The agent of task a1 has stopped at a question, and waits for an answer. */
export function runWithQuestion(): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const answered = job.work.kind === 'agent' && job.work.directive.includes('## Answers to your questions');
    if (job.subject !== 'a1' || job.kind !== 'implement' || answered) return run.done(job);
    const question = 'Is the greeting formal?';
    return { outcome: 'blocked', message: question, question, conversation: 'talk-a1', snapshot: 'snapshot-a1' };
  };
  return run.start().approveAll('answer');
}

/** The first wave is committed, and an agent of it has noticed something that nobody asked for. */
export function runAtReconcile(): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    job.subject === 'a1' ? { ...run.done(job), followUps: ['The greeting is copied in four places'] } : run.done(job);
  return run.start().approveAll('reconcile');
}

/** Stopped by a person while a wave that failed was to be adapted. */
export function runStopped(): SimulatedRun {
  const run = runToAdapt();
  run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
  return run;
}

/** Its launch was put on hold. */
export function runOnHold(): SimulatedRun {
  const run = runAtLaunch();
  run.decide('launch-1', 'hold');
  return run;
}

/** A launch that two people have to approve, and Ada, whose window it is, has. */
export function runHalfApproved(): SimulatedRun {
  const gates = 'gates: {launch: {required: 2, approvers: [ada, grace]}}\n';
  const run = new SimulatedRun().start(planText(1, gates)).approveAll('launch');
  const refused = run.decide('launch-1');
  if (refused !== undefined) throw new Error(refused);
  return run;
}
