import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Learning } from '../../core/learnings/learnings.ts';
import { isSettled } from '../../core/learnings/learnings.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import { errorCode } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';

/** Sentences that agents have proposed from the record of a run, settled ones too; those that can be read of a damaged file. */
export async function proposedByAgent(layout: LocalLayout, run: string): Promise<readonly Learning[]> {
  return (await read(fileOf(layout, run))).learnings;
}

/** Proposed sentences that are not settled yet. @param kept text of the learnings file */
export async function openOfAgent(layout: LocalLayout, run: string, kept: string): Promise<readonly Learning[]> {
  return (await proposedByAgent(layout, run)).filter((learning) => !isSettled(kept, learning));
}

/**
 * Adds sentences to those of a run. A file of which a part cannot be read is copied beside itself first.
 * @param now milliseconds since 1970, for the name of such a copy
 */
export async function addProposed(
  layout: LocalLayout,
  run: string,
  added: readonly Learning[],
  now: number,
): Promise<void> {
  const file = fileOf(layout, run);
  const { learnings, isWhole } = await read(file);
  await mkdir(path.dirname(file), { recursive: true });
  if (!isWhole) await copyFile(file, file.replace(/\.json$/, `.damaged-${now}.json`));
  await writeWhole(file, `${JSON.stringify([...learnings, ...added], null, 2)}\n`);
}

async function read(file: string): Promise<{ readonly learnings: readonly Learning[]; readonly isWhole: boolean }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '[]';
    throw error;
  });
  const value = parseJson(text);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const learnings = entries.filter((each) => isLearning(each));
  return { learnings, isWhole: Array.isArray(value) && learnings.length === entries.length };
}

function fileOf(layout: LocalLayout, run: string): string {
  return path.join(layout.runFolder(run), 'learned.json');
}

function isLearning(value: unknown): value is Learning {
  if (!isRecord(value)) return false;
  return ['id', 'text', 'evidence'].every((key) => typeof value[key] === 'string');
}
