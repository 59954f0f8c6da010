import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../ports/programs.ts';
import { familyOf } from './family.ts';
import type { ProcessRow, ProcessTable } from './processTable.ts';

/**
 * Time a program gets between being asked to end and being killed. Agents need it to close their own sessions; one of
 * the known ones ignores the request for as long as a tool of its runs.
 */
const graceMs = 3_000;
/** After the kill only the system itself can keep a process; waiting longer than this would hide that. */
const killMs = 5_000;
/** Looks after the grace period before a process counts as one that cannot be ended: time alone passes also while this process does not run. */
const killLooks = 25;
const pollMs = 40;
/** Time in which what is only slow to end ends. */
const lingerMs = 150;
/** The program that holds others in a sandbox. */
const sandbox = 'bwrap';

/**
 * Ends a program and all it has started. The family is read again on every round, because a process may start another
 * one between being listed and being ended.
 *
 * @throws Error naming the processes that outlive a kill
 */
export async function endTree(table: ProcessTable, root: ProcessIdentity | undefined, marker: string): Promise<void> {
  const begun = Date.now();
  const asked = new Set<string>();
  let looks = 0;
  for (;;) {
    const family = familyOf(await table(marker), root, process.pid);
    if (family.length === 0) return;
    const elapsed = Date.now() - begun;
    if (elapsed >= graceMs) looks += 1;
    if (elapsed > graceMs + killMs && looks > killLooks) {
      throw new Error(`These processes could not be ended: ${family.map(({ pid }) => pid).join(', ')}.`);
    }
    for (const row of family) {
      // It ends with what it holds; asked to end itself, it would kill that at once.
      if (row.name === sandbox && elapsed < graceMs && process.platform === 'linux') continue;
      if (elapsed >= graceMs || process.platform === 'win32') signal(row, 'SIGKILL');
      else if (!asked.has(identityOf(row))) signal(row, 'SIGTERM');
      asked.add(identityOf(row));
    }
    await delay(pollMs);
  }
}

/** Names of the programs that a program has left running, once it has ended itself. */
export async function leftRunning(
  table: ProcessTable,
  root: ProcessIdentity,
  marker: string,
): Promise<readonly string[]> {
  const look = async () => familyOf(await table(marker), root, process.pid);
  const first = new Set((await look()).map(identityOf));
  if (first.size === 0) return [];
  await delay(lingerMs);
  return (await look()).filter((row) => first.has(identityOf(row))).map(({ name }) => name);
}

const identityOf = (row: ProcessRow) => `${row.pid} ${row.started}`;

/** A process that has ended since it was listed, or belongs to another user, is not a reason to spare the others. */
function signal(row: ProcessRow, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(row.pid, name);
  } catch {
    // Listed again on the next round if it is still there.
  }
}
