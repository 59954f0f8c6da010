import { isRed } from '../checks/isRed.ts';
import { checksOf } from '../queries/checksOf.ts';
import type { WaveFailure } from '../model/events.ts';
import { waveSteps } from '../model/phase.ts';
import type { CheckRun, FailedTest } from '../model/checkRun.ts';
import { latestGate } from '../queries/runQueries.ts';
import type { RunState, Validation, WaveState, WaveStatus } from '../model/state.ts';
import type { BoardCheckpoint, BoardStep, CheckpointItem, FailingTest, Progress } from '../model/boardModel.ts';
import { questionsWaiting } from '../queries/questions.ts';
import { waveCriteria } from '../queries/criteria.ts';
import { criteriaSummary, passes } from '../words/criteriaLines.ts';
import { validatorSummary } from '../validators/validatorLines.ts';
import { checkText, checkTitle, count, grouped, listed, short, stepTitles } from '../words/labels.ts';

/** Failing tests shown for one check; the rest is counted. */
const mostFailing = 20;
const mostExcerpt = 1_200;

/** Progress of an opened wave between its merge and its commit, and the ten steps it goes through. */
export function checkpointOf(state: RunState, wave: WaveState): BoardCheckpoint {
  const items = [
    mergeItem(wave),
    ...checkItems(state, wave),
    ...criteriaItem(state, wave),
    spotCheckItem(state, wave),
    commitItem(wave),
  ];
  const asks = questionsWaiting(state, wave.id).length > 0;
  const steps = stepsOf(wave).map((step) => (asks && step.progress === 'failed' ? waiting(step) : step));
  // Nothing of a stopped run is under way, and none of it waits for anybody.
  const stopped = state.stopped !== undefined && wave.closedAt === undefined;
  return {
    items: stopped ? items.map((item) => (isOpen(item) ? { ...item, ...atStop } : item)) : items,
    steps: stopped ? steps.map((step) => (isOpen(step) ? { ...step, progress: 'ahead' } : step)) : steps,
    ...(wave.failure !== undefined && wave.status === 'failed' && !asks && { failure: wave.failure.message }),
  };
}

/** A step that goes on with an answer to an agent. */
function waiting({ step, title }: BoardStep): BoardStep {
  return { step, title, progress: 'waiting' };
}

const atStop = { progress: 'ahead', text: 'stopped with the run' } as const;

function isOpen({ progress }: { readonly progress: Progress }): boolean {
  return progress === 'current' || progress === 'waiting';
}

/** The checks of the validation; absent until it has begun. */
export function validationOf(state: RunState): BoardCheckpoint | undefined {
  const { validation } = state;
  if (validation === undefined) return undefined;
  const progress: Progress = validation.status === 'testing' ? 'current' : 'ahead';
  return {
    items: [
      ...namesOfChecks(state).map((name) =>
        checkItem(name, resultOf(validation.checks, name), progress, validation.status !== 'failed'),
      ),
      ...validatorsItem(state, validation),
    ],
    steps: [],
    ...(validation.failure !== undefined && { failure: validation.failure.message }),
  };
}

function validatorsItem(state: RunState, validation: Validation): readonly CheckpointItem[] {
  if (state.plan.plan.validators.length === 0) return [];
  const { validators, findings, failure } = validation;
  const failed = failure !== undefined && failure.kind !== 'checks' && failure.kind !== 'rejected';
  const progress: Progress = failed
    ? 'failed'
    : findings !== undefined
      ? 'done'
      : validators === undefined
        ? 'ahead'
        : 'current';
  const text =
    findings === undefined ? (progress === 'current' ? 'reading' : 'not started') : validatorSummary(findings);
  return [{ id: 'validators', title: 'Validators', progress, text, failing: [] }];
}

