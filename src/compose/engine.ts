import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { telemetrySettings } from '../core/telemetry/settings.ts';
import { digest } from '../decisions/digest.ts';
import { createRequestBox } from '../decisions/requestBox.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { createLocalExecutor } from '../executors/local/localExecutor.ts';
import { createWorkspaces } from '../git/worktrees/gitWorkspaces.ts';
import type { DatabaseAddress } from '../database/databaseUrl.ts';
import type { TeamMachine } from '../database/sessions.ts';
import type { TeamDatabase } from '../database/teamDatabase.ts';
import { createJournalStore } from '../journal/journalStore.ts';
import type { Executor } from '../ports/executor.ts';
import type { PlanFile } from '../ports/planFile.ts';
import type { Signer } from '../ports/signer.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { freePort } from '../processes/freePort.ts';
import { createPrograms } from '../processes/programs.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';
import type { LocalLayout } from '../state/layout.ts';
import { machineId } from '../state/machineId.ts';
import { makeFolder } from '../state/makeFolder.ts';
import type { FolderSettings } from '../state/roots.ts';
import { writeRunCheckout } from '../state/runCheckout.ts';
import { requireUsable } from '../state/usablePlaces.ts';
import { createThreads } from '../threads/threads.ts';
import { programVersion } from './programVersion.ts';
import type { ComposedEngine } from '../runs/shared/composedEngine.ts';
import { fileInside } from '../runs/shared/fileInside.ts';
import { teamOf } from '../runs/find/findRuns.ts';
import { settle } from '../runs/find/locate.ts';
import { readReviewSummary } from '../runs/planning/planReviewFile.ts';
import { createHostedSessions } from '../runs/team/hostedSessions.ts';
import { createLikeTasks } from '../runs/budgets/likeTasks.ts';
import { createAgentPlaces } from '../runs/budgets/agentPlaces.ts';
import { createSharedBudgets } from '../runs/budgets/sharedBudgets.ts';
import { createSessionMirror } from '../runs/team/sessionMirror.ts';
import { createTeamExecutor } from '../runs/team/teamExecutor.ts';
import { createTeamWork } from '../runs/find/teamWork.ts';
import type { TeamWork } from '../runs/find/teamWork.ts';
import { createOtherRuns } from '../runs/find/otherRuns.ts';
import { systemClock } from '../clock/systemClock.ts';
import { createTeamWorkspaces } from '../runs/team/teamWorkspaces.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';
import { errorCode } from '../util/errors.ts';

export interface EngineSetup {
  /** Any folder of the person's checkout. Absolute. */
  readonly folder: string;
  /** The plan file. Absolute. */
  readonly planPath: string;
  readonly signer: Signer;
  readonly settings?: FolderSettings;
  /** The session host's program, built beside the program that composes. */
  readonly hostProgram: string;
  /** Starts the programs, here or in a worker. */
  readonly services: WorkerServices;
  /** Whether this process stays while a person reads a launch gate. Default: it may end before that is decided. */
  readonly staysOpen?: boolean;
  /** Driver that the person has set for plans without agents. Default: the one in WAVEGATE_AGENT. */
  readonly agent?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Database with the runs of a team. Default: files of this machine. */
  readonly database?: DatabaseAddress;
}

/**
 * Wires the adapters of this machine to the engine, for one repository and one plan file.
 * @throws WorkspaceError when the folder is no repository a run can use; LayoutError when the folders cannot be used
 */
