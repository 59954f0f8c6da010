import { appendFile, copyFile, mkdir, readFile } from 'node:fs/promises';
import { constants } from 'node:fs';
import path from 'node:path';
import { readDraftEntry } from '../core/gates/gateDraft.ts';
import type { DraftEntry } from '../core/model/gateDraft.ts';
import { errorCode } from '../util/errors.ts';
import { digest } from './digest.ts';

/** Drafts of a run as they are on disk. */
export interface DraftsOnDisk {
  /** Oldest first. */
  readonly entries: readonly DraftEntry[];
  /** Copy of a file of which some lines cannot be read; set once, when the copy is made. */
  readonly damaged?: string;
}

/**
 * Adds a change to the drafts of a run: one line, in one write, so that two windows never take the other's changes away.
 * @param file absolute; its folder is made where it is missing
 * @throws errors of the file system
 */
export async function appendDraft(file: string, entry: DraftEntry): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  // The line end in front closes a line that a crash left open.
  await appendFile(file, `\n${JSON.stringify(entry)}\n`);
}

/**
 * Reads the drafts of a run. Lines that cannot be read are left out, and the file as it is is copied beside itself.
 * @throws errors of the file system other than that there is no such file
 */
export async function readDrafts(file: string): Promise<DraftsOnDisk> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.map(readDraftEntry);
  // Another process may be in the middle of writing the last line.
  const whole = text.endsWith('\n') ? lines.length : lines.length - 1;
  const bad = lines.filter((_, index) => index < whole && entries[index] === undefined);
  const read = entries.filter((entry) => entry !== undefined);
  if (bad.length === 0) return { entries: read };
  const damaged = await keepCopy(file, bad.join('\n'));
  return damaged === undefined ? { entries: read } : { entries: read, damaged };
}

/** @returns the copy; undefined where this damage was met before */
async function keepCopy(file: string, bad: string): Promise<string | undefined> {
  const name = digest.sha256(bad).slice(0, 8);
  const copy = file.replace(/(?:\.jsonl)?$/, `.damaged-${name}.jsonl`);
  return copyFile(file, copy, constants.COPYFILE_EXCL).then(
    () => copy,
    (error: unknown) => {
      if (errorCode(error) === 'EEXIST') return undefined;
      throw error;
    },
  );
}
