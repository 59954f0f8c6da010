import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const logName = 'thread.log';

/** What is known about a run's thread, kept beside its log so that delivery goes on after a restart. */
export interface Binding {
  readonly mode: 'intake' | 'threads' | 'log';
  readonly id: string;
  /** Absent in mode `log`. */
  readonly url?: string;
  /** How many lines of the log the channel has taken. */
  readonly delivered: number;
}

/** The log of a run's thread and its binding: two files in the run's folder. */
export interface ThreadFile {
  append(line: string): Promise<void>;
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
  return {
    append(line) {
      const appended = last.then(async () => {
        await mkdir(folder, { recursive: true });
        await appendFile(log, `${line.replaceAll(/\s*[\r\n]+\s*/g, ' ')}\n`);
      });
      last = appended.catch(() => undefined);
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
      await writeFile(`${bindingFile}.tmp`, JSON.stringify(binding));
      await rename(`${bindingFile}.tmp`, bindingFile);
    },
  };
}

function isBinding(value: unknown): value is Binding {
  return typeof value === 'object' && value !== null && 'mode' in value && 'id' in value && 'delivered' in value;
}
