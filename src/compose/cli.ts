import { existsSync } from 'node:fs';
import path from 'node:path';
import { createKeyFileSigner } from '../decisions/keyFile.ts';
import type { AskPassphrase } from '../decisions/keyFile.ts';
import { createMemorySigner } from '../decisions/signers.ts';
import { createSshAgentSigner } from '../decisions/sshAgent.ts';
import type { Signer } from '../ports/signer.ts';
import type { Place } from '../runs/find/findRuns.ts';
import type { DatabaseAddress } from '../database/databaseUrl.ts';
import { findRoots } from '../state/roots.ts';
import { noteSecretFile } from '../state/secretFiles.ts';
import { createWorkerServices } from './workerServices.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';

/** Short commands do all their work themselves: a process more would cost them more than it saves. */
export const here: WorkerServices = createWorkerServices();

/** Has sandboxes hide the files with the login of the database. */
export async function hideLogin(
  { file }: DatabaseAddress,
  { env, settings }: Pick<Place, 'env' | 'settings'>,
): Promise<void> {
  const { state } = findRoots(process.platform, env, settings);
  const home = env[process.platform === 'win32' ? 'APPDATA' : 'HOME'];
  const usual = process.platform === 'win32' ? ['postgresql', 'pgpass.conf'] : ['.pgpass'];
  const passwords = env['PGPASSFILE'] ?? (home === undefined ? undefined : path.join(home, ...usual));
  for (const each of [file, passwords]) {
    if (each !== undefined && existsSync(each)) await noteSecretFile(state, each);
  }
}

/** Place of a key that signs: in a file, or with the SSH agent, named by fingerprint or comment. */
export type KeyChoice = { readonly file: string } | { readonly sshAgent: string | undefined };

/**
 * Signs with a chosen key, or, without one, with a key that ends with this process.
 * @param env environment with the way to the SSH agent
 * @throws Error for people when the file is no key that only its owner may read, or the agent has no such key
 */
export async function findSigner(
  choice: KeyChoice | undefined,
  env: Readonly<Record<string, string | undefined>>,
  ask?: AskPassphrase,
): Promise<Signer> {
  if (choice === undefined) return createMemorySigner();
  if ('file' in choice) return createKeyFileSigner(choice.file, ask);
  return createSshAgentSigner(agentSocket(env), choice.sshAgent);
}

/** OpenSSH for Windows has a pipe of a fixed name, and sets no variable. */
function agentSocket(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
}

/** Path of a program that the command line starts; it lies beside it, built or not. */
export function programBeside(name: 'sessionHost' | 'worker'): string {
  const built = path.extname(import.meta.filename) === '.mjs';
  return path.join(import.meta.dirname, `${name}.${built ? 'mjs' : 'ts'}`);
}