/** Failure of a wave, as the end of a sentence that begins with the wave: `failed its tests: 1 of 34`. */
export function waveFailureText(wave: WaveState, failure: WaveFailure): string {
  switch (failure.kind) {
    case 'checks':
      return checksFailureText(wave.check?.checks ?? []);
    case 'sessions':
      return `failed in ${grouped(failure.sessions.length)} of ${count(Object.keys(wave.tasks).length, 'task')}`;
    case 'conflict':
      return `could not be merged: ${count(failure.files.length, 'file')} in conflict`;
    case 'spot-check':
      return `was rejected in the spot-check: ${count(failure.files.length, 'file')}`;
    case 'findings':
      return 'has findings that must be fixed first';
    case 'rejected':
      return 'was rejected';
    case 'mechanical':
      return stoppedText(wave);
  }
}

function stoppedText({ merge }: WaveState): string {
  if (merge === undefined) return 'was stopped before its agents started';
  return merge.commit === undefined ? 'could not be merged' : 'is merged and could not be committed';
}

/** The same for the validation. */
export function validationFailureText(validation: Validation): string {
  const { failure, findings, checks } = validation;
  if (failure?.kind === 'findings') return `found ${validatorSummary(findings)}`;
  if (failure?.kind === 'sessions') return `has ${count(failure.sessions.length, 'validator')} without a verdict`;
  if (failure?.kind === 'rejected') return 'was accepted by the checks, and rejected by a person';
  if (failure?.kind === 'mechanical') return 'was stopped before its validators started';
  return checks === undefined ? 'failed' : checksFailureText(checks);
}

function checksFailureText(checks: readonly CheckRun[]): string {
  const red = checks.filter(isRed);
  const test = red.find((check) => check.name === 'test');
  if (test !== undefined && test.failed.length > 0) {
    const total = test.passed === undefined ? '' : ` of ${grouped(test.passed + test.failed.length)}`;
    return `failed its tests: ${grouped(test.failed.length)}${total}`;
  }
  return red.length === 0 ? 'failed its checks' : `failed ${listed(red.map((check) => check.name))}`;
}

/** Failing tests of red checks, those of the test suite first. */
export function failingTests(checks: readonly CheckRun[]): readonly FailingTest[] {
  return checks
    .filter(isRed)
    .flatMap((check) => check.failed)
    .slice(0, mostFailing)
    .map(failingTest);
}

/** Names of the checks a checkpoint runs, in order; without a wave, those of every checkpoint. */
export function namesOfChecks(state: RunState, wave?: WaveState): readonly string[] {
  const scope = wave === undefined ? undefined : ({ kind: 'wave', wave: wave.id, attempt: wave.attempt } as const);
  return checksOf(state.plan.plan, scope ?? { kind: 'audit' }).map(({ name }) => name);
}

const order: readonly WaveStatus[] = ['merging', 'testing', 'verifying', 'spot-check', 'committing', 'committed'];

/** Progress of the part of a checkpoint that a status belongs to; what comes before it is over. */
function progressAt(wave: WaveState, part: WaveStatus, whileThere: Progress): Progress {
  const now = order.indexOf(wave.status === 'resolving' ? 'merging' : wave.status);
  const then = order.indexOf(part);
  if (now === then) return whileThere;
  return now > then ? 'done' : 'ahead';
}

function mergeItem(wave: WaveState): CheckpointItem {
  const shared = { id: 'merge', title: 'Merge', failing: [] };
  if (wave.failure?.kind === 'conflict') {
    return { ...shared, progress: 'failed', text: `conflict in ${listed(wave.failure.files)}` };
  }
  if (wave.merge?.commit !== undefined) {
    return { ...shared, progress: 'done', text: `${count(wave.merge.changes.length, 'file')} changed` };
  }
  if (wave.status === 'resolving') return { ...shared, progress: 'current', text: 'an agent resolves a conflict' };
  const progress = progressAt(wave, 'merging', 'current');
  return { ...shared, progress, text: progress === 'current' ? 'in its own worktree' : 'when all tasks are done' };
}

function checkItems(state: RunState, wave: WaveState): readonly CheckpointItem[] {
  const progress = progressAt(wave, 'testing', 'current');
  const accepted = wave.failure?.kind !== 'checks';
  return namesOfChecks(state, wave).map((name) =>
    checkItem(name, resultOf(wave.check?.checks, name), progress, accepted),
  );
}

