import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Signer } from '../ports/signer.ts';
import { createSigner } from './ed25519.ts';

/** Place where the editor keeps secrets: no file, and out of reach of the processes it starts. */
export interface SecretPlace {
  get(): Promise<string | undefined>;
  store(secret: string): Promise<void>;
}

/** A signer whose key lives and ends with this process. */
export function createMemorySigner(): Signer {
  return createSigner(generateKeyPairSync('ed25519').privateKey);
}

/**
 * A signer whose key is kept in a secret place; made and stored there the first time.
 * @throws Error when what is stored there is no Ed25519 key
 */
export async function createSecretSigner(place: SecretPlace): Promise<Signer> {
  const stored = await place.get();
  if (stored !== undefined) return createSigner(readPrivateKey(stored, 'the secret storage'));
  const { privateKey } = generateKeyPairSync('ed25519');
  await place.store(writePrivateKey(privateKey));
  return createSigner(privateKey);
}

/** A new private key as PEM (PKCS #8). */
export function generatePrivateKey(): string {
  return writePrivateKey(generateKeyPairSync('ed25519').privateKey);
}

/**
 * @param source where the text comes from, for the message
 * @throws Error when the text is not an Ed25519 private key in PEM
 */
export function readPrivateKey(pem: string, source: string): KeyObject {
  const advice = 'Make one with `wavegate keygen FILE`.';
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error(`There is no readable private key in ${source}: PEM without a passphrase is expected. ${advice}`, {
      cause: error,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`The key in ${source} is of type ${key.asymmetricKeyType}, and decisions need Ed25519. ${advice}`);
  }
  return key;
}

function writePrivateKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
