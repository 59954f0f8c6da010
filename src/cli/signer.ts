import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findSigner } from '../compose/cli.ts';
import type { KeyChoice } from '../compose/cli.ts';
import type { Signer } from '../ports/signer.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** How a command was told which key to sign with. */
export interface SigningValues {
  readonly key?: string | undefined;
  readonly 'passphrase-fd'?: string | undefined;
}

/**
 * The signer a command line names. A key without a passphrase is reported: agents of the same account can read the
 * file.
 * @throws CliError `usage`; Error for people when the key cannot be used
 */
export async function signerOf(terminal: Terminal, values: SigningValues): Promise<Signer> {
  const choice = choiceOf(terminal, values.key);
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
