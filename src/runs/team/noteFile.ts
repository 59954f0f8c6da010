import { readFile } from 'node:fs/promises';
import { writeWhole } from '../../files/writeWhole.ts';
import { parseJson, recordOf } from '../../util/records.ts';

/**
 * Reads numbers that an earlier process has kept in a file.
 *
 * @returns undefined where there is no such file, or it is damaged: by a power cut, or a disk that was full
 */
export async function readNote<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const kept = recordOf(parseJson(text));
  const isWhole = names.every((name) => Number.isSafeInteger(kept[name]) && Number(kept[name]) >= 0);
  return isWhole ? (kept as Record<Name, number>) : undefined;
}

/** Keeps numbers in a file, which is whole at every moment. Two that show one session may both keep theirs. */
export function keepNote(file: string, note: Readonly<Record<string, number>>): Promise<void> {
  return writeWhole(file, JSON.stringify(note));
}
