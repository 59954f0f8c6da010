import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AtOnceLimit } from '../../core/model/atOnce.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';

/** Path of the file with the limits of agents at once, for all runs that are recorded in one state folder. */
export function limitFile(stateRoot: string): string {
  return path.join(stateRoot, 'limits.json');
}

/** Reads the limits; without the file there are none. @throws Error, for people, when it is there and cannot be used */
export async function readLimits(stateRoot: string): Promise<readonly AtOnceLimit[]> {
  const file = limitFile(stateRoot);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Error(unusable(file, errorMessage(error)), { cause: error });
  }
  const value = parseJson(text);
  const limits: unknown = isRecord(value) && value['version'] === 1 ? value['atOnce'] : undefined;
  if (!Array.isArray(limits)) throw new Error(unusable(file, 'it is no JSON with "version": 1 and a list "atOnce"'));
  return limits.map((each: unknown) => limitOf(each, file));
}

/** Writes them whole, so that nobody reads half of the file. @throws errors of the file system */
export async function writeLimits(stateRoot: string, limits: readonly AtOnceLimit[]): Promise<void> {
  const file = limitFile(stateRoot);
  await makeFolder(stateRoot);
  await writeWhole(file, `${JSON.stringify({ version: 1, atOnce: limits }, null, 2)}\n`);
}

function limitOf(value: unknown, file: string): AtOnceLimit {
  const { agent, agents, ...others } = isRecord(value) ? value : {};
  const isWhole = typeof agents === 'number' && Number.isInteger(agents) && agents > 0;
  if (isWhole && Object.keys(others).length === 0 && (agent === undefined || typeof agent === 'string')) {
    return { agents, ...(agent === undefined ? {} : { agent }) };
  }
  throw new Error(unusable(file, `${JSON.stringify(value)} is no limit such as {"agent": "claude", "agents": 2}`));
}

function unusable(file: string, why: string): string {
  return `No agent is started, because the limits in ${file} cannot be read: ${why}. Correct the file, or remove it to be without limits.`;
}
