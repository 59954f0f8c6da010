import { once } from 'node:events';
import type { LocalJob, ResultRecord } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { attachSession, hasAgentView } from '../sessionHost/attach/attachSession.ts';
import { wrapLines } from '../sessionHost/attach/wrapLines.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';

/**
 * The program of a session's terminal: `node attach.mjs FOLDER`. The session goes on whatever happens to it. Keys: `r`
 * shows what the agent prints as it is, and back; after the end, `t` takes its conversation over.
 */
const [folder = ''] = process.argv.slice(2);
if (folder === '') {
  console.error('Usage: attach FOLDER, the folder of a session.');
  process.exit(2);
}

const detached = new AbortController();
process.on('SIGINT', () => detached.abort()).on('SIGTERM', () => detached.abort());
// The terminal has gone: there is nobody left to tell.
process.stdout.on('error', () => process.exit(0));
process.stdout.on('resize', () => viewChanged());

const records = createSessionRecords();
const local = (await records.read(folder, sessionFiles.job)) as LocalJob | undefined;
const twoViews = local !== undefined && hasAgentView(local);
let raw = false;
let viewChanged = () => {};
let pressed: (key: string) => void = () => {};
if (process.stdin.isTTY) {
  process.stdin.setRawMode(true).setEncoding('utf8').on('data', onKey);
  if (twoViews) await hint('r shows the raw output and back; Ctrl+C detaches.');
}

let ended = await show();
if (detached.signal.aborted) await write('\nDetached. The session goes on; open its terminal again to see it.\n');
while (process.stdin.isTTY && !detached.signal.aborted && (await choose())) continue;
process.exit(0);

function show(): Promise<boolean> {
  return attachSession(folder, records, write, detached.signal, {
    raw: () => raw,
    columns: () => process.stdout.columns,
    onChange: (callback) => (viewChanged = callback),
  });
}

/** Keeps the terminal open, which would close with this program. @returns whether the person wants more of it */
async function choose(): Promise<boolean> {
  const over = twoViews ? await import('./takeOver.ts') : undefined;
  const record = (await records.read(folder, sessionFiles.result)) as ResultRecord | undefined;
  const takeOver = local === undefined ? undefined : over?.takeOverOf(local, record);
  const state = ended ? 'The session is over. ' : '';
  const keys = [
    ...(twoViews ? ['r to see it the other way'] : []),
    ...(takeOver ? ['t to take the conversation over'] : []),
    'any key to close this terminal',
  ];
  await write('\n');
  await hint(`${state}Press ${keys.join(', ')}.`);
  const key = await nextKey();
  if (key === 'r' && twoViews) {
    ended = await show();
    return true;
  }
  if (key !== 't' || takeOver === undefined || over === undefined || local === undefined) return false;
  process.stdin.off('data', onKey).setRawMode(false).pause();
  await over.openTakeOver(takeOver, local.worktree).catch((error: Error) => write(`\n${error.message}\n`));
  process.stdin.setRawMode(true).resume().on('data', onKey);
  return true;
}

function onKey(key: string): void {
  if (key === '\u0003') detached.abort();
  if (key === 'r') raw = !raw;
  viewChanged();
  pressed(key);
}

/** The key a person presses next; the empty text when the terminal is given up instead. */
function nextKey(): Promise<string> {
  return new Promise((resolve) => {
    pressed = resolve;
    detached.signal.addEventListener('abort', () => resolve(''));
  });
}

function hint(text: string): Promise<void> {
  return write(`\u001b[2m${text}\u001b[0m\n`);
}

async function write(shown: string | Uint8Array): Promise<void> {
  // Bytes are the agent's own and stay as they are.
  const fitting = typeof shown === 'string' ? wrapLines(shown, process.stdout.columns) : shown;
  if (!process.stdout.write(fitting)) await once(process.stdout, 'drain');
}
