import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunState } from '../../core/model/state.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { parseJson, recordOf } from '../../util/records.ts';

/**
 * Worktree of a session of the open run, while its files are on disk.
 * @throws Error, for people, where there is no such session
 */
export async function worktreeOfSession(
  layout: Pick<LocalLayout, 'sessionFolder'> | undefined,
  state: RunState | undefined,
  session: string,
): Promise<string | undefined> {
  const epoch = state?.sessions[session]?.epoch;
  if (state === undefined || layout === undefined || epoch === undefined) {
    throw new Error(`There is no session ${session} in the open run.`);
  }
  const file = path.join(layout.sessionFolder(state.run, session, epoch), sessionFiles.job);
  const { worktree } = recordOf(parseJson(await readFile(file, 'utf8').catch(() => '')));
  return typeof worktree === 'string' && existsSync(worktree) ? worktree : undefined;
}
