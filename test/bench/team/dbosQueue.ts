import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../scripts/vscodeHost/cacheFolder.ts';

const version = '5.3.0';
const name = '@dbos-inc/dbos-sdk';
/** As often as it may look; by default it does once a second. */
const pollMs = 50;

/** Parts of DBOS Transact that the bench calls. */
interface Dbos {
  setConfig(config: object): void;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  registerQueue(queue: string, options: object): Promise<unknown>;
  registerWorkflow(work: (number: number) => Promise<void>, options: object): (number: number) => Promise<void>;
  startWorkflow(work: (number: number) => Promise<void>, options: object): (number: number) => Promise<unknown>;
}

/**
 * Milliseconds from enqueuing something with DBOS Transact to its handler, one after the other, on the same database server.
 * The package is installed into the cache of development the first time.
 */
export async function dbosDispatches(url: string, count: number): Promise<readonly number[]> {
  const { DBOS } = (await import(pathToFileURL(await installed()).href)) as { readonly DBOS: Dbos };
  let got = (_number: number): void => undefined;
  const work = DBOS.registerWorkflow((number) => Promise.resolve(got(number)), { name: 'work' });
  const silent = () => undefined;
  const logger = { info: silent, debug: silent, warn: silent, error: silent };
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, logger });
  await DBOS.launch();
  try {
    await DBOS.registerQueue('bench', { minPollingIntervalMs: pollMs });
    const times: number[] = [];
    for (let number = 0; number < count; number += 1) {
      const begun = new Promise<number>((resolve) => (got = () => resolve(performance.now())));
      const began = performance.now();
      await DBOS.startWorkflow(work, { queueName: 'bench' })(number);
      times.push((await begun) - began);
    }
    return times;
  } finally {
    await DBOS.shutdown();
  }
}

async function installed(): Promise<string> {
  const folder = path.join(cacheFolder(), `dbos-${version}`);
  if (!existsSync(path.join(folder, 'node_modules', name))) {
    const argv = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, `${name}@${version}`];
    await promisify(execFile)('npm', argv);
  }
  return createRequire(path.join(folder, 'package.json')).resolve(name);
}
