import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sessionFiles } from '../../protocol/sessionFiles.ts';

/** Asks the host of a session to let a person in; it does so once its agent has a conversation to continue with. */
export async function askToTakeOver(folder: string): Promise<void> {
  await writeFile(path.join(folder, sessionFiles.takeOver), '');
}

/** Takes the request back, whether it was granted already or not. */
export async function handBack(folder: string): Promise<void> {
  await rm(path.join(folder, sessionFiles.takeOver), { force: true });
}
