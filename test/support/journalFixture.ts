import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Recorded } from '../../src/core/model/events.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createJournalStore } from '../../src/journal/journalStore.ts';
import type { JournalPlaces } from '../../src/journal/journalStore.ts';
import type { JournalStore } from '../../src/ports/journal.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { wholly } from './wholly.ts';

/** A folder that is gone when the test has ended. */
export async function temporaryFolder(test: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-test-'));
  test.after(() => rm(folder, wholly));
  return folder;
}

/** Folders of runs directly below `root`. */
export function placesIn(root: string): JournalPlaces {
  return {
    runsFolder: root,
    runFolder: (run) => path.join(root, run),
    journalFile: (run) => path.join(root, run, 'journal.jsonl'),
  };
}

/** The journal store as the programs use it, with its files below `root`. */
export function fileStore(root: string): JournalStore {
  const programs = createPrograms();
  return createJournalStore({
    layout: placesIn(root),
    clock: { now: () => Date.now(), wake: () => () => undefined },
    identify: (pid) => programs.identify(pid),
    digest,
  });
}

/** An event told apart from others by `at`, with text that needs escaping and more than one byte per character. */
export function someEvent(at: number): Recorded {
  return { type: 'run-stopped', who: 'Zoë "Z"', reason: `line one\nline two ${'– '.repeat(at % 7)}`, at };
}

export function someEvents(count: number): readonly Recorded[] {
  return Array.from({ length: count }, (_, index) => someEvent(index + 1));
}
