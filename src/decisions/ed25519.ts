import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { securityKey } from '../core/model/sshKey.ts';
import type { Signer } from '../ports/signer.ts';

const signatureBytes = 64;
/** Flags and counter, which a security key adds to what it signs. */
const securityBytes = 5;
const userPresent = 1;

/** A signer around an Ed25519 private key that stays in this closure. */
export function createSigner(privateKey: KeyObject): Signer {
  return {
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (text) => Promise.resolve(sign(null, Buffer.from(text), privateKey).toString('base64')),
    verify: (text, signature, publicKey) => Promise.resolve(verifySignature(text, signature, publicKey)),
  };
}

/**
 * Whether `signature` (base64) is one over the UTF-8 text by the owner of `publicKey` (see Signer). False for whatever is
 * not a signature or not an Ed25519 key; never throws. Signatures are only taken in the one spelling that base64 has for
 * them, so that a decision cannot be altered and still count.
 */
export function verifySignature(text: string, signature: string, publicKey: string): boolean {
  try {
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.toString('base64') !== signature) return false;
    const security = securityKey(publicKey);
    if (security === undefined) return isSignature(bytes, Buffer.from(text), publicKey);
    const about = bytes.subarray(signatureBytes);
    // A security key says whether somebody touched it; one that signs for whoever asks proves no person.
    if (about.length !== securityBytes || ((about[0] ?? 0) & userPresent) === 0) return false;
    const covered = Buffer.concat([sha256(security.application), about, sha256(text)]);
    return isSignature(bytes.subarray(0, signatureBytes), covered, security.spki);
  } catch {
    return false;
  }
}

function isSignature(bytes: Uint8Array, covered: Uint8Array, spki: string): boolean {
  if (bytes.length !== signatureBytes) return false;
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'ed25519' && verify(null, covered, key, bytes);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
