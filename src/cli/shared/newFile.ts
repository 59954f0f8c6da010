import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord } from '../../util/records.ts';
import { CliError } from './exit.ts';

/** Writes a file that is not there yet. @throws CliError `usage` when it is, or cannot be written */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const exists = isRecord(error) && error['code'] === 'EEXIST';
    const why = exists ? 'is there already, and is not overwritten' : 'cannot be written';
    throw new CliError('usage', `${file} ${why}. Name another file.`, { cause: error });
  }
}
