import { lstat, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Verdict } from '../core/model/gate.ts';
import { readRequest } from '../core/model/requests.ts';
import { mostBytes, readAnswer, requestName } from './requestBox.ts';

/** Request for a decision, by another tool or anybody who can write a file. It decides nothing by itself. */
export interface GateRequest {
  readonly gate: string;
  readonly verdict: Verdict;
  /** Note in the file, for the person. */
  readonly note: string;
  /** Time when the file was written, epoch milliseconds. */
  readonly at: number;
  /** A signed request that was looked at, and why it does not count. */
  readonly refused?: string;
}

const verdicts: Readonly<Record<string, Verdict>> = { approved: 'approved', rejected: 'rejected', hold: 'hold' };
/** Nobody reads more in front of a decision; a file of any size costs the same. */
const longestNote = 500;

/**
 * Reads the marker files of a run: `<gate>.approved`, `<gate>.rejected` or `<gate>.hold`, with a note in them; and signed
 * requests for a decision that nobody has taken away. Whatever else lies in the folder is left alone.
 *
 * @param folder need not exist
 * @returns requests, oldest first
 */
export async function readRequests(folder: string): Promise<readonly GateRequest[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => readMarker(folder, name)));
  return found.filter((request) => request !== undefined).sort((a, b) => a.at - b.at);
}

async function readMarker(folder: string, name: string): Promise<GateRequest | undefined> {
  const [, gate = '', ending = ''] = /^([a-z-]+-\d+)\.([a-z]+)$/.exec(name) ?? [];
  const verdict = verdicts[ending];
  if (requestName.test(name)) return readSigned(folder, name);
  const file = path.join(folder, name);
  const stats = await lstat(file).catch(() => undefined);
  if (verdict === undefined || stats?.isFile() !== true) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  return { gate, verdict, note: noteOf(text), at: stats.mtimeMs };
}

/** A request for a decision that lies unanswered or was refused; whoever asks in earnest takes it away again. */
async function readSigned(folder: string, name: string): Promise<GateRequest | undefined> {
  const file = path.join(folder, name);
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size > mostBytes) return undefined;
  const request = readRequest(await readFile(file, 'utf8').catch(() => ''));
  if (request === undefined || !('decision' in request)) return undefined;
  const { gate, verdict, note } = request.decision;
  const answer = await readAnswer(path.join(folder, name.replace('.request.', '.answer.')));
  const refused = answer?.refused === undefined ? {} : { refused: noteOf(answer.refused) };
  return { gate, verdict, note: noteOf(note), at: stats.mtimeMs, ...refused };
}

function noteOf(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, longestNote);
}

const asked = { approved: 'approval', rejected: 'rejection', hold: 'a hold' } as const;

/** Words for a request, in a line for people. */
export function requestWords({ verdict, note, refused }: GateRequest): string {
  const said = note === '' ? '' : `: ${note}`;
  return refused === undefined
    ? `a file asks for ${asked[verdict]}, which decides nothing${said}`
    : `a file asks for ${asked[verdict]}, which does not count${said} (${refused})`;
}
