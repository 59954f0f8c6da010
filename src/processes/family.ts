import type { ProcessIdentity } from '../ports/programs.ts';
import type { ProcessRow } from './processTable.ts';

/**
 * Which processes belong to a started program: itself, its session and group, whatever carries its marker, and all
 * descendants of these. The calling process and its ancestors never do, even when the marker was inherited from further
 * up (Wavegate run inside a session of Wavegate).
 */
export function familyOf(
  rows: readonly ProcessRow[],
  root: ProcessIdentity | undefined,
  self: number,
): readonly ProcessRow[] {
  const spared = ancestorsOf(rows, self);
  const leader = root === undefined ? undefined : leadingNumber(rows, root);
  const members = new Set<number>();
  for (const row of rows) {
    const isRoot = root !== undefined && row.pid === root.pid && row.started === root.started;
    const isLed = leader !== undefined && (row.group === leader || row.session === leader);
    if (isRoot || isLed || row.marked) members.add(row.pid);
  }
  // Where orphans keep their parent's number (Windows), it leads to them even after the root has gone.
  if (leader !== undefined) members.add(leader);
  for (const pid of spared) members.delete(pid);
  addDescendants(rows, members, spared);
  return rows.filter((row) => members.has(row.pid));
}

/** The group and session number of the root, unless a later process has got its number and with it the right to them. */
function leadingNumber(rows: readonly ProcessRow[], root: ProcessIdentity): number | undefined {
  const holder = rows.find((row) => row.pid === root.pid);
  return holder === undefined || holder.started === root.started ? root.pid : undefined;
}

function ancestorsOf(rows: readonly ProcessRow[], self: number): ReadonlySet<number> {
  const parents = new Map(rows.map((row) => [row.pid, row.parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = self; pid !== undefined && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}

function addDescendants(rows: readonly ProcessRow[], members: Set<number>, spared: ReadonlySet<number>): void {
  let before: number;
  do {
    before = members.size;
    for (const row of rows) if (members.has(row.parent) && !spared.has(row.pid)) members.add(row.pid);
  } while (members.size > before);
}
