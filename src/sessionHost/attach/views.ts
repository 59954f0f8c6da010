import path from 'node:path';
import type { LocalJob } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { openEventLines } from './eventLines.ts';
import type { GrowingFile } from './growingFile.ts';
import { openGrowingFile } from './growingFile.ts';
import { renderEvent } from './render.ts';
import { createAgentView } from './renderAgent.ts';

/** One way to show a session. It begins with what has happened so far. */
export interface View {
  /** Writes what is new. */
  next(): Promise<void>;
  close(): Promise<void>;
}

export type Write = (shown: string | Uint8Array) => Promise<void>;

/** As much of earlier output as a terminal's own memory holds. */
const replayBytes = 256 * 1024;

/** View of the session's raw output, as it is printed, between its stages. */
export function rawView(folder: string, write: Write, signal: AbortSignal): View {
  const output = openGrowingFile(path.join(folder, sessionFiles.output), { last: replayBytes });
  const events = openEventLines(folder);
  return {
    async next() {
      for (const event of await events.next()) {
        // What was printed before a stage is shown before it, also when all of it is shown afterwards.
        if (event.type === 'stage') await copy(output, write, signal, event.bytes);
        if (event.type !== 'ended') await write(renderEvent(event));
      }
      await copy(output, write, signal);
    },
    async close() {
      await Promise.all([output.close(), events.close()]);
    },
  };
}

/** View of the agent's activity in words, then of the raw output after it has ended. */
export function agentView(folder: string, { worktree }: LocalJob, write: Write, signal: AbortSignal): View {
  const events = openEventLines(folder);
  const agent = createAgentView(worktree);
  let output: GrowingFile | undefined;
  return {
    async next() {
      for (const event of await events.next()) {
        if (event.type === 'agent-ended') {
          output = openGrowingFile(path.join(folder, sessionFiles.output), { after: event.bytes });
        }
        if (event.type === 'stage' && output !== undefined) await copy(output, write, signal, event.bytes);
        if (event.type === 'agent') await write(agent.render(event.event));
        else if (event.type !== 'ended') await write(renderEvent(event));
      }
      if (output !== undefined) await copy(output, write, signal);
    },
    async close() {
      await Promise.all([output?.close(), events.close()]);
    },
  };
}

async function copy(output: GrowingFile, write: Write, signal: AbortSignal, end?: number): Promise<void> {
  for (let chunk = await output.read(end); chunk !== undefined && !signal.aborted; chunk = await output.read(end)) {
    await write(chunk);
  }
}
