import { open, readFile, realpath, stat } from 'node:fs/promises';
import type { Signer } from '../ports/signer.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { digest } from './digest.ts';
import { createSigner } from './ed25519.ts';
import { isLocked, lockKey, unlockKey } from './lockedKey.ts';
import { generatePrivateKey, readPrivateKey } from './signers.ts';
import { commandWord } from '../util/commandWord.ts';

/** Bits of a file's mode that let anyone but its owner at it. */
const othersMask = 0o077;

/** Asks the person for the passphrase of a key file; undefined without a terminal to ask at. */
export type AskPassphrase = (file: string) => Promise<string | undefined>;

/**
 * A signer whose key is in a file that the person names, readable by its owner only: with a passphrase, or as plain PEM
 * (PKCS #8), which then counts in this place alone.
 * @throws Error, for people, when the file is missing, open to others, or no Ed25519 key, or the passphrase is wrong
 */
export async function createKeyFileSigner(
  file: string,
  ask: AskPassphrase = () => Promise.resolve(undefined),
): Promise<Signer> {
  const found = await stat(file).catch((error: unknown) => {
    throw new Error(`The key file ${file} cannot be read. Make one with \`wavegate keygen ${commandWord(file)}\`.`, {
      cause: error,
    });
  });
  // Windows keeps its permissions elsewhere; the mode Node shows there says nothing.
  if (process.platform !== 'win32' && (found.mode & othersMask) !== 0) {
    throw new Error(
      `Others than its owner may use the key file ${file} (mode ${(found.mode & 0o777).toString(8)}), ` +
        `so its signatures would prove nothing. Run: chmod 600 ${commandWord(file)}`,
    );
  }
  const text = await readFile(file, 'utf8');
  if (!isLocked(text)) return { ...createSigner(readPrivateKey(text, file)), place: await placeOf(file) };
  const passphrase = await ask(file);
  if (passphrase === undefined) {
    throw new Error(
      `The key ${file} has a passphrase, and there is no terminal to ask for it. Give it with --passphrase-fd N, from an open file.`,
    );
  }
  const pem = await unlockKey(text, passphrase);
  if (pem === undefined) throw new Error(`The passphrase of the key ${file} is another one. Try again.`);
  return createSigner(readPrivateKey(pem, file));
}

/** Names where a file is without telling it: records of a run are there to be read. */
async function placeOf(file: string): Promise<string> {
  return digest.sha256(`wavegate key at ${await realpath(file)}`);
}

/**
 * Makes a new key file for its owner only. An existing file is never overwritten: decisions signed with it would lose
 * their key.
 * @param passphrase without one, whoever can read the file can decide
 * @throws Error, for people, when the file exists or cannot be written
 */
export async function writeKeyFile(file: string, passphrase?: string): Promise<Signer> {
  const pem = generatePrivateKey();
  const text = passphrase === undefined ? pem : await lockKey(pem, passphrase);
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const exists = errorCode(error) === 'EEXIST';
    throw new Error(
      exists
        ? `${file} exists already, and is left as it is. Name another file, or remove it first.`
        : `The key file ${file} cannot be written: ${errorMessage(error)}`,
      { cause: error },
    );
  }
  return createSigner(readPrivateKey(pem, file));
}
