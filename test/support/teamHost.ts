import { mkdirSync } from 'node:fs';
import type { HostOffer } from '../../src/core/model/hostOffer.ts';
import { createWorkerServices } from '../../src/compose/workerServices.ts';
import type { Database } from '../../src/database/connect.ts';
import { createHostDesk } from '../../src/database/hostDesk.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { runOnHost } from '../../src/runs/team/hostSession.ts';
import { serveSessions } from '../../src/runs/team/teamHost.ts';
import { createSessionRecords } from '../../src/sessionHost/sessionRecords.ts';
import { connectTo } from './postgres.ts';

export const someOffer: HostOffer = {
  name: 'one',
  cores: 2,
  memory: 2 ** 32,
  agents: [],
  labels: [],
  sandbox: false,
  slots: 4,
  takeOver: false,
};

/** Seconds it may be silent before its sessions are given to others: longer than a busy machine lets it wait. */
const silence = 60;

/** Host of a team in this process, which runs real sessions in a folder of its own. */
export interface TestHost {
  /** Leaves it; sessions go on. */
  stop(): Promise<void>;
}

/** @param folder for its clones, worktrees and sessions */
export function startHostHere(url: string, folder: string, hostProgram: string, offer = someOffer): TestHost {
  mkdirSync(folder, { recursive: true });
  const database: Database = connectTo(url);
  const until = new AbortController();
  let token = 0;
  const means = {
    desk: createHostDesk(database, offer.name, silence),
    token: () => token,
    folder,
    opened: new Map(),
    hostProgram,
    services: createWorkerServices(),
    programs: createPrograms(),
    records: createSessionRecords(),
    inTurn: <Result>(_name: string, work: () => Promise<Result>) => work(),
  };
  const served = serveSessions({
    desk: means.desk,
    machine: folder,
    offer,
    seconds: silence,
    run: (job) => runOnHost(job, means),
    entered: (number) => (token = number),
    tell: () => undefined,
    until: until.signal,
  });
  return {
    async stop() {
      until.abort();
      await served.catch(() => undefined);
      await database.close();
    },
  };
}
