/** A person whose key may decide, as the repository names them. */
export interface Approver {
  readonly name: string;
  /** Ed25519 public key, SPKI DER in base64. */
  readonly key: string;
}

/** Where a repository names its approvers, from its top folder. */
export const approversFile = '.wavegate/approvers';

/**
 * Reads the approvers of a repository: a line each, as in git's allowed signers, `Ann ssh-ed25519 AAAA… comment`. A name
 * with spaces is in double quotes. Empty lines and lines that begin with # are left out.
 *
 * @returns the approvers, and the numbers of lines that are none
 */
export function readApprovers(text: string): {
  readonly approvers: readonly Approver[];
  readonly bad: readonly number[];
} {
  const approvers: Approver[] = [];
  const bad: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, quoted, plain, blob = ''] = /^\s*(?:"([^"]+)"|(\S+))\s+ssh-ed25519\s+([A-Za-z0-9+/]+)/.exec(line) ?? [];
    const name = quoted ?? plain;
    const key = keyOfSsh(blob);
    if (name === undefined || key === undefined) bad.push(index + 1);
    else approvers.push({ name, key });
  }
  return { approvers, bad };
}

/** The line of an approver, without its line end. */
export function approverLine({ name, key }: Approver): string {
  return `${/[\s#]/.test(name) ? `"${name}"` : name} ssh-ed25519 ${sshOfKey(key)}`;
}

/** DER of an Ed25519 public key up to its 32 bytes. */
const derHead = [48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0];
/** SSH's form up to the same bytes: `ssh-ed25519` and the length of the key. */
const sshHead = [0, 0, 0, 11, 115, 115, 104, 45, 101, 100, 50, 53, 53, 49, 57, 0, 0, 0, 32];

/** @param blob base64 of an SSH public key. @returns its SPKI DER in base64; undefined when it is no Ed25519 key */
export function keyOfSsh(blob: string): string | undefined {
  const bytes = fromBase64(blob);
  if (bytes.length !== sshHead.length + 32 || sshHead.some((byte, index) => bytes[index] !== byte)) return undefined;
  return toBase64([...derHead, ...bytes.slice(sshHead.length)]);
}

/** @param key SPKI DER in base64. @returns base64 of the SSH public key */
export function sshOfKey(key: string): string {
  return toBase64([...sshHead, ...fromBase64(key).slice(derHead.length)]);
}

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
