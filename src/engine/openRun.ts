import { learnedDigest, learnedIn, learningsFile } from '../core/learnings/learnings.ts';
import type { Assumed } from '../core/plan/assumed.ts';
import type { ParsedPlan } from '../core/planText/problem.ts';
import { absentPrograms, programsOf } from '../core/recipes/agentPrograms.ts';
import { planHash } from '../core/plan/planHash.ts';
import { approversFile, readApprovers, unopenable } from '../core/model/approvers.ts';
import type { Approver } from '../core/model/approvers.ts';
import { allGateRules } from '../core/plan/gateRules.ts';
import type { Plan } from '../core/plan/schema/plan.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import { keyObjection } from '../core/gates/keyObjection.ts';
import { isInPlace } from '../core/journal/decisionPlace.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import { requiredSandbox } from '../core/run/wave/sandboxWords.ts';
import { runBranch } from '../core/model/names.ts';
import type { Recorded } from '../core/model/events.ts';
import { Replay } from '../core/run/evolve.ts';
import { missingGate } from '../core/run/gate/missingGate.ts';
import type { PlanRevision } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import { JournalError } from '../ports/journal.ts';
import { isSignedDecision } from './decisions.ts';
import type { EnginePorts } from './ports.ts';
import { RunEngine } from './runEngine.ts';
import { RunError } from './runError.ts';
import { attendRequests } from './requests.ts';
import { feedTelemetry } from './telemetryFeed.ts';
import { feedThread } from './threadFeed.ts';
import { count } from '../core/words/labels.ts';
import { worktreeSettings } from '../core/model/worktreeSettings.ts';

/**
 * Starts a new run of the plan file as it is on disk now.
 * @param run id of the new run: letters, digits, "." and "-"
 * @throws RunError `plan` when the plan has errors or has been removed; `environment` when the checkout is dirty
 * @throws WorkspaceError when the repository cannot carry a run; JournalError when the state folder cannot
 */
export async function startRun(run: string, ports: EnginePorts): Promise<RunEngine> {
  const source = await ports.planFile.read();
  if (source === undefined) throw new RunError('plan', `${ports.planFile.file} does not exist. Save the plan first.`);
  const { plan, problems, assumed } = await readOpenPlan(source, ports);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (!plan || errors.length > 0) {
    const first = errors[0]?.message ?? 'It is empty.';
    throw new RunError(
      'plan',
      `${ports.planFile.file} has ${count(errors.length, 'error')}, so it cannot run yet. First: ${first}`,
    );
  }
  const readers = plan.executor === 'team' ? [] : programsOf(plan, plan.audit.lenses);
  const inspection = await ports.workspaces.inspect({
    programs: readers.map(({ program }) => program),
    planFile: ports.planFile.file,
    worktree: worktreeSettings(plan),
    ...(plan.git.base === undefined ? {} : { base: plan.git.base }),
  });
  if (inspection.dirty.length > 0) {
    const some = inspection.dirty.slice(0, 5).join(', ');
    const more = inspection.dirty.length > 5 ? ` and ${inspection.dirty.length - 5} more` : '';
    throw new RunError(
      'environment',
      `Your checkout has uncommitted changes (${some}${more}). Agents start from the last commit and would not see them. Commit or stash them, then start the run.`,
    );
  }
  if (plan.worktree.sandbox === 'required' && inspection.sandbox?.works === false) {
    throw new RunError('environment', requiredSandbox(inspection.sandbox.detail));
  }
  // The lenses of the audit start at once.
  const without = absentPrograms(readers, inspection.absent ?? []);
  if (without !== undefined) throw new RunError('environment', without);
  const [obstacle] = await ports.workspaces.tryCommits(plan.commit);
  if (obstacle !== undefined) throw new RunError('environment', obstacle);
  const approvers = await approversAt(inspection.base.commit, plan, ports);
  const revision: PlanRevision = {
    revision: 0,
    hash: planHash(plan, (text) => ports.digest.sha256(text)),
    file: ports.planFile.file,
    source,
    plan,
    why: 'First revision',
  };
  const journal = await ports.journals.create(run);
  const engine = new RunEngine(ports, journal, undefined);
  feedThread(engine, ports.threads, []);
  feedTelemetry(run, engine, ports.telemetry, []);
  let removeBranch = (): Promise<void> => Promise.resolve();
  try {
    removeBranch = await ports.workspaces.openRun(run, runBranch(plan.git.branchPrefix, run), inspection.base.commit);
    const committed = await ports.workspaces.fileAt(inspection.base.commit, ports.planFile.file);
    const learned = learnedDigest(
      learnedIn((await ports.workspaces.fileAt(inspection.base.commit, learningsFile)) ?? ''),
    );
    await engine.submit({
      type: 'start-run',
      run,
      repository: inspection.repository,
      base: inspection.base,
      plan: revision,
      planCommitted: committed === source,
      ...(assumed === undefined ? {} : { assumed }),
      ...(learned.length === 0 ? {} : { learned }),
      publicKey: ports.signer.publicKey,
      ...(ports.signer.place === undefined ? {} : { keyPlace: ports.signer.place }),
      approvers,
    });
  } catch (error) {
    // The error to report is the one that keeps the run from starting, not one from removing its remains.
    await removeBranch().catch(() => undefined);
    await engine.close().catch(() => undefined);
    throw error;
  }
  attendRequests(run, engine, ports);
  return engine;
}

