/** Types of SSH keys that decide: Ed25519, and Ed25519 in a security key. */
export const sshTypes = ['ssh-ed25519', 'sk-ssh-ed25519@openssh.com'] as const;
export type SshType = (typeof sshTypes)[number];

/** DER of an Ed25519 public key up to its 32 bytes. */
const derHead = [48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0];
const keyBytes = 32;

/**
 * A public key as it is kept here: SPKI DER in base64, and for a security key, which signs in a format of its own, the type
 * and the key as SSH writes them.
 *
 * @param type as SSH names it
 * @param blob base64 of the SSH public key
 * @returns undefined when it is none of these types, or damaged
 */
export function keyOfSsh(type: string, blob: string): string | undefined {
  const parts = partsOf(fromBase64(blob));
  if (parts === undefined || wordOf(parts[0]) !== type || parts[1]?.length !== keyBytes) return undefined;
  if (type === 'ssh-ed25519' && parts.length === 2) return toBase64([...derHead, ...parts[1]]);
  // The third part is what the key was made for, "ssh:" unless somebody chose otherwise.
  if (type === 'sk-ssh-ed25519@openssh.com' && parts.length === 3) return `${type} ${toBase64(fromBase64(blob))}`;
  return undefined;
}

/** A public key as SSH writes it. @param key as keyOfSsh returns it, or the SPKI DER of an Ed25519 key in base64 */
export function sshOfKey(key: string): { readonly type: SshType; readonly blob: string } {
  const security = securityKey(key);
  if (security !== undefined) return { type: 'sk-ssh-ed25519@openssh.com', blob: security.blob };
  const type = 'ssh-ed25519';
  const bytes = fromBase64(key).slice(derHead.length);
  return { type, blob: toBase64([...lengthOf(type.length), ...bytesOf(type), ...lengthOf(bytes.length), ...bytes]) };
}

/** Parts of a security key; undefined for any other key. */
export function securityKey(key: string):
  | {
      readonly blob: string;
      /** Its Ed25519 key, SPKI DER in base64. */
      readonly spki: string;
      /** Text that its signatures cover with the data. */
      readonly application: string;
    }
  | undefined {
  const [type = '', blob = '', ...rest] = key.split(' ');
  if (rest.length > 0 || type !== 'sk-ssh-ed25519@openssh.com' || keyOfSsh(type, blob) !== key) return undefined;
  const [, bytes = [], application = []] = partsOf(fromBase64(blob)) ?? [];
  return { blob, spki: toBase64([...derHead, ...bytes]), application: wordOf(application) };
}

/** The strings of SSH's wire format, each after its length; undefined when they do not end where the bytes do. */
function partsOf(bytes: readonly number[]): readonly (readonly number[])[] | undefined {
  const parts: (readonly number[])[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [a = 0, b = 0, c = 0, d] = bytes.slice(at, at + 4);
    if (d === undefined) return undefined;
    const length = ((a * 256 + b) * 256 + c) * 256 + d;
    if (at + 4 + length > bytes.length) return undefined;
    parts.push(bytes.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

const wordOf = (bytes: readonly number[] = []) => String.fromCharCode(...bytes);
const bytesOf = (word: string) => [...word].map((letter) => letter.charCodeAt(0));
const lengthOf = (length: number) => [
  (length >>> 24) & 0xff,
  (length >>> 16) & 0xff,
  (length >>> 8) & 0xff,
  length & 0xff,
];

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromBase64(text: string): readonly number[] {
  const bytes: number[] = [];
  let [bits, value] = [0, 0];
  for (const digit of text.replace(/=+$/, '')) {
    value = ((value << 6) | digits.indexOf(digit)) & 0xff_ff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return bytes;
}

function toBase64(bytes: readonly number[]): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b, c] = bytes.slice(index, index + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const four = [18, 12, 6, 0].map((shift) => digits.charAt((group >> shift) & 63)).join('');
    text += b === undefined ? `${four.slice(0, 2)}==` : c === undefined ? `${four.slice(0, 3)}=` : four;
  }
  return text;
}
