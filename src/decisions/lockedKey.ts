import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

const first = '-----BEGIN WAVEGATE LOCKED KEY-----';
const last = '-----END WAVEGATE LOCKED KEY-----';

/** Costs of scrypt: some 200 ms and 128 MB for each guess. */
const costs = { N: 2 ** 17, r: 8, p: 1 } as const;

interface Locked {
  readonly kdf: 'scrypt';
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly key: string;
}

/** Whether a text is a private key that takes a passphrase. */
export function isLocked(text: string): boolean {
  return text.startsWith(first);
}

/** Encrypts a private key (PEM) with a passphrase: AES-256-GCM, the key of which is derived by scrypt. */
export async function lockKey(pem: string, passphrase: string): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt, costs), iv);
  const key = Buffer.concat([cipher.update(pem, 'utf8'), cipher.final()]);
  const encoded = { salt: base64(salt), iv: base64(iv), tag: base64(cipher.getAuthTag()), key: base64(key) };
  const locked: Locked = { kdf: 'scrypt', ...costs, ...encoded };
  const body = base64(Buffer.from(JSON.stringify(locked))).replaceAll(/.{64}/g, '$&\n');
  return `${first}\n${body.trimEnd()}\n${last}\n`;
}

/**
 * @returns the private key as PEM; undefined when the passphrase is wrong
 * @throws Error when the text was damaged
 */
export async function unlockKey(text: string, passphrase: string): Promise<string | undefined> {
  const body = text.slice(first.length, text.lastIndexOf(last)).replaceAll(/\s/g, '');
  const { N, r, p, salt, iv, tag, key } = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as Locked;
  if (N > 2 ** 20 || r > 32 || p > 16) throw new Error('The key file asks for more work than a key of Wavegate does.');
  const secret = await derive(passphrase, Buffer.from(salt, 'base64'), { N, r, p });
  const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64'));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  try {
    return Buffer.concat([decipher.update(Buffer.from(key, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function derive(passphrase: string, salt: Buffer, { N, r, p }: Pick<Locked, 'N' | 'r' | 'p'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}