function resultOf(checks: readonly CheckRun[] | undefined, name: string): CheckRun | undefined {
  return checks?.find((check) => check.name === name);
}

function checkItem(name: string, check: CheckRun | undefined, before: Progress, accepted: boolean): CheckpointItem {
  const shared = { id: `check:${name}`, title: checkTitle(name) };
  if (check === undefined) {
    const progress = before === 'done' ? 'ahead' : before;
    return { ...shared, progress, text: progress === 'current' ? 'running' : 'not run yet', failing: [] };
  }
  if (!isRed(check)) return { ...shared, progress: 'done', text: checkText(check), failing: [] };
  const failing = check.failed.slice(0, mostFailing).map(failingTest);
  return {
    ...shared,
    progress: accepted ? 'done' : 'failed',
    text: accepted ? `${checkText(check)}, all failed before the run` : checkText(check),
    failing,
    ...(failing.length === 0 && check.tail !== '' && { output: check.tail.slice(-mostExcerpt) }),
  };
}

function failingTest(test: FailedTest): FailingTest {
  return {
    name: test.name,
    ...(test.file !== undefined && { file: test.file }),
    excerpt: test.excerpt.slice(0, mostExcerpt),
  };
}

function criteriaItem(state: RunState, wave: WaveState): readonly CheckpointItem[] {
  const criteria = waveCriteria(state, wave.id);
  if (criteria.length === 0) return [];
  const shared = { id: 'criteria', title: 'Acceptance criteria', failing: [] };
  if (wave.status === 'verifying') return [{ ...shared, progress: 'current', text: 'a verifier is at work' }];
  const verified = criteria.some(({ report }) => report !== undefined);
  const progress = !verified ? 'ahead' : criteria.every(passes) ? 'done' : 'failed';
  return [{ ...shared, progress, text: criteriaSummary(criteria) }];
}

function spotCheckItem(state: RunState, wave: WaveState): CheckpointItem {
  const shared = { id: 'spot-check', title: 'Spot-check', failing: [] };
  if (wave.failure?.kind === 'spot-check') {
    return { ...shared, progress: 'failed', text: `rejected: ${listed(wave.failure.files)}` };
  }
  const progress = progressAt(wave, 'spot-check', 'waiting');
  if (progress === 'ahead') return { ...shared, progress, text: 'after green checks' };
  if (progress === 'waiting') return { ...shared, progress, text: 'waiting for you' };
  const decision = latestGate(state, 'spot-check', wave.id)?.decision;
  return { ...shared, progress, text: decision === undefined ? 'approved' : `approved by ${decision.who}` };
}

function commitItem(wave: WaveState): CheckpointItem {
  const progress = wave.commit === undefined ? progressAt(wave, 'committing', 'current') : 'done';
  const open = wave.status === 'committed' ? 'nothing to commit' : 'one commit for the wave';
  const text = wave.commit === undefined ? open : short(wave.commit);
  return { id: 'commit', title: 'Commit', progress, text, failing: [] };
}

function stepsOf(wave: WaveState): readonly BoardStep[] {
  const records = new Map(wave.steps.map((record) => [record.step, record]));
  const next = waveSteps[waveSteps.findLastIndex((step) => records.has(step)) + 1];
  return waveSteps.map((step) => {
    const record = records.get(step);
    const shared = { step, title: stepTitles[step] };
    if (record?.passed === true) return { ...shared, progress: 'done' };
    if (record !== undefined) {
      return { ...shared, progress: 'failed', ...(record.reason !== undefined && { reason: record.reason }) };
    }
    return { ...shared, progress: step === next ? progressOfNext(wave.status) : 'ahead' };
  });
}

function progressOfNext(status: WaveStatus): Progress {
  if (status === 'failed' || status === 'carried') return 'failed';
  return status === 'launch' || status === 'spot-check' ? 'waiting' : 'current';
}