export async function composeEngine(setup: EngineSetup): Promise<ComposedEngine> {
  const { repository, common, layout } = await settle(setup.services, setup.folder, setup.settings, setup.env);
  const programs = createPrograms();
  const { startHost, readyHosts, ...work } = setup.services;
  const team = await teamOf(setup.services, setup, repository);
  const files = createJournalStore({ layout, clock: systemClock, identify: (pid) => programs.identify(pid), digest });
  const journals = team?.journals ?? files;
  const teamWork =
    team === undefined ? undefined : createTeamWork({ services: setup.services, team, layout, repository });
  const noteRun = async (run: string): Promise<void> => {
    await makeFolder(layout.runFolder(run));
    await writeRunCheckout(layout.checkoutFile(run), repository, team?.database.shown);
    await teamWork?.publish(run);
  };
  const workspaces = createWorkspaces({ repository, layout, work, freePort });
  const telemetry = await telemetryOf(setup.env ?? process.env, layout);
  const ports: EnginePorts = {
    agentPlaces: createAgentPlaces({
      ...{ stateRoot: layout.stateRoot, layout, records: createSessionRecords() },
      identify: (pid) => programs.identify(pid),
    }),
    budgets: createSharedBudgets(layout.stateRoot),
    ...(telemetry === undefined ? {} : { telemetry }),
    otherRuns: createOtherRuns(team === undefined ? [files] : [team.journals, files]),
    likeTasks: createLikeTasks(journals, layout.stateRoot),
    clock: systemClock,
    comments: {
      read: (forge, url) => setup.services.readComments(repository, forge, url),
      answer: async (forge, url, answer) => (await setup.services.answerComment(repository, forge, url, answer)).why,
    },
    digest,
    signer: setup.signer,
    planFile: await planFileAt(setup, repository, layout),
    journals: {
      ...journals,
      async open(run) {
        const opened = await journals.open(run);
        try {
          await teamWork?.take(run);
        } catch (error) {
          await opened.journal.close();
          throw error;
        }
        return opened;
      },
      async create(run) {
        const journal = await journals.create(run);
        let noted: Promise<void> | undefined;
        return {
          get end() {
            return journal.end;
          },
          // With the first record, so that a run that is refused leaves nothing.
          append(events) {
            noted ??= noteRun(run);
            return noted.then(() => journal.append(events));
          },
          close: () => journal.close(),
        };
      },
    },
    requests: team?.requests ?? createRequestBox((run) => layout.requestsFolder(run)),
    threads: createThreads({ layout }),
    workspaces: team === undefined ? workspaces : createTeamWorkspaces(workspaces, team.jobs),
    executor: executorOf(
      createLocalExecutor({
        layout,
        repository,
        hostProgram: setup.hostProgram,
        nodePath: process.execPath,
        clock: systemClock,
        programs,
        records: createSessionRecords(),
        startHost,
        ...(setup.staysOpen === true ? { readyHosts } : {}),
      }),
      team === undefined || teamWork === undefined
        ? undefined
        : { team, work: teamWork, layout, repository, services: setup.services },
    ),
  };
  const { stateRoot, worktreeRoot } = layout;
  return {
    ports,
    layout,
    repository,
    requirePlaces: () => requireUsable({ stateRoot, worktreeRoot, gitFolder: common }),
  };
}

/** Telemetry where the environment asks for it; its code is loaded only then. */
async function telemetryOf(env: NodeJS.ProcessEnv, layout: LocalLayout): Promise<Telemetry | undefined> {
  const settings = telemetrySettings(env);
  if (settings === undefined) return undefined;
  const { createTelemetry } = await import('../telemetry/telemetry.ts');
  return createTelemetry({
    settings,
    sender: { resource: settings.resource, version: await programVersion() },
    tools: digest,
    now: () => systemClock.now(),
    markFile: (run) => layout.telemetryFile(run),
    note: (message) => console.error(message),
  });
}

/** Where sessions run: on this machine, or, of a team's run, on its hosts, too. */
function executorOf(
  local: Executor,
  parts:
    | {
        readonly team: TeamDatabase;
        readonly work: TeamWork;
        readonly layout: LocalLayout;
        readonly repository: string;
        readonly services: WorkerServices;
      }
    | undefined,
): Executor {
  if (parts === undefined) return local;
  const { team, work, layout, repository, services } = parts;
  const machine = async (): Promise<TeamMachine> => ({ id: await machineId(layout.stateRoot), name: hostname() });
  const mirror = createSessionMirror({ layout, repository, records: createSessionRecords() });
  const hosted = createHostedSessions({ jobs: team.jobs, work, mirror, services, layout, repository });
  return createTeamExecutor({ local, hosted, hosts: () => team.jobs.hosts(), sessions: team.sessions, work, machine });
}

async function planFileAt(
  { planPath, services, agent }: EngineSetup,
  repository: string,
  layout: Pick<LocalLayout, 'planReviewFile'>,
): Promise<PlanFile> {
  const file = (await fileInside(repository, planPath)) ?? path.basename(planPath);
  return {
    file,
    reviewed: () => readReviewSummary(layout.planReviewFile(file)),
    assumed: () => services.assumedAt(repository, agent),
    async read() {
      try {
        return await readFile(planPath, 'utf8');
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
