import { hash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Notes where a secret of the person is, a key that signs decisions or its passphrase, so that a sandbox can hide it. The
 * notes are in the state folder, which it hides as well.
 *
 * @param file absolute
 */
export async function noteSecretFile(stateRoot: string, file: string): Promise<void> {
  const place = await realpath(file).catch(() => file);
  const notes = notesIn(stateRoot);
  try {
    await mkdir(notes, { recursive: true });
    // A file for each, so that no process can lose the note of another.
    await writeFile(path.join(notes, hash('sha256', place)), place);
  } catch {
    // A state folder that cannot be written is reported by whoever starts a run there.
  }
}

/** Paths of the secrets that were noted, absolute; some may have gone since. */
export function secretFiles(stateRoot: string): readonly string[] {
  const notes = notesIn(stateRoot);
  try {
    return readdirSync(notes).map((name) => readFileSync(path.join(notes, name), 'utf8'));
  } catch {
    return [];
  }
}

const notesIn = (stateRoot: string) => path.join(stateRoot, 'secretFiles');
