import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Redactor } from '../sessionPorts/redactor.ts';
import { errorCode } from '../util/errors.ts';
import { findSecrets } from './findSecrets.ts';
import type { FoundSecret } from './findSecrets.ts';

/** Characters that are looked at together; a secret is never longer than what is kept back for the next piece. */
const piece = 1_000_000;
const keptBack = 32_000;

/** Names of variables whose values are secret. */
const secretName = /token|secret|passw|passphrase|api_?key|access_?key|private_?key|credential|auth/i;
/** A shorter value, a word or a path would be found in texts that have nothing to do with it. */
const shortest = 8;
const longestWord = 15;

/** @param environment of the person: values of variables that are named like secrets are taken out, too */
export function createRedactor(environment: Readonly<Record<string, string>>): Redactor {
  const known = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) && value.length >= shortest && !isWord(value) && !isPath(value))
    .flatMap(([, value]) => [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])]);
  return {
    async text(text) {
      const secrets = await findSecrets(text, known);
      return { text: replaced(text, secrets), secrets: secrets.length };
    },
    file: (from, to, most) => redactFile(from, to, most, known),
  };
}

function isWord(value: string): boolean {
  return value.length <= longestWord && /^[A-Za-z]+$/.test(value);
}

/** Keys in Base64 may begin with a slash, too: they are long, without dots, and of letters of both cases and digits. */
function isPath(value: string): boolean {
  if (!/^[/.~]/.test(value)) return false;
  const isKey =
    /^[A-Za-z0-9/+]{24,}={0,2}$/.test(value) && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
  return !isKey;
}

async function redactFile(
  from: string,
  to: string,
  most: number,
  known: readonly string[],
): ReturnType<Redactor['file']> {
  const source = await open(from, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (source === undefined) return undefined;
  try {
    const { size } = await source.stat();
    const target = await open(to, 'w', 0o600);
    try {
      const half = Math.floor(most / 2);
      if (size <= most) return { secrets: await copy(source, { from: 0, to: size, size }, target, known), leftOut: 0 };
      const leftOut = size - 2 * half;
      const first = await copy(source, { from: 0, to: half, size }, target, known);
      await target.write(`\n… ${leftOut} bytes are left out here …\n`);
      return { secrets: first + (await copy(source, { from: size - half, to: size, size }, target, known)), leftOut };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Part of a file, in bytes, and the size of the file. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/**
 * Copies bytes of a file as text, without secrets. What comes before and behind is looked at as well, so that no part of a secret
 * stays at either end.
 *
 * @returns how many secrets there were
 */
async function copy(
  source: FileHandle,
  { from, to, size }: Part,
  target: FileHandle,
  known: readonly string[],
): Promise<number> {
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(Math.min(piece, Math.max(1, to - from)));
  let pending = await textOf(source, Math.max(0, from - keptBack), from);
  const behind = await textOf(source, to, Math.min(size, to + keptBack));
  /** Characters at the beginning of what is pending that belong to what comes before. */
  let before = pending.length;
  let count = 0;
  for (let position = from; position < to;) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, to - position), position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const isLast = position >= to;
    // Colours could divide a secret.
    pending += stripVTControlCharacters(decoder.decode(buffer.subarray(0, bytesRead), { stream: !isLast }));
    const secrets = await findSecrets(isLast ? pending + behind : pending, known);
    const cut = isLast ? pending.length : cutOf(pending, secrets);
    const done = secrets
      .filter((secret) => secret.from < cut && secret.to > before)
      .map((secret) => ({ ...secret, from: Math.max(secret.from, before), to: Math.min(secret.to, cut) }));
    const skipped = Math.min(before, cut);
    await target.write(replaced(pending.slice(0, cut), done, skipped));
    count += done.length;
    pending = pending.slice(cut);
    before -= skipped;
  }
  return count;
}

/** Text of bytes of a file; at its ends, bytes of a character that is cut in two become other characters. */
async function textOf(source: FileHandle, from: number, to: number): Promise<string> {
  if (from >= to) return '';
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await source.read(buffer, 0, buffer.length, from);
  return stripVTControlCharacters(buffer.toString('utf8', 0, bytesRead));
}

/** Place where a piece may end: at the end of a line, and never within a secret or one that may go on behind it. */
function cutOf(text: string, secrets: readonly FoundSecret[]): number {
  const latest = Math.max(0, text.length - keptBack);
  const line = text.lastIndexOf('\n', latest) + 1;
  const cut = line > 0 ? line : latest;
  return secrets.find(({ from, to }) => from < cut && to > cut)?.from ?? cut;
}

/** The text from a character on, with each secret replaced. */
function replaced(text: string, secrets: readonly FoundSecret[], begin = 0): string {
  let result = '';
  let end = begin;
  for (const { from, to, kind } of secrets) {
    result += `${text.slice(end, from)}[redacted: ${kind}]`;
    end = to;
  }
  return result + text.slice(end);
}
