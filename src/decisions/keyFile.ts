import { open, readFile, stat } from 'node:fs/promises';
import type { Signer } from '../ports/signer.ts';
import { createSigner } from './ed25519.ts';
import { generatePrivateKey, readPrivateKey } from './signers.ts';

/** Bits of a file's mode that let anyone but its owner at it. */
const othersMask = 0o077;

/**
 * A signer whose key is in a file that the person names: PEM, PKCS #8, readable by its owner only.
 * @throws Error, for people, when the file is missing, open to others, or no Ed25519 key
 */
export async function createKeyFileSigner(file: string): Promise<Signer> {
  const found = await stat(file).catch((error: unknown) => {
    throw new Error(`The key file ${file} cannot be read. Make one with \`wavegate keygen ${file}\`.`, {
      cause: error,
    });
  });
  // Windows keeps its permissions elsewhere; the mode Node shows there says nothing.
  if (process.platform !== 'win32' && (found.mode & othersMask) !== 0) {
    throw new Error(
      `Others than its owner may use the key file ${file} (mode ${(found.mode & 0o777).toString(8)}), ` +
        `so its signatures would prove nothing. Run: chmod 600 ${file}`,
    );
  }
  return createSigner(readPrivateKey(await readFile(file, 'utf8'), file));
}

/**
 * Makes a new key file for its owner only. An existing file is never overwritten: decisions signed with it would lose
 * their key.
 * @throws Error, for people, when the file exists or cannot be written
 */
export async function writeKeyFile(file: string): Promise<Signer> {
  const pem = generatePrivateKey();
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(pem);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Error(
      exists
        ? `${file} exists already, and is left as it is. Name another file, or remove it first.`
        : `The key file ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return createSigner(readPrivateKey(pem, file));
}
