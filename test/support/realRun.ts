import assert from 'node:assert/strict';
import { composeEngine } from '../../src/compose/engine.ts';
import { createWorkerClient } from '../../src/compose/workerClient.ts';
import { answersBeforehand } from '../../src/cli/follow/answers.ts';
import { isOver } from '../../src/core/model/isOver.ts';
import type { GateKind } from '../../src/core/plan/schema/plan.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import type { Gate, Verdict } from '../../src/core/model/gate.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import type { DatabaseAddress } from '../../src/database/databaseUrl.ts';
import type { Strategy } from '../../src/core/model/revision.ts';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { createMemorySigner } from '../../src/decisions/signers.ts';
import { decideGate } from '../../src/engine/decisions.ts';
import { openRun, startRun } from '../../src/engine/openRun.ts';
import { proposeAdaptation } from '../../src/engine/planWatch.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import type { RunEngine } from '../../src/engine/runEngine.ts';
import type { Signer } from '../../src/ports/signer.ts';
import type { WorkerServices } from '../../src/runs/shared/workerServices.ts';
import type { LocalLayout } from '../../src/state/layout.ts';
import type { RunProject } from './runProject.ts';
import { leftOpen } from './simulatedRun.ts';
import { bundledSessionHost, bundledWorker, hostingPrograms } from './sessionHostBundle.ts';
import { reachStep } from './steps.ts';
import { patience } from './until.ts';

export const who = 'ada';

/** A run of the real engine, on real git, with agents in real processes. */
export interface RealRun {
  readonly engine: RunEngine;
  readonly ports: EnginePorts;
  readonly layout: LocalLayout;
  /** Events since it was opened here. */
  readonly events: readonly Recorded[];
  /** Troubles of the engine with its environment. */
  readonly troubles: readonly string[];
  state(): RunState;
  /** Waits until the state is as asked; fails with the whole state of the run when that takes too long. */
  until(condition: (state: RunState) => boolean): Promise<RunState>;
  /** Decides the pending gate of a kind. */
  decide(kind: GateKind, verdict?: Verdict, note?: string): Promise<void>;
  /** Decides whatever waits for a person until the state is as asked. */
  drive(until: (state: RunState) => boolean, policy?: Policy): Promise<RunState>;
  /** Result of the newest session of a task, a lens or a mechanical step. */
  result(subject: string): SessionResult;
  close(): Promise<void>;
}

/** Behaviour of the person of a test. By default they approve, and leave failures as they are. */
export interface Policy {
  /** undefined: the gate stays open. */
  readonly verdict?: (gate: Gate, state: RunState) => Verdict | undefined;
  readonly adapt?: (state: RunState) => { readonly strategy: Strategy; readonly task: string };
}

export interface RunSetup {
  readonly run?: string;
  readonly signer?: Signer;
  /** Default: the one that is shipped, a process for each session. */
  readonly hostProgram?: string;
  /** Default: the one that is built with it. */
  readonly worker?: string;
  /** Whether one process has all sessions, which is quicker: for tests that are not about their processes. */
  readonly together?: boolean;
  /** Whether it is driven by a process that stays open, as an editor does. */
  readonly staysOpen?: boolean;
  /** Database of a team. Default: files. */
  readonly database?: DatabaseAddress;
  /** Wraps or replaces ports of the engine. */
  readonly ports?: (ports: EnginePorts) => EnginePorts;
  /** Longest time without an event, in milliseconds; `isAtWork` says, after it, whether to wait as long again. */
  readonly patience?: number;
  readonly isAtWork?: () => boolean;
  /** Sees every event as soon as it is on disk, before anything follows from it. */
  readonly onEvents?: (events: readonly Recorded[]) => void;
}

/** Parts of a project that an engine needs. */
export type RunPlace = Pick<RunProject, 'repository' | 'planPath' | 'env' | 'atEnd'>;

/** Setup of a run whose sessions are all in one process. */
export const together: RunSetup = { together: true };

/** Setup of a run with a process for each session. */
export const apart: RunSetup = { together: false };

export const isShipped = (state: RunState): boolean => state.phase === 'shipped';
export const hasFailed = (state: RunState): boolean => state.adaptation !== undefined;

/** Starts a run of a project; it is closed when the test ends. */
export async function startRealRun(project: RunPlace, setup: RunSetup = {}): Promise<RealRun> {
  return begin(project, setup, startRun);
}

/** Opens a run that was started before, as a new process would. */
export async function openRealRun(project: RunPlace, setup: RunSetup = {}): Promise<RealRun> {
  return begin(project, setup, openRun);
}

async function begin(project: RunPlace, setup: RunSetup, open: typeof startRun): Promise<RealRun> {
  const { repository, planPath, env } = project;
  const { staysOpen = false, database } = setup;
  const { worker, sessionHost: hostProgram } = await programsOf(setup);
  const signer = setup.signer ?? createMemorySigner();
  const services = servicesOf(worker);
  const composed = await composeEngine({
    ...{ folder: repository, planPath, signer, hostProgram, services, env, staysOpen },
    ...(database === undefined ? {} : { database }),
  });
  const ports = setup.ports?.(composed.ports) ?? composed.ports;
  const engine = await open(setup.run ?? 'r1', ports);
  project.atEnd(() => engine.close());
  return follow(engine, ports, composed.layout, setup);
}

