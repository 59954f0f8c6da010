import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ObservedSession } from '../../core/flows/model.ts';
import { observeSession } from '../../core/flows/observe.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { createLineSplitter } from '../../sessions/agent/lineSplitter.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { errorCode } from '../../util/errors.ts';
import { parseJson, recordOf } from '../../util/records.ts';

/**
 * Reads what the agents of a run ran from the events of its sessions on this machine. Events are read piece by piece, however many
 * there are; what a file cannot tell is left out.
 */
export async function observedSessions(layout: LocalLayout, run: string): Promise<readonly ObservedSession[]> {
  const folder = path.dirname(layout.sessionFolder(run, 'any', 1));
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const sessions: ObservedSession[] = [];
  for (const name of names.sort()) {
    const observed = await observedSession(path.join(folder, name), run, name);
    if (observed !== undefined) sessions.push(observed);
  }
  return sessions;
}

/** @returns undefined for a session without an agent */
async function observedSession(folder: string, run: string, session: string): Promise<ObservedSession | undefined> {
  const text = await readFile(path.join(folder, sessionFiles.job), 'utf8').catch(() => '');
  const { worktree, job } = recordOf(parseJson(text));
  const { work, subject } = recordOf(job);
  const { kind, profile } = recordOf(work);
  if (kind !== 'agent' || typeof worktree !== 'string' || typeof subject !== 'string') return undefined;
  const { driver } = recordOf(profile);
  const known = typeof driver === 'string' ? { driver } : {};
  const { take, end } = observeSession({ run, session, worktree, subject, ...known });
  const lines = createLineSplitter(take);
  try {
    for await (const piece of createReadStream(path.join(folder, sessionFiles.events))) lines.push(piece as Buffer);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  lines.end();
  return end();
}
