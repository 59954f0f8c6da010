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
/** A shorter value, or one of these, would be found in texts that have nothing to do with it. */
const shortest = 8;

/** @param environment of the person: values of variables that are named like secrets are taken out, too */
export function createRedactor(environment: Readonly<Record<string, string>>): Redactor {
  const known = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) && value.length >= shortest && !/^[/.~]|^[A-Za-z]+$/.test(value))
    .map(([, value]) => value);
  return {
    async text(text) {
      const secrets = await findSecrets(text, known);
      return { text: replaced(text, secrets), secrets: secrets.length };
    },
    file: (from, to, most) => redactFile(from, to, most, known),
  };
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
      if (size <= most) return { secrets: await copy(source, 0, size, target, known), leftOut: 0 };
      const leftOut = size - 2 * half;
      const first = await copy(source, 0, half, target, known);
      await target.write(`\n… ${leftOut} bytes are left out here …\n`);
      return { secrets: first + (await copy(source, size - half, size, target, known)), leftOut };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Copies bytes of a file as text, without secrets. @returns how many secrets there were */
async function copy(
  source: FileHandle,
  from: number,
  to: number,
  target: FileHandle,
  known: readonly string[],
): Promise<number> {
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(Math.min(piece, Math.max(1, to - from)));
  let pending = '';
  let count = 0;
  for (let position = from; position < to;) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, to - position), position);
    if (bytesRead === 0) break;
    position += bytesRead;
    // Colours could divide a secret.
    pending += stripVTControlCharacters(decoder.decode(buffer.subarray(0, bytesRead), { stream: position < to }));
    const secrets = await findSecrets(pending, known);
    const cut = position < to ? cutOf(pending, secrets) : pending.length;
    const done = secrets.filter((secret) => secret.to <= cut);
    await target.write(replaced(pending.slice(0, cut), done));
    count += done.length;
    pending = pending.slice(cut);
  }
  return count;
}

/** Place where a piece may end: at the end of a line, and never within a secret or one that may go on behind it. */
function cutOf(text: string, secrets: readonly FoundSecret[]): number {
  const latest = Math.max(0, text.length - keptBack);
  const line = text.lastIndexOf('\n', latest) + 1;
  const cut = line > 0 ? line : latest;
  return secrets.find(({ from, to }) => from < cut && to > cut)?.from ?? cut;
}

function replaced(text: string, secrets: readonly FoundSecret[]): string {
  let result = '';
  let end = 0;
  for (const { from, to, kind } of secrets) {
    result += `${text.slice(end, from)}[redacted: ${kind}]`;
    end = to;
  }
  return result + text.slice(end);
}
