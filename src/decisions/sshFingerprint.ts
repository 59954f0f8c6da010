import { hash } from 'node:crypto';

/** Fingerprint of a public key in the form of SSH, as `ssh-keygen -l` shows it. */
export function sshFingerprint(blob: Buffer): string {
  return `SHA256:${hash('sha256', blob, 'base64').replace(/=+$/, '')}`;
}
