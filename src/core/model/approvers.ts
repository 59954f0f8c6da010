import { keyOfSsh, sshOfKey, sshTypes } from './sshKey.ts';

/** A person whose key may decide, as the repository names them. */
export interface Approver {
  readonly name: string;
  /** Public key; see Signer. */
  readonly key: string;
}

/** Path of the file in which a repository names its approvers, from its top folder. */
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

/** People who may decide a gate, as its plan has it. */
interface Deciders {
  readonly approvers: readonly string[];
  readonly required?: number | false | undefined;
}

/**
 * Why a gate could never be opened, as the end of a sentence; undefined where it can.
 *
 * @param known names that the repository binds to keys
 * @param anybody how many people have a key of the run: they may decide where a gate names nobody
 */
export function unopenable(
  { approvers, required }: Deciders,
  known: ReadonlySet<string>,
  anybody: number,
): string | undefined {
  const needed = required === false ? 1 : (required ?? 1);
  const missing = approvers.find((name) => !known.has(name));
  if (missing !== undefined) return `${missing} may decide, and ${approversFile} binds no key to that name`;
  const able = approvers.length === 0 ? anybody : new Set(approvers).size;
  if (able >= needed) return undefined;
  return `${needed} approvals are required, and ${able === 1 ? 'one person' : `${able} people`} may give them`;
}