async function programsOf(setup: RunSetup): ReturnType<typeof hostingPrograms> {
  const { worker, hostProgram: sessionHost } = setup;
  if (worker !== undefined && sessionHost !== undefined) return { worker, sessionHost };
  const programs = setup.together === true ? await hostingPrograms() : await startedPrograms();
  return { worker: worker ?? programs.worker, sessionHost: sessionHost ?? programs.sessionHost };
}

async function startedPrograms(): ReturnType<typeof hostingPrograms> {
  return { worker: await bundledWorker(), sessionHost: await bundledSessionHost() };
}

/** Runs of one window have one worker, also a run that is closed and opened again. */
const workers = new Map<string, WorkerServices>();

function servicesOf(worker: string): WorkerServices {
  const services = workers.get(worker) ?? createWorkerClient(worker);
  workers.set(worker, services);
  return services;
}

function follow(engine: RunEngine, ports: EnginePorts, layout: LocalLayout, setup: RunSetup): RealRun {
  const { onEvents, isAtWork = () => false } = setup;
  const events: Recorded[] = [];
  const troubles: string[] = [];
  let happenings = 0;
  let wake = (): void => undefined;
  const notice = (): void => {
    happenings += 1;
    reachStep('the next event of the run');
    wake();
  };
  engine.subscribe({
    onEvents(added) {
      onEvents?.(added);
      events.push(...added);
      notice();
    },
    onTrouble(message) {
      troubles.push(message);
      notice();
    },
  });
  const happeningAfter = (seen: number): Promise<void> =>
    new Promise((resolve, reject) => {
      if (happenings > seen) return resolve();
      const wait = () => setTimeout(late, setup.patience ?? patience);
      const late = (): void => {
        if (isAtWork()) timer = wait();
        else reject(new Error(`Nothing more happens. ${describe(engine.state, troubles)}`));
      };
      let timer = wait();
      wake = () => (clearTimeout(timer), resolve());
    });
  const until = async (condition: (state: RunState) => boolean, step = () => Promise.resolve(false)) => {
    for (;;) {
      const seen = happenings;
      if (condition(engine.state)) return engine.state;
      if (!(await step())) await happeningAfter(seen);
    }
  };
  const decideOn = async (gate: Gate, verdict: Verdict, note = 'As the test has it.') => {
    const answers = { ...answersBeforehand(engine.state, gate, note), ...leftOpen(engine.state, gate) };
    return decideGate(engine, ports, { gate: gate.id, verdict, who, channel: 'cli', note, answers });
  };
  const say = async (gate: Gate, verdict: Verdict): Promise<void> => {
    const answer = await decideOn(gate, verdict);
    // What the gate was about may change in the moment in which the person decides: they look at the run again.
    if (engine.state.gates[gate.id]?.voided === undefined) assert.deepEqual(answer, {});
  };
  return {
    engine,
    ports,
    layout,
    events,
    troubles,
    state: () => engine.state,
    until: (condition) => until(condition),
    drive: (condition, policy = {}) => until(condition, () => takeStep(engine, ports, policy, say)),
    async decide(kind, verdict = 'approved', note) {
      const isIt = (gate: Gate): boolean => gate.kind === kind;
      const state = await until(() => pendingGates(engine.state).some(isIt));
      const gate = pendingGates(state).find(isIt);
      if (gate) assert.deepEqual(await decideOn(gate, verdict, note), {});
    },
    result(subject) {
      const session = Object.values(engine.state.sessions).findLast((candidate) => candidate.subject === subject);
      assert.ok(session?.result, `There is no result of ${subject}. ${describe(engine.state, troubles)}`);
      return session.result;
    },
    close: () => engine.close(),
  };
}

/** @returns whether there was anything for the person to do */
async function takeStep(
  engine: RunEngine,
  ports: EnginePorts,
  policy: Policy,
  say: (gate: Gate, verdict: Verdict) => Promise<void>,
): Promise<boolean> {
  const { state } = engine;
  if (isOver(state.phase)) throw new Error(`The run is over. ${describe(state, [])}`);
  for (const { id } of state.audit.status === 'triage' ? state.audit.findings.filter((each) => !each.triage) : []) {
    assert.deepEqual(await engine.submit({ type: 'triage-finding', finding: id, triage: 'in', who }), {});
  }
  for (const gate of pendingGates(state)) {
    const verdict = policy.verdict ? policy.verdict(gate, state) : 'approved';
    if (verdict === undefined) continue;
    await say(gate, verdict);
    return true;
  }
  if (!policy.adapt || !state.adaptation || state.adaptation.proposal) return false;
  const { strategy, task } = policy.adapt(state);
  assert.deepEqual(await proposeAdaptation(engine, ports, strategy, task), {});
  return true;
}

/** How far a run has come, for the message of a test that waits in vain. */
function describe(state: RunState, troubles: readonly string[]): string {
  const sessions = Object.values(state.sessions).map(
    ({ id, status, result }) => `${id}: ${result ? `${result.outcome}, ${result.message}` : status}`,
  );
  const gates = Object.values(state.gates).map((gate) => `${gate.id}: ${gate.voided ?? gate.status}`);
  return [`The run is in phase ${state.phase}.`, ...troubles, ...sessions, ...gates].join('\n  ');
}
