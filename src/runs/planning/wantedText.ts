import { constants, open } from 'node:fs/promises';
import path from 'node:path';
import { longestSpec, tooLong } from '../../core/draft/goal.ts';
import { RunError } from '../../engine/runError.ts';
import { errorMessage } from '../../util/errors.ts';

/** Most bytes of UTF-8 for one UTF-16 unit. */
const widest = 3;

/**
 * Reads a file in which a person says what is wanted: UTF-8, or UTF-16 with its mark.
 *
 * @throws RunError `plan` when it is not there, no text, or longer than a planner can hold
 */
export async function readWanted(file: string): Promise<string> {
  const name = path.basename(file);
  const refuse = (problem: string, cause?: unknown): RunError => new RunError('plan', problem, { cause });
  // Opening a pipe would wait for somebody to write to it.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    throw refuse(unreadable(file, error), error);
  });
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw refuse(`${file} is a folder. Name a file that says what is wanted.`);
    if (!stats.isFile()) throw refuse(`${file} is no plain file. Name a text file that says what is wanted.`);
    if (stats.size > longestSpec * widest) throw refuse(tooLong(name));
    const text = decoded(await handle.readFile());
    if (text === undefined || /[\u0000-\u0008\u000e-\u001a]/.test(text)) {
      throw refuse(
        `${name} is no text in UTF-8, so a planner cannot read it. Save it as UTF-8, or name a Markdown file that says what is wanted.`,
      );
    }
    return text;
  } catch (error) {
    throw error instanceof RunError ? error : refuse(unreadable(file, error), error);
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const why = isMissing ? 'is not there' : `cannot be read: ${errorMessage(error)}`;
  return `${file} ${why}. Name a file that says what is wanted.`;
}

/** Undefined where the bytes are no text of the encodings that mark themselves. */
function decoded(bytes: Uint8Array): string | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
