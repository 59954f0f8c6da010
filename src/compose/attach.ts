import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { askToTakeOver, handBack } from '../executors/local/takeOver.ts';
import type { LocalJob, ResultRecord, TakenOverRecord } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { attachSession, hasAgentView } from '../sessionHost/attach/attachSession.ts';
import { wrapLines } from '../sessionHost/attach/wrapLines.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';

/**
 * The program of a session's terminal: `node attach.mjs FOLDER`. The session goes on whatever happens to it. Keys: `r`
 * shows what the agent prints as it is, and back; `t` takes its conversation over, and `h` hands it back.
 */
const [folder = ''] = process.argv.slice(2);
if (folder === '') {
  console.error('Usage: attach FOLDER, the folder of a session.');
  process.exit(2);
}

/** What an interface that was ended has not put back: the other screen, the mouse, pasted text, keys, the cursor. */
const asBefore =
  '\u001b[?1049l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[<u\u001b[?25h\u001b[0m';

const detached = new AbortController();
process.on('SIGINT', () => detached.abort()).on('SIGTERM', () => detached.abort());
// The terminal has gone: there is nobody left to tell.
process.stdout.on('error', () => process.exit(0));
process.stdout.on('resize', () => viewChanged());

const records = createSessionRecords();
const local = (await records.read(folder, sessionFiles.job)) as LocalJob | undefined;
const twoViews = local !== undefined && hasAgentView(local);
let raw = false;
let asksToTakeOver = false;
let viewChanged = () => {};
let pressed: (key: string) => void = () => {};
if (process.stdin.isTTY) {
  process.stdin.setRawMode(true).setEncoding('utf8').on('data', onKey);
  if (twoViews) await hint('r shows the raw output and back; t takes the session over; Ctrl+C detaches.');
}

while (!detached.signal.aborted) {
  const seen = await attachSession(folder, records, write, detached.signal, {
    raw: () => raw,
    columns: () => process.stdout.columns,
    untilTakenOver: process.stdin.isTTY,
    onChange: (callback) => (viewChanged = callback),
  });
  const goesOn = seen === 'taken-over' ? await workInInterface() : await lookAgain(seen);
  if (!goesOn) break;
}
process.exit(0);

/** @returns whether the session is to be shown again, because it was handed back or has ended */
async function workInInterface(): Promise<boolean> {
  for (;;) {
    const record = (await records.read(folder, sessionFiles.takenOver)) as TakenOverRecord | undefined;
    if (record === undefined) return true;
    await open(record);
    if ((await records.read(folder, sessionFiles.takenOver)) === undefined) return true;
    await write('\n');
    await hint('The session waits for you. Press h to hand it back to the agent, t to go on yourself.');
    const key = await Promise.race([nextKey('h', 't'), handedBack()]);
    if (key === '') return false;
    if (key === 'h') await handBack(folder);
    if (key !== 't') return handedBack().then(() => true);
  }
}

/** Keeps the terminal open, which would close with this program. @returns whether the person wants more of it */
async function lookAgain(seen: 'ended' | 'left'): Promise<boolean> {
  if (detached.signal.aborted) {
    await write('\nDetached. The session goes on; open its terminal again to see it.\n');
    return false;
  }
  if (!process.stdin.isTTY) return false;
  const record = (await records.read(folder, sessionFiles.result)) as ResultRecord | undefined;
  const { afterEnd } = await import('./takeOver.ts');
  const after = local === undefined ? undefined : afterEnd(local, record);
  const keys = [
    ...(twoViews ? ['r to see it the other way'] : []),
    ...(after ? ['t to take the conversation over'] : []),
    'any key to close this terminal',
  ];
  await write('\n');
  await hint(`${seen === 'ended' ? 'The session is over. ' : ''}Press ${keys.join(', ')}.`);
  const key = await nextKey();
  if (key === 'r' && twoViews) return true;
  if (key !== 't' || after === undefined) return false;
  await open(after);
  return true;
}

async function open(record: TakenOverRecord): Promise<void> {
  const { openInterface } = await import('./takeOver.ts');
  process.stdin.off('data', onKey).setRawMode(false).pause();
  const problem = await openInterface(record).catch((error: Error) => error.message);
  await write(asBefore);
  if (problem !== undefined) await write(`\n${problem}\n`);
  process.stdin.setRawMode(true).resume().on('data', onKey);
}

function onKey(key: string): void {
  if (key === '\u0003') detached.abort();
  if (key === 'r') raw = !raw;
  void askFirst(key);
  viewChanged();
  pressed(key);
}

/** One key alone must not end what an agent is in the middle of. */
async function askFirst(key: string): Promise<void> {
  if (asksToTakeOver && key === 'y') await askToTakeOver(folder);
  const asks = !asksToTakeOver && key === 't' && twoViews && (await isRunning());
  asksToTakeOver = asks;
  if (asks) await hint('Take over? The agent stops, and you go on in its own interface: press y.');
}

async function isRunning(): Promise<boolean> {
  const found = [sessionFiles.result, sessionFiles.takenOver].map((name) => records.read(folder, name));
  return (await Promise.all(found)).every((record) => record === undefined);
}

/** The key a person presses next, of these if any are named; the empty text when the terminal is given up instead. */
function nextKey(...wanted: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    pressed = (key) => {
      if (wanted.length === 0 || wanted.includes(key)) resolve(key);
    };
    detached.signal.addEventListener('abort', () => resolve(''));
  });
}

/** Resolves once the session is no longer the person's, whoever has handed it back. */
async function handedBack(): Promise<'handed back'> {
  while ((await records.read(folder, sessionFiles.takenOver)) !== undefined) await delay(100);
  return 'handed back';
}

function hint(text: string): Promise<void> {
  return write(`\u001b[2m${text}\u001b[0m\n`);
}

async function write(shown: string | Uint8Array): Promise<void> {
  // Bytes are the agent's own and stay as they are.
  const fitting = typeof shown === 'string' ? wrapLines(shown, process.stdout.columns) : shown;
  if (!process.stdout.write(fitting)) await once(process.stdout, 'drain');
}
