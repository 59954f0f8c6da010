import { keyOfSsh, sshOfKey, sshTypes } from './sshKey.ts';

/** A person whose key may decide, as the repository names them. */
export interface Approver {
  readonly name: string;
  /** Public key; see Signer. */
  readonly key: string;
}

/** Where a repository names its approvers, from its top folder. */
export const approversFile = '.wavegate/approvers';

/**
 * Reads the approvers of a repository: a line each, as in git's allowed signers, `Ann ssh-ed25519 AAAA… comment`, or as a
 * public key file has it, `ssh-ed25519 AAAA… Ann`. A name with spaces is in double quotes. Empty lines and lines that begin
 * with # are left out.
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
    const found = nameFirst.exec(line) ?? keyFirst.exec(line);
    const { quoted, plain, type = '', blob = '' } = found?.groups ?? {};
    const name = quoted ?? plain;
    const key = keyOfSsh(type, blob);
    if (name === undefined || key === undefined) bad.push(index + 1);
    else approvers.push({ name, key });
  }
  return { approvers, bad };
}

const named = /(?:"(?<quoted>[^"]+)"|(?<plain>\S+))/.source;
const typed = `(?<type>${sshTypes.map((type) => type.replaceAll('.', '\\.')).join('|')})\\s+(?<blob>[A-Za-z0-9+/]+)=*`;
const keyFirst = new RegExp(`^\\s*${typed}\\s+${named}`);
const nameFirst = new RegExp(`^\\s*${named}\\s+${typed}`);

/** The line of an approver, without its line end. */
export function approverLine({ name, key }: Approver): string {
  const { type, blob } = sshOfKey(key);
  return `${/[\s#]/.test(name) ? `"${name}"` : name} ${type} ${blob}`;
}
