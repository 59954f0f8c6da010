import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Signer } from '../ports/signer.ts';

/** A signer around an Ed25519 private key that stays in this closure. */
export function createSigner(privateKey: KeyObject): Signer {
  return {
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (text) => Promise.resolve(sign(null, Buffer.from(text), privateKey).toString('base64')),
    verify: (text, signature, publicKey) => Promise.resolve(verifySignature(text, signature, publicKey)),
  };
}

/**
 * Whether `signature` (base64) is one over the UTF-8 text by the owner of `publicKey` (SPKI DER, base64). False for
 * whatever is not a signature or not an Ed25519 key; never throws. Signatures are only taken in the one spelling that
 * base64 has for them, so that a decision cannot be altered and still count.
 */
export function verifySignature(text: string, signature: string, publicKey: string): boolean {
  try {
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), key, bytes);
  } catch {
    return false;
  }
}
