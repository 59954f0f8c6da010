import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { lstat, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeWhole } from '../files/writeWhole.ts';
import type { RequestAnswer, Requests } from '../ports/requests.ts';

/** Some file systems report no changes, so the folder is also looked at this often. */
const lookEveryMs = 1_000;
const answerEveryMs = 50;
/** Larger files are no requests. */
export const mostBytes = 1_000_000;

export const requestName = /^([0-9a-f-]{36})\.request\.json$/;
export const requestFile = (id: string): string => `${id}.request.json`;
export const answerFile = (id: string): string => `${id}.answer.json`;

/** Requests as files in a folder of the run: `<id>.request.json`, answered in `<id>.answer.json`. */
export function createRequestBox(folderOf: (run: string) => string): Requests {
  return {
    attend(run, answer, until) {
      void attend(folderOf(run), answer, until);
    },
    async ask(run, text, waitMs) {
      const folder = folderOf(run);
      const id = randomUUID();
      const [request, answered] = [path.join(folder, requestFile(id)), path.join(folder, answerFile(id))];
      await mkdir(folder, { recursive: true });
      await writeWhole(request, text);
      try {
        const end = performance.now() + waitMs;
        let answer = await readAnswer(answered);
        while (answer === undefined && performance.now() < end) {
          await delay(answerEveryMs);
          answer = await readAnswer(answered);
        }
        await rm(request, { force: true });
        // It may have been read just before it was withdrawn.
        return answer ?? (await readAnswer(answered));
      } finally {
        await rm(request, { force: true });
        await rm(answered, { force: true });
      }
    },
  };
}

async function attend(
  folder: string,
  answer: (text: string) => Promise<RequestAnswer>,
  until: AbortSignal,
): Promise<void> {
  let looking = Promise.resolve();
  const handled = new Set<string>();
  const look = async (): Promise<void> => {
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names) {
      const id = requestName.exec(name)?.[1];
      if (id === undefined || handled.has(id) || until.aborted) continue;
      const file = path.join(folder, name);
      const stats = await lstat(file).catch(() => undefined);
      if (stats?.isFile() !== true || names.includes(answerFile(id))) continue;
      handled.add(id);
      const text = stats.size > mostBytes ? '' : await readFile(file, 'utf8').catch(() => '');
      await writeWhole(path.join(folder, answerFile(id)), JSON.stringify(await answer(text)));
    }
  };
  const lookNext = (): void => {
    // A folder that cannot be written keeps requests from being answered, and nothing else.
    looking = looking.then(look).catch(() => undefined);
  };
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  if (until.aborted) return;
  const watcher = watchFolder(folder, lookNext);
  const timer = setInterval(lookNext, lookEveryMs);
  // Whoever follows the run keeps the process; waiting for requests alone does not.
  timer.unref();
  until.addEventListener('abort', () => (clearInterval(timer), watcher?.close()), { once: true });
  lookNext();
}

function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

/** Content of an answer file; undefined while there is none. */
export async function readAnswer(file: string): Promise<RequestAnswer | undefined> {
  try {
    const { refused, moved } = JSON.parse(await readFile(file, 'utf8')) as Partial<Record<string, unknown>>;
    return {
      ...(typeof refused === 'string' ? { refused } : {}),
      ...(moved === true ? { moved } : {}),
    };
  } catch {
    return undefined;
  }
}
