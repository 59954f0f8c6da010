import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../files/writeWhole.ts';
import type { ThreadLine } from '../ports/threads.ts';

export const logName = 'thread.log';

/** State of a run's thread, kept beside its log so that delivery continues after a restart. */
export interface Binding {
  readonly mode: 'intake' | 'threads' | 'log';
  readonly id: string;
  /** Absent in mode `log`. */
  readonly url?: string;
  /** Number of lines of the log that the channel has taken. */
  readonly delivered: number;
}

/** The log of a run's thread and its binding: two files in the run's folder. */
export interface ThreadFile {
  /** Adds lines, but for those whose event is in the log already. A line that a crash cut off is taken away first. */
  append(lines: readonly ThreadLine[]): Promise<void>;
  /** All lines so far, oldest first. */
  lines(): Promise<readonly string[]>;
  /** The binding, or undefined before there is one. */
  binding(): Promise<Binding | undefined>;
  bind(binding: Binding): Promise<void>;
}

export function createThreadFile(folder: string): ThreadFile {
  const log = path.join(folder, logName);
  const bindingFile = path.join(folder, 'thread.json');
  /** Appends follow each other, because the system may finish concurrent ones in any order. */
  let last: Promise<void> = Promise.resolve();
  /** Number of the newest event in the log, once it has been looked at. */
  let told: number | undefined;

  async function add(lines: readonly ThreadLine[]): Promise<void> {
    await mkdir(folder, { recursive: true });
    const known = told ?? (await mend(log));
    const added = lines.filter(({ event }) => event > known);
    if (added.length > 0) await appendFile(log, added.map(lineOf).join(''));
    told = added.at(-1)?.event ?? known;
  }

  return {
    append(lines) {
      const appended = last.then(() => add(lines));
      // What a failed append has left behind is looked at again by the next one.
      last = appended.catch(() => void (told = undefined));
      return appended;
    },
    async lines() {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.split('\n').slice(0, -1);
    },
    async binding() {
      try {
        const value: unknown = JSON.parse(await readFile(bindingFile, 'utf8'));
        return isBinding(value) ? value : undefined;
      } catch {
        return undefined;
      }
    },
    async bind(binding) {
      await mkdir(folder, { recursive: true });
      await writeWhole(bindingFile, JSON.stringify(binding));
    },
  };
}

function lineOf({ event, at, text }: ThreadLine): string {
  return `${new Date(at).toISOString()} #${event} ${text.replaceAll(/\s*[\r\n]+\s*/g, ' ')}\n`;
}

/** Takes away a line without an end. @returns number of the event the last whole line is about, or 0 */
async function mend(log: string): Promise<number> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) await truncate(log, end);
  const line = bytes.toString('utf8', bytes.lastIndexOf('\n', end - 2) + 1, end);
  return Number(/^\S+ #(\d+) /.exec(line)?.[1] ?? 0);
}

function isBinding(value: unknown): value is Binding {
  return typeof value === 'object' && value !== null && 'mode' in value && 'id' in value && 'delivered' in value;
}
