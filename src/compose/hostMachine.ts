import os from 'node:os';
import path from 'node:path';
import type { DatabaseAddress } from '../database/databaseUrl.ts';
import type { HostOffer } from '../core/model/hostOffer.ts';
import { createHostDesk } from '../database/hostDesk.ts';
import { connectDatabase } from '../database/connect.ts';
import { requireTables } from '../database/schema.ts';
import { asDatabaseError } from '../database/errors.ts';
import { createPrograms } from '../processes/programs.ts';
import { findAgents } from '../runs/editor/agentCheck.ts';
import { runOnHost } from '../runs/team/hostSession.ts';
import { serveSessions } from '../runs/team/teamHost.ts';
import type { HostNews } from '../runs/team/teamHost.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';
import { machineId } from '../state/machineId.ts';
import { findRoots } from '../state/roots.ts';
import { here, hideLogin, programBeside } from './cli.ts';
import { createMachineSandbox } from './sandbox.ts';
import { createTurns } from '../git/worktrees/turns.ts';

/** Session hosts that wait for the next sessions, each of about 20 MB. */
const mostReady = 4;

export interface HostSetup {
  readonly database: DatabaseAddress;
  readonly name: string;
  readonly labels: readonly string[];
  /** Most sessions at once. Default: one for each core. */
  readonly slots?: number | undefined;
  /** Folder with all that is the host's. Default: beside the worktrees of this user. */
  readonly folder?: string | undefined;
  /** Seconds without a sign of this host after which its sessions are given to others. */
  readonly lease: number;
  readonly env: NodeJS.ProcessEnv;
  readonly tell: (
    news: HostNews | { readonly type: 'offers'; readonly offer: HostOffer; readonly folder: string },
  ) => void;
  readonly until: AbortSignal;
}

/** Runs sessions of a team on this machine, until the signal. @throws JournalError, LayoutError */
export async function runHostMachine(setup: HostSetup): Promise<void> {
  const { database: address, name, env, tell, until, lease } = setup;
  const folder = setup.folder ?? path.join(path.dirname(findRoots(process.platform, env).worktrees), 'hosts', name);
  const stateRoot = path.join(folder, 'state');
  await hideLogin(address, { env, settings: { stateRoot, worktreeRoot: path.join(folder, 'worktrees') } });
  const programs = createPrograms();
  const hostProgram = programBeside('sessionHost');
  const offer = await offerOf(setup, env);
  const database = connectDatabase(address);
  try {
    await requireTables(database).catch((error: unknown) => {
      throw asDatabaseError(error, address.shown);
    });
    tell({ type: 'offers', offer, folder });
    let token = 0;
    const inTurn = createTurns();
    const means = {
      desk: createHostDesk(database, name, lease),
      token: () => token,
      folder,
      opened: new Map(),
      hostProgram,
      services: here,
      programs,
      records: createSessionRecords(),
      inTurn: <Result>(of: string, work: () => Promise<Result>): Promise<Result> => inTurn([of], work),
    };
    await serveSessions({
      ...{ desk: means.desk, offer, seconds: lease, tell, until },
      machine: await machineId(stateRoot),
      entered: (number) => (token = number),
      run: (job) => runOnHost(job, means),
      makeReady: (sessions) =>
        here.readyHosts({ nodePath: process.execPath, hostProgram }, Math.min(sessions, mostReady)),
    });
  } finally {
    await database.close();
  }
}

async function offerOf({ name, labels, slots }: HostSetup, env: NodeJS.ProcessEnv): Promise<HostOffer> {
  const [agents, sandbox] = await Promise.all([findAgents(createPrograms(), env), createMachineSandbox().status()]);
  const cores = os.availableParallelism();
  return {
    ...{ name, cores, labels, memory: os.totalmem(), sandbox: sandbox.works, takeOver: false },
    slots: slots ?? cores,
    agents: agents.flatMap(({ driver, version }) => (version === undefined ? [] : [{ driver, version }])),
  };
}
