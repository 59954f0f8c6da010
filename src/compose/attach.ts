import { once } from 'node:events';
import { attachSession } from '../sessionHost/attach/attachSession.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';

/** The program of a session's terminal: `node attach.mjs FOLDER`. The session goes on whatever happens to it. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: attach FOLDER, the folder of a session.');
  process.exit(2);
}

const detached = new AbortController();
process.on('SIGINT', () => detached.abort()).on('SIGTERM', () => detached.abort());
// The terminal has gone: there is nobody left to tell.
process.stdout.on('error', () => process.exit(0));

const ended = await attachSession(folder, createSessionRecords(), write, detached.signal);
if (detached.signal.aborted) await write('\nDetached. The session goes on; open its terminal again to see it.\n');
else if (process.stdin.isTTY) await anyKey(ended);
process.exit(0);

async function write(shown: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(shown)) await once(process.stdout, 'drain');
}

/** Keeps the terminal open, which would close with this program, until the person has read it. */
async function anyKey(ended: boolean): Promise<void> {
  await write(`\n\u001b[2m${ended ? 'The session is over. ' : ''}Press any key to close this terminal.\u001b[0m\n`);
  process.stdin.setRawMode(true);
  await Promise.race([once(process.stdin, 'data'), once(detached.signal, 'abort')]);
}
