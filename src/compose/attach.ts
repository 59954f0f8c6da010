import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { askToTakeOver, handBack } from '../executors/local/takeOver.ts';
import type { TakenOverRecord } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { attachSession, hasAgentView } from '../sessionHost/attach/attachSession.ts';
import type { Action, Stage } from '../sessionHost/attach/keys.ts';
import { keysText, press } from '../sessionHost/attach/keys.ts';
import { clearTerminal, renderHint } from '../sessionHost/attach/render.ts';
import { wrapLines } from '../sessionHost/attach/wrapLines.ts';
import { createSessionRecords } from '../sessionHost/sessionRecords.ts';

/**
 * The program of a session's terminal: `node attach.mjs FOLDER`. The session continues whatever happens to it. Keys:
 * `r` shows what the agent prints as it is, and back; `t` takes its conversation over, and `h` hands it back.
 */
const [folder = ''] = process.argv.slice(2);
if (folder === '') {
  console.error('Usage: attach FOLDER, the folder of a session.');
  process.exit(2);
}

/** Milliseconds after which a width is one to write for. */
const settled = 200;
const detached = new AbortController();
let inInterface = false;
// Between an interface and this program the terminal sends Ctrl+C as a signal, and it was meant for the interface.
process.on('SIGINT', () => inInterface || detached.abort()).on('SIGTERM', () => detached.abort());
// The terminal has gone: there is nowhere left to report to.
process.stdout.on('error', () => process.exit(0));

let stage: Stage = 'watching';
let raw = false;
let viewChanged = () => {};
let did: (deed: Action) => void = () => {};
/** Columns that what is shown was broken into lines for. */
let shownFor = process.stdout.columns;
// A terminal may change its size from the first moment on.
process.stdout.on('resize', () => viewChanged());

const records = createSessionRecords();
const local = await records.read(folder, sessionFiles.job);
const twoViews = local !== undefined && hasAgentView(local);
let can = { twoViews, takesOver: twoViews && local.remote !== true };
if (process.stdin.isTTY) {
  process.stdin.setRawMode(true).setEncoding('utf8').on('data', onKey);
  if (twoViews) await hint(keysText(stage, can));
}

while (!detached.signal.aborted) {
  shownFor = process.stdout.columns;
  const seen = await attachSession(folder, records, write, detached.signal, {
    raw: () => raw,
    columns: () => process.stdout.columns,
    untilTakenOver: process.stdin.isTTY,
    onChange: (callback) => (viewChanged = callback),
  });
  const goesOn = seen === 'taken-over' ? await workInInterface() : await lookAgain();
  if (!goesOn) break;
  stage = 'watching';
}
process.exit(0);

/** @returns whether the session is to be shown again, because it was handed back or has ended */
async function workInInterface(): Promise<boolean> {
  stage = 'has it';
  for (;;) {
    const record = await records.read(folder, sessionFiles.takenOver);
    if (record === undefined) return true;
    await ask(
      "You have the session now. Leave the agent's interface in its own way, often Ctrl+C twice; then h hands the session back.",
    );
    await open(record);
    if ((await records.read(folder, sessionFiles.takenOver)) === undefined) return true;
    await ask(`\n${keysText(stage, can)}`);
    const deed = await Promise.race([nextDeed('hand back', 'open interface'), handedBack()]);
    if (deed === undefined) return false;
    if (deed === 'hand back') await handBack(folder);
    if (deed !== 'open interface') return handedBack().then(() => true);
  }
}

/** Keeps the terminal open, which would close with this program. @returns whether the person wants more of it */
async function lookAgain(): Promise<boolean> {
  if (detached.signal.aborted) {
    await write('\nDetached. The session keeps running; open its terminal again to see it.\n');
    return false;
  }
  if (!process.stdin.isTTY) return false;
  const record = await records.read(folder, sessionFiles.result);
  const { afterEnd } = await import('../runs/follow/takeOver.ts');
  const after = local === undefined ? undefined : afterEnd(local, record);
  can = { twoViews, takesOver: after !== undefined };
  stage = 'over';
  await hint(`\n${keysText(stage, can)}`);
  const deed = await Promise.race([nextDeed('switch view', 'open interface', 'close'), otherWidth()]);
  if (deed === 'other width') {
    await write(clearTerminal);
    return true;
  }
  if (deed === 'open interface' && after !== undefined) await open(after);
  return deed === 'switch view' || deed === 'open interface';
}

async function open(record: TakenOverRecord): Promise<void> {
  const { openInterface } = await import('../runs/follow/takeOver.ts');
  process.stdin.off('data', onKey).setRawMode(false).pause();
  inInterface = true;
  const problem = await openInterface(record).catch((error: Error) => error.message);
  process.stdin.setRawMode(true).resume().on('data', onKey);
  inInterface = false;
  if (problem !== undefined) await ask(`\n${problem}`);
}

function onKey(key: string): void {
  const pressed = press(stage, key, can);
  stage = pressed.stage;
  if (pressed.says !== undefined) void (stage === 'asked' ? ask(pressed.says) : hint(pressed.says));
  if (pressed.does !== undefined) act(pressed.does);
}

function act(deed: Action): void {
  if (deed === 'detach') detached.abort();
  if (deed === 'switch view') raw = !raw;
  if (deed === 'take over') askToTakeOver(folder).catch((error: Error) => ask(error.message));
  viewChanged();
  did(deed);
}

/** Waits for the person's next action among these; undefined when the terminal is closed instead. */
function nextDeed(...wanted: readonly Action[]): Promise<Action | undefined> {
  return new Promise((resolve) => {
    did = (deed) => {
      if (wanted.includes(deed)) resolve(deed);
    };
    if (detached.signal.aborted) resolve(undefined);
    detached.signal.addEventListener('abort', () => resolve(undefined));
  });
}

/** Resolves once the terminal has kept another width than what it shows was written for. */
async function otherWidth(): Promise<'other width'> {
  for (;;) {
    if (process.stdout.columns === shownFor) await once(process.stdout, 'resize');
    const columns = process.stdout.columns;
    // While a border is dragged it changes many times a second.
    await delay(settled, undefined, { ref: false });
    if (process.stdout.columns === columns && columns !== shownFor) return 'other width';
  }
}

/** Resolves once the session is no longer the person's, whoever has handed it back. */
async function handedBack(): Promise<'handed back'> {
  while ((await records.read(folder, sessionFiles.takenOver)) !== undefined) await delay(100);
  return 'handed back';
}

function hint(text: string): Promise<void> {
  return write(renderHint(text, 'aside'));
}

/** For what waits for an answer, or should not be missed. */
function ask(text: string): Promise<void> {
  return write(renderHint(text, 'important'));
}

async function write(shown: string | Uint8Array): Promise<void> {
  // Bytes are the agent's own and stay as they are.
  const fitting = typeof shown === 'string' ? wrapLines(shown, process.stdout.columns) : shown;
  if (!process.stdout.write(fitting)) await once(process.stdout, 'drain');
}
