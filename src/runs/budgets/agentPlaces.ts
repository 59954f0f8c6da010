import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../clock/systemClock.ts';
import type { AgentTicket, AtOnceLimit } from '../../core/model/atOnce.ts';
import { mayBegin, waitsForAgentText } from '../../core/queries/atOnce.ts';
import { takeLease } from '../../journal/lease.ts';
import type { AgentPlaces } from '../../ports/agentPlaces.ts';
import { isJournalError } from '../../ports/journal.ts';
import type { Layout } from '../../ports/layout.ts';
import type { ProcessIdentity, Programs } from '../../ports/programs.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { folderName } from '../../state/folderName.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { errorMessage } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import { readLimits } from './limitFile.ts';

/** Interval at which a waiting process looks whether a place is free. */
const lookMs = 1_000;

/** A ticket as its file has it. */
export interface FiledTicket extends AgentTicket {
  /** Folder of its session. Absolute */
  readonly folder: string;
  /** Process that asked for the place. */
  readonly asker: ProcessIdentity;
}

interface PlaceOptions {
  readonly stateRoot: string;
  readonly identify: Programs['identify'];
  readonly records: Pick<SessionRecords, 'read'>;
}

/** Folder with a file for each agent that works or waits on this machine. */
export function placesFolder(stateRoot: string): string {
  return path.join(stateRoot, 'agents', folderName(hostname()));
}

/**
 * Places in files of the state folder, which the windows and commands of a machine share: a ticket for each agent. Who may begin
 * is decided under a lock; a place belongs to the session, so it outlives whoever asked for it and is free when the session is over.
 */
export function createAgentPlaces(
  options: PlaceOptions & { readonly layout: Pick<Layout, 'sessionFolder'> },
): AgentPlaces {
  const folder = placesFolder(options.stateRoot);
  return {
    async take({ run, session, epoch, driver }, waits, signal) {
      const asker = (await options.identify(process.pid)) ?? { pid: process.pid, started: '' };
      const sessionFolder = options.layout.sessionFolder(run, session, epoch);
      const ticket = { id: randomUUID(), run, driver, at: Date.now(), works: false, folder: sessionFolder, asker };
      const file = path.join(folder, `${ticket.id}.json`);
      const giveUp = (): Promise<void> => rm(file, { force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await put(file, ticket);
      let told: string | undefined;
      while (!signal.aborted) {
        const why = await whyNot(ticket, file, folder);
        if (why === undefined) return { giveUp };
        if (why !== told) await waits(why);
        told = why;
        await delay(lookMs, undefined, { signal }).catch(() => undefined);
      }
      await giveUp();
      return undefined;
    },
  };

  /** Takes the place if it is this ticket's turn. @returns why it has to wait */
  async function whyNot(ticket: FiledTicket, file: string, folder: string): Promise<string | undefined> {
    try {
      const limits = await readLimits(options.stateRoot);
      if (limits.length === 0) return await begin(ticket, file);
      // Under the lock only where it looks as if it were free: many may wait.
      const why = await waitsBy(ticket, limits);
      if (why !== undefined) return why;
      return await locked(folder, options.identify, async () => {
        return (await waitsBy(ticket, limits)) ?? begin(ticket, file);
      });
    } catch (error) {
      return `Waits. ${errorMessage(error)}`;
    }
  }

  async function waitsBy(ticket: FiledTicket, limits: readonly AtOnceLimit[]): Promise<string | undefined> {
    const tickets = await liveTickets(options);
    // A driver of the run that is gone may have started it, and nobody has noted that.
    if (tickets.some(({ works, folder }) => works && folder === ticket.folder)) return undefined;
    return mayBegin(tickets, limits).has(ticket.id) ? undefined : waitsForAgentText(ticket.driver, tickets, limits);
  }

  async function begin(ticket: FiledTicket, file: string): Promise<undefined> {
    await put(file, { ...ticket, works: true });
    return undefined;
  }
}

/** Agents that work or wait on this machine; files of those that are over are removed. */
export async function liveTickets(options: PlaceOptions): Promise<readonly FiledTicket[]> {
  const folder = placesFolder(options.stateRoot);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const file = path.join(folder, name);
        const ticket = readTicket(await readFile(file, 'utf8').catch(() => ''));
        if (ticket !== undefined && (await isLive(ticket, options))) return [ticket];
        await rm(file, { force: true });
        return [];
      }),
  );
  return found.flat();
}

/** A place is its session's once that has a host, and until then of whoever asked. */
async function isLive({ works, folder, asker }: FiledTicket, { identify, records }: PlaceOptions): Promise<boolean> {
  const lives = async ({ pid, started }: ProcessIdentity): Promise<boolean> =>
    (await identify(pid))?.started === started;
  if (!works) return lives(asker);
  if ((await records.read(folder, sessionFiles.result)) !== undefined) return false;
  const host = await records.read(folder, sessionFiles.host);
  return lives(host ?? asker);
}

function readTicket(text: string): FiledTicket | undefined {
  const value = parseJson(text);
  return isTicket(value) ? value : undefined;
}

function isTicket(value: unknown): value is FiledTicket {
  if (!isRecord(value) || !isRecord(value['asker'])) return false;
  const { id, run, driver, folder, at, works, asker } = value;
  return (
    [id, run, driver, folder, asker['started']].every((text) => typeof text === 'string') &&
    [at, asker['pid']].every((number) => typeof number === 'number') &&
    typeof works === 'boolean'
  );
}

async function put(file: string, ticket: FiledTicket): Promise<void> {
  await writeWhole(file, JSON.stringify(ticket));
}

/** Those of this process wait for each other here: the lease tells processes apart, not their parts. */
let last: Promise<unknown> = Promise.resolve();

function locked<Result>(folder: string, identify: Programs['identify'], work: () => Promise<Result>): Promise<Result> {
  const done = last.then(async () => {
    const lease = await takePatiently(path.join(folder, 'lock'), identify);
    try {
      return await work();
    } finally {
      await lease.release();
    }
  });
  last = done.catch(() => undefined);
  return done;
}

async function takePatiently(folder: string, identify: Programs['identify']): ReturnType<typeof takeLease> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      return await takeLease(folder, () => Promise.resolve(0), systemClock, identify);
    } catch (error) {
      if (!isJournalError(error, 'in-use')) throw error;
      await delay(20);
    }
  }
}
