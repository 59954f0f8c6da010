import path from 'node:path';
import { cacheFolder } from '../../scripts/vscodeHost/cacheFolder.ts';

/** Variables that a shell needs; everything else of this machine's environment is kept from the agents and from us. */
const kept = [
  'PATH',
  'LANG',
  'TZ',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'WAVEGATE_CHROMIUM',
  'NODE_COMPILE_CACHE',
];

/**
 * Takes everything out of this process's environment that a credential of this machine could be in, and puts the tested
 * CLIs first on the PATH: what the process starts inherits no more than this.
 *
 * @param bins folders that hold CLIs
 * @returns puts the environment back, where other tests follow in this process
 */
export function cleanEnvironment(home: string, bins: readonly string[]): () => void {
  const before = { ...process.env };
  // Where it is depends on the home folder.
  const cache = cacheFolder();
  for (const name of Object.keys(process.env)) if (!kept.includes(name)) delete process.env[name];
  Object.assign(process.env, { HOME: home, USERPROFILE: home, TERM: 'xterm-256color', WAVEGATE_DEV_CACHE: cache });
  process.env['PATH'] = [...bins, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  return () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
