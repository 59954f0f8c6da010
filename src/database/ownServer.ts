import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chown, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { JournalError } from '../ports/journal.ts';
import { errorMessage } from '../util/errors.ts';
import { connectDatabase } from './connect.ts';
import { readDatabaseUrl } from './databaseUrl.ts';
import type { DatabaseAddress } from './databaseUrl.ts';
import { setUpDatabase } from './schema.ts';

const execute = promisify(execFile);
const name = 'wavegate';
/** PostgreSQL refuses to run as root; where it has no user of its own, it runs as nobody then. */
const nobody = 65_534;
/** Longest wait for a server that starts, which may have to recover first, in milliseconds. */
const startMs = 60_000;

/** A PostgreSQL of a person's own, on loopback, with Wavegate's tables. */
export interface OwnServer {
  readonly address: DatabaseAddress;
  /** File with the address and its password, which only this user can read. Absolute. */
  readonly addressFile: string;
  readonly version: string;
  readonly pid: number;
  /** Settles when it has ended, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** Ends it after what is under way was written. */
  stop(): Promise<void>;
}

/** Folders of programs beside those of the PATH, newest version last. */
const usualFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Library/PostgreSQL/*/bin',
];

/**
 * Starts PostgreSQL from the programs of this system, in a folder that keeps its data for the next time.
 *
 * @param folder absolute
 * @param port free on loopback
 * @throws JournalError where there are no programs, or the server does not start; nothing is left running then
 */
export async function startOwnServer(folder: string, port: number, env: NodeJS.ProcessEnv): Promise<OwnServer> {
  const bin = await findPrograms(env);
  const user = process.getuid?.() === 0 ? await serverUser() : undefined;
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  const options = { cwd: folder, env: { PATH: env['PATH'], LC_ALL: 'C', HOME: folder }, ...user };
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    if (!(await isThere(path.join(data, 'PG_VERSION')))) {
      const password = randomBytes(24).toString('base64url');
      await writeFile(passwordFile, password, { mode: 0o600 });
      if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
      await execute(
        path.join(bin, 'initdb'),
        ['-D', data, '-U', name, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale'],
        options,
      );
    }
  } catch (error) {
    throw new JournalError('io', `PostgreSQL could not be made ready in ${folder}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  const password = (await readFile(passwordFile, 'utf8')).trim();
  const at = (database: string): DatabaseAddress =>
    addressOf(`postgresql://${name}:${password}@127.0.0.1:${port}/${database}`);
  const logFile = path.join(folder, 'server.log');
  const { server, ended } = await launch(path.join(bin, 'postgres'), data, port, logFile, options);
  const stop = async (): Promise<void> => {
    // Fast: connections end, and what was committed is there the next time.
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT');
    await ended;
  };
  try {
    await answers(server, at('postgres'), logFile);
    await makeDatabase(at('postgres'), at(name));
    const addressFile = path.join(folder, 'address');
    await rm(addressFile, { force: true });
    await writeFile(addressFile, `${at(name).url}\n`, { mode: 0o600 });
    const { stdout } = await execute(path.join(bin, 'postgres'), ['--version'], options);
    const version = stdout.trim().replace(/^postgres \(PostgreSQL\) /, '');
    return { address: { ...at(name), file: addressFile }, addressFile, version, pid: server.pid ?? 0, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function launch(
  program: string,
  data: string,
  port: number,
  logFile: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly server: ChildProcess; readonly ended: Promise<unknown> }> {
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const log = await open(logFile, 'w', 0o600);
  try {
    // A group of its own: Ctrl+C at the terminal is for whoever started it, who ends it last.
    const server = spawn(program, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...options,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    // Heard from the first moment: one that cannot start may have ended before its log is closed here.
    return { server, ended: once(server, 'exit').catch((error: unknown) => error) };
  } finally {
    await log.close();
  }
}

async function answers(server: ChildProcess, address: DatabaseAddress, logFile: string): Promise<void> {
  const database = connectDatabase(address);
  const end = performance.now() + startMs;
  try {
    for (;;) {
      const problem = await database.ask('SELECT 1').then(
        () => undefined,
        (error: unknown) => errorMessage(error),
      );
      if (problem === undefined) return;
      const over = server.exitCode !== null || server.signalCode !== null;
      if (over || performance.now() > end) {
        const said = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ');
        throw new JournalError(
          'io',
          `PostgreSQL did not start: ${said === '' ? problem : said} All it said is in ${logFile}.`,
        );
      }
      await delay(100);
    }
  } finally {
    // Not waited for: where the server is gone, its connections keep this process from nothing, and it would end here.
    void database.close();
  }
}

async function makeDatabase(administrator: DatabaseAddress, own: DatabaseAddress): Promise<void> {
  const server = connectDatabase(administrator);
  try {
    const { rows } = await server.ask('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rows.length === 0) await server.ask(`CREATE DATABASE ${name}`);
  } finally {
    await server.close();
  }
  const database = connectDatabase(own);
  try {
    await setUpDatabase(database);
  } finally {
    await database.close();
  }
}

/** Folder with `initdb` and `postgres`. */
async function findPrograms(env: NodeJS.ProcessEnv): Promise<string> {
  const usual = await Promise.all(usualFolders.map(matching));
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), ...usual.flat()];
  for (const folder of folders.filter((each) => each !== '')) {
    if ((await isThere(path.join(folder, 'initdb'))) && (await isThere(path.join(folder, 'postgres')))) return folder;
  }
  throw new JournalError(
    'io',
    'PostgreSQL is not installed here: neither the PATH nor its usual folders have initdb and postgres. Install it ' +
      '(Debian: apt-get install postgresql; macOS: brew install postgresql), or use the database of your team: docs/team.md.',
  );
}

/** Folders of a pattern with one `*`, the highest number first. */
async function matching(pattern: string): Promise<readonly string[]> {
  const [before = '', after = ''] = pattern.split('*');
  const parent = path.dirname(`${before}x`);
  const prefix = path.basename(`${before}x`).slice(0, -1);
  const names = await readdir(parent).catch(() => []);
  return names
    .filter((each) => each.startsWith(prefix))
    .sort((one, other) => Number.parseInt(other.slice(prefix.length)) - Number.parseInt(one.slice(prefix.length)))
    .map((each) => `${parent}/${each}${after}`);
}

async function serverUser(): Promise<{ readonly uid: number; readonly gid: number }> {
  const number = async (option: string): Promise<number> =>
    Number((await execute('id', [option, 'postgres'])).stdout.trim());
  try {
    return { uid: await number('-u'), gid: await number('-g') };
  } catch {
    return { uid: nobody, gid: nobody };
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function addressOf(url: string): DatabaseAddress {
  const address = readDatabaseUrl(url);
  if ('problem' in address) throw new Error(address.problem);
  return address;
}
