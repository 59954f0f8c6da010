import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { withoutCredentials } from '../parse/remoteUrl.ts';

/** Tells which programs a git has started and waits for: ssh, hooks, filters, credential helpers. */
export interface WaitWatch {
  /** Variables for the git that is watched. */
  readonly env: Readonly<Record<string, string>>;
  /** Name of what it is waiting for now, for people; undefined while it does its own work. */
  now(): string | undefined;
  close(): void;
}

/** Longest part of a command line that is shown. */
const shownLength = 200;

/** Watches one call of git by the events it can write about itself. */
export function watchWaiting(): WaitWatch {
  const file = path.join(os.tmpdir(), `wavegate-events-${randomUUID()}`);
  return {
    env: { GIT_TRACE2_EVENT: file, GIT_TRACE2_EVENT_BRIEF: '1' },
    now() {
      try {
        return openPrograms(readFileSync(file, 'utf8')).at(-1);
      } catch {
        return undefined;
      }
    },
    close: () => rmSync(file, { force: true }),
  };
}

interface TraceEvent {
  readonly event?: string;
  /** Names the git that wrote it, after those that started it. */
  readonly sid?: string;
  readonly child_id?: number;
  readonly argv?: readonly string[];
  readonly hook_name?: string;
}

/**
 * Programs that were started and have not ended, in the order of their start, so that the innermost is the last one.
 *
 * @param text events as git writes them, one JSON object a line; the last line may be cut off
 */
export function openPrograms(text: string): readonly string[] {
  const open = new Map<string, string>();
  for (const line of text.split('\n')) {
    const event = parsed(line);
    const key = `${event.sid} ${event.child_id}`;
    if (event.event === 'child_start') open.set(key, nameOf(event));
    else if (event.event === 'child_exit') open.delete(key);
  }
  return [...open.values()];
}

function parsed(line: string): TraceEvent {
  try {
    const event = JSON.parse(line) as TraceEvent | null;
    return typeof event === 'object' && event !== null ? event : {};
  } catch {
    return {};
  }
}

function nameOf({ hook_name: hook, argv = [] }: TraceEvent): string {
  if (hook !== undefined) return `the hook ${hook}`;
  const words = argv.map(withoutCredentials).join(' ');
  return words.length > shownLength ? `${words.slice(0, shownLength)}…` : words;
}
