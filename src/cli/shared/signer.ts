import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { sshAgentInReach } from '../../core/plan/keyReach.ts';
import type { Plan } from '../../core/plan/schema/plan.ts';
import { findSigner } from '../../compose/cli.ts';
import type { KeyChoice } from '../../compose/cli.ts';
import type { Signer } from '../../ports/signer.ts';
import { findRoots } from '../../state/roots.ts';
import { noteSecretFile } from '../../state/secretFiles.ts';
import { CliError } from './exit.ts';
import { placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';

/** How a command was told which key to sign with. */
export interface SigningValues {
  readonly key?: string | undefined;
  readonly 'passphrase-fd'?: string | undefined;
  readonly state?: string | undefined;
}

/**
 * The signer a command line names. A key without a passphrase is reported: agents of the same account can read the
 * file.
 * @throws CliError `usage`; Error for people when the key cannot be used
 */
export async function signerOf(terminal: Terminal, values: SigningValues): Promise<Signer> {
  const choice = choiceOf(terminal, values.key);
  if (choice !== undefined && 'file' in choice) await hideFromAgents(terminal, values, choice.file);
  const signer = await findSigner(choice, terminal.env, () =>
    passphraseOf(terminal, values, `Passphrase of ${values.key}: `),
  );
  if (signer.place !== undefined) {
    terminal.note(
      `Warning: the key ${values.key} has no passphrase, so whatever runs as you can use it. Make one that has: wavegate keygen FILE`,
    );
  }
  return signer;
}

/**
 * Refuses a key of the SSH agent where the plan gives agents a way to it, and says so where nothing keeps them from it.
 * @throws CliError `no`
 */
export function requireOutOfReach(terminal: Terminal, values: SigningValues, plan: Plan): void {
  if (!/^ssh-agent(?::|$)/.test(values.key ?? '')) return;
  const reach = sshAgentInReach(plan);
  if (reach !== undefined) throw new CliError('no', reach);
  if (plan.worktree.sandbox !== 'off') return;
  terminal.note(
    'Warning: without a sandbox, agents run as you and can ask your SSH agent, too. Add the key so that each use is confirmed (ssh-add -c), or use a security key.',
  );
}

/** `ssh-agent`, `ssh-agent:NAME`, or a file; a file of that name is `./ssh-agent`. */
function choiceOf(terminal: Terminal, key: string | undefined): KeyChoice | undefined {
  if (key === undefined) return undefined;
  const agent = /^ssh-agent(?::(.*))?$/s.exec(key);
  if (agent === null) return { file: path.resolve(terminal.folder, key) };
  if (agent[1] === '')
    throw new CliError(
      'usage',
      'Name the key after ssh-agent: by its fingerprint or comment, as ssh-add -l shows them.',
    );
  return { sshAgent: agent[1] };
}

/** Has sandboxes hide a key file from now on, and the file its passphrase comes from, where the system tells its name. */
export async function hideFromAgents(terminal: Terminal, values: SigningValues, file: string): Promise<void> {
  const { state } = findRoots(process.platform, terminal.env, placeOf(terminal, values).settings);
  await noteSecretFile(state, file);
  const passphrase = fileBehind(values['passphrase-fd']);
  if (passphrase !== undefined) await noteSecretFile(state, passphrase);
}

/** Path of an open file; undefined for a pipe, and where the system does not tell. */
function fileBehind(descriptor: string | undefined): string | undefined {
  try {
    const leadsTo = readlinkSync(`/proc/self/fd/${descriptor}`);
    return path.isAbsolute(leadsTo) && !leadsTo.startsWith('/dev/') ? leadsTo : undefined;
  } catch {
    return undefined;
  }
}

/** A passphrase from the open file that was named, else from the terminal; undefined where there is none. */
export async function passphraseOf(
  terminal: Terminal,
  values: SigningValues,
  prompt: string,
): Promise<string | undefined> {
  const named = values['passphrase-fd'];
  if (named === undefined) return terminal.secret?.(prompt);
  if (!/^\d+$/.test(named)) throw new CliError('usage', '--passphrase-fd takes the number of an open file, such as 3.');
  try {
    return readFileSync(Number(named), 'utf8').replace(/\r?\n[^]*$/, '');
  } catch (error) {
    throw new CliError(
      'usage',
      `File ${named} is not open to read a passphrase from: add ${named}<FILE to the command.`,
      {
        cause: error,
      },
    );
  }
}
