import { lstat, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Verdict } from '../core/run/model.ts';

/** Request for a decision, by another tool or anybody who can write a file. It decides nothing by itself. */
export interface GateRequest {
  readonly gate: string;
  readonly verdict: Verdict;
  /** Note in the file, for the person. */
  readonly note: string;
  /** When the file was written, epoch milliseconds. */
  readonly at: number;
}

const verdicts: Readonly<Record<string, Verdict>> = { approved: 'approved', rejected: 'rejected', hold: 'hold' };
/** Nobody reads more in front of a decision; a file of any size costs the same. */
const longestNote = 500;

/**
 * Reads the marker files of a run: `<gate>.approved`, `<gate>.rejected` or `<gate>.hold`, with a note in them. Whatever
 * else lies in the folder is left alone.
 *
 * @param folder need not exist
 * @returns requests, oldest first
 */
export async function readRequests(folder: string): Promise<readonly GateRequest[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => readRequest(folder, name)));
  return found.filter((request) => request !== undefined).sort((a, b) => a.at - b.at);
}

async function readRequest(folder: string, name: string): Promise<GateRequest | undefined> {
  const [, gate = '', ending = ''] = /^([a-z-]+-\d+)\.([a-z]+)$/.exec(name) ?? [];
  const verdict = verdicts[ending];
  const file = path.join(folder, name);
  const stats = await lstat(file).catch(() => undefined);
  if (verdict === undefined || stats?.isFile() !== true) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  return {
    gate,
    verdict,
    note: text
      .replace(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, longestNote),
    at: stats.mtimeMs,
  };
}
