import { closeSync, openSync, writeSync } from 'node:fs';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { hostSession } from './hostSession.ts';

/**
 * The program that runs one session: `node sessionHost.mjs FOLDER`. Its answer is the result in that folder. With `recover`
 * behind the folder it answers for a session whose host died. With `--wait` instead of a folder it reads that from its input,
 * so that its code is loaded before its session is begun.
 */
const [given, task] = process.argv.slice(2);
const folder = given === '--wait' ? await folderToCome() : given;
if (folder === undefined) {
  console.error('Usage: sessionHost FOLDER, the folder of a session with its job.');
  process.exit(2);
}

await hostSession(folder, task === 'recover' ? 'recover' : 'run');
// Work that was given up may still wait for something.
process.exit(0);

/** Folder of the session, once it is given. Whoever started this host and ends without giving one needs it no more. */
async function folderToCome(): Promise<string> {
  const answers = 3;
  // Whoever started this host waits for that: its code is loaded.
  writeSync(answers, '.');
  let folder = '';
  for await (const piece of process.stdin.setEncoding('utf8')) folder += String(piece);
  if (folder === '') process.exit(0);
  process.chdir(folder);
  // And for that: its session is begun here, and needs no other host.
  writeSync(answers, '.');
  closeSync(answers);
  // What this process says goes to the log of the session, as if it had been started with it.
  closeSync(2);
  openSync(sessionFiles.hostLog, 'a', 0o600);
  return folder;
}