/** A plan with what it leaves open, where somebody can tell. */
async function readOpenPlan(
  source: string,
  { planFile }: EnginePorts,
): Promise<ParsedPlan & { readonly assumed?: Assumed }> {
  const { file } = planFile;
  const alone = parsePlan(source, { planFile: file });
  if (!alone.problems.some(({ code }) => code === 'no-agent' || code === 'no-verification')) return alone;
  const assumed = await planFile.assumed?.();
  return assumed === undefined ? alone : { ...parsePlan(source, { planFile: file, assumed }), assumed };
}

/**
 * The approvers a repository names at a commit.
 * @throws RunError `plan` when one of its lines is none, or a gate of the plan could never be opened by them
 */
async function approversAt(
  commit: string,
  plan: Plan,
  { workspaces, signer }: EnginePorts,
): Promise<readonly Approver[]> {
  const { approvers, bad } = readApprovers((await workspaces.fileAt(commit, approversFile)) ?? '');
  if (bad[0] !== undefined) {
    throw new RunError(
      'plan',
      `Line ${bad[0]} of ${approversFile} names no approver. Write: NAME ssh-ed25519 KEY, or use \`wavegate approvers\`.`,
    );
  }
  const known = new Set(approvers.map(({ name }) => name));
  // Where a gate names nobody, whoever has a key of the run may decide: its approvers, and who starts it.
  const anybody = known.size + (approvers.some(({ key }) => key === signer.publicKey) ? 0 : 1);
  for (const { name, path, rules } of allGateRules(plan)) {
    const why = unopenable(rules, known, anybody);
    if (why === undefined) continue;
    throw new RunError(
      'plan',
      `The ${name} gate could never be opened: ${why} (at the base commit). Add people with \`wavegate approvers add NAME KEY\` and commit the file, or change ${path.join('.')} in the plan.`,
    );
  }
  return approvers;
}

/**
 * Opens a run in its current state, takes over its journal and continues with whatever is outstanding.
 * @throws JournalError when the journal is in use elsewhere or damaged; RunError when a decision is not genuine
 */
export async function openRun(run: string, ports: EnginePorts): Promise<RunEngine> {
  const { journal, records } = await ports.journals.open(run);
  try {
    await verifyDecisions(run, records, ports);
    const state = replayGated(run, records);
    if (!state) throw new JournalError('broken-chain', `The journal of run ${run} is empty. Start a new run.`);
    const engine = new RunEngine(ports, journal, state);
    const events = records.flatMap((record) => record.events);
    feedThread(engine, ports.threads, events);
    feedTelemetry(run, engine, ports.telemetry, events);
    engine.resume();
    attendRequests(run, engine, ports);
    return engine;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Replays a journal that something could have been added to: what needs a gate counts only behind it. */
function replayGated(run: string, records: readonly JournalRecord[]): RunState | undefined {
  const replay = new Replay();
  for (const { seq, events } of records) {
    for (const event of events) {
      const missing = replay.state && (missingGate(event, replay.state) ?? foreignDecision(event, replay.state));
      if (missing !== undefined) {
        throw new RunError(
          'environment',
          `Record ${seq} of the journal of run ${run} (${event.type}) tells of what could not happen yet. ${missing} Look at it with \`wavegate verify ${run}\`.`,
        );
      }
      replay.add(event);
    }
  }
  return replay.state;
}

/** A decision by a key that may not decide at its gate, however well signed. */
function foreignDecision(event: Recorded, state: RunState): string | undefined {
  const gate = event.type === 'gate-decided' ? state.gates[event.decision.gate] : undefined;
  return event.type === 'gate-decided' && gate ? keyObjection(gate, event.decision, state) : undefined;
}

/** Unsigned or badly signed decisions do not count, wherever they came from: a journal that holds one is not used. */
async function verifyDecisions(run: string, records: readonly JournalRecord[], { signer }: EnginePorts): Promise<void> {
  const started = records.flatMap(({ events }) => events).find((event) => event.type === 'run-started');
  if (started === undefined) return;
  const keys = [started.publicKey, ...started.approvers.map(({ key }) => key)];
  for (const record of records) {
    for (const [index, event] of record.events.entries()) {
      if (event.type !== 'gate-decided') continue;
      const { decision } = event;
      if (!isInPlace(decision, index, record)) {
        throw new RunError(
          'environment',
          `The journal of run ${run} was rewritten: the decision on gate ${decision.gate} was made on other records than it contains now. Look at it with \`wavegate verify ${run}\`.`,
        );
      }
      if (!keys.includes(decision.key) || !(await isSignedDecision(run, decision, signer))) {
        throw new RunError(
          'environment',
          `The decision on gate ${decision.gate} in the journal of run ${run} is not signed by a key of this run. Look at it with \`wavegate verify ${run}\`.`,
        );
      }
    }
  }
}
