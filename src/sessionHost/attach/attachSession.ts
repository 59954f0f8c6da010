import { driverTraits } from '../../core/plan/driverTraits.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import type { LocalJob } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { watchFolder } from './folderChanges.ts';
import { clearTerminal, rawSoFar, renderEvent, renderHeader, renderSwitch } from './render.ts';
import type { View, Write } from './views.ts';
import { agentView, rawView } from './views.ts';

/** Lets a person change what is shown while it is shown. */
export interface ViewSwitch {
  /** Whether to show what is printed as it is. */
  raw(): boolean;
  /** Columns to write for; when they change, what was broken into lines for others is shown again. */
  columns(): number | undefined;
  /** Whether to leave when a person has taken the session over. */
  readonly untilTakenOver: boolean;
  /** Calls back after each change, until the next callback takes its place. */
  onChange(changed: () => void): void;
}

/**
 * Shows a session to a person, from its header to its outcome. It only reads: closing it changes nothing.
 *
 * @param write shows text or bytes; resolves when more can be taken
 * @param signal detaches
 * @returns `left` after detaching, and when there is no session in the folder
 */
export async function attachSession(
  folder: string,
  records: SessionRecords,
  write: Write,
  signal: AbortSignal,
  chosen: ViewSwitch = {
    raw: () => false,
    columns: () => undefined,
    untilTakenOver: false,
    onChange: () => {},
  },
): Promise<'ended' | 'taken-over' | 'left'> {
  const local = await records.read(folder, sessionFiles.job);
  if (local === undefined) {
    await write(
      `There is no session in ${folder} any more: it was removed with its run. Nothing is lost in the repository.\n`,
    );
    return 'left';
  }
  await write(renderHeader(local));
  const changes = watchFolder(folder);
  chosen.onChange(changes.wake);
  let raw = chosen.raw();
  let columns = chosen.columns();
  let view = viewOf(folder, local, write, signal, raw);
  try {
    while (!signal.aborted) {
      if (chosen.raw() !== raw) {
        raw = chosen.raw();
        await view.close();
        await write(renderSwitch(raw));
        view = viewOf(folder, local, write, signal, raw);
        await view.next();
        if (raw) await write(rawSoFar);
      }
      if (chosen.columns() !== columns) {
        columns = chosen.columns();
        // What an agent prints for a terminal of its own size is not for another.
        if (!raw || !hasAgentView(local)) {
          await view.close();
          await write(clearTerminal + renderHeader(local));
          view = viewOf(folder, local, write, signal, raw);
        }
      }
      // Asked before the output is read, so that what was printed before the end is shown before the end.
      const result = await records.read(folder, sessionFiles.result);
      await view.next();
      if (result !== undefined) {
        const { outcome, message } = result.result;
        await write(renderEvent({ type: 'ended', at: result.endedAt, outcome, message }));
        return 'ended';
      }
      if (chosen.untilTakenOver && (await records.read(folder, sessionFiles.takenOver)) !== undefined)
        return 'taken-over';
      await changes.next();
    }
    return 'left';
  } finally {
    changes.close();
    await view.close();
  }
}

/** Programs that print for people are shown as they print. */
function viewOf(folder: string, local: LocalJob, write: Write, signal: AbortSignal, raw: boolean): View {
  return raw || !hasAgentView(local) ? rawView(folder, write, signal) : agentView(folder, local, write, signal);
}

/** Whether what the agent of a session prints is meant for programs, so that there are two ways to show it. */
export function hasAgentView({ job: { work } }: LocalJob): boolean {
  return work.kind === 'agent' && driverTraits[work.profile.driver].isCli;
}
