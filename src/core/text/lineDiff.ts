/** One run of lines of a difference: kept on both sides, taken away, or added. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly lines: readonly string[];
}

/** Changed lines after which texts are not compared any more: time and memory grow with the square of them. */
const mostSteps = 800;

/**
 * The difference of two texts by lines, as few changes as can be found (Myers). Very different texts are told as one change
 * instead, so that the time stays bounded.
 */
export function lineDiff(before: string, after: string): readonly DiffPart[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = changes(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return merged([
    { kind: 'same', lines: old.slice(0, start) },
    ...middle,
    { kind: 'same', lines: old.slice(old.length - end) },
  ]);
}

/** A difference as people know it from git, with three lines around each change. Empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, name: string): string {
  const parts = lineDiff(before, after);
  if (parts.every(({ kind }) => kind === 'same')) return '';
  const head = [before === '' ? '--- /dev/null' : `--- a/${name}`, after === '' ? '+++ /dev/null' : `+++ b/${name}`];
  return `${[...head, ...hunksOf(parts)].join('\n')}\n`;
}

const around = 3;

/** One line of a difference. */
export interface RowText {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** With its numbers on both sides, from 1; on the side it is not on, that of the line it comes before. */
export interface Row extends RowText {
  readonly old: number;
  readonly now: number;
}

function hunksOf(parts: readonly DiffPart[]): readonly string[] {
  return groupsOf(rowsOf(parts), around).flatMap(({ head, rows }) => [
    head,
    ...rows.map(({ mark, text }) => `${mark}${text}`),
  ]);
}

export function rowsOf(parts: readonly DiffPart[]): readonly Row[] {
  return numbered(
    parts.flatMap(({ kind, lines }) => {
      const mark = kind === 'same' ? ' ' : kind === 'removed' ? '-' : '+';
      return lines.map((text): RowText => ({ mark, text }));
    }),
  );
}

export function numbered(rows: readonly RowText[]): readonly Row[] {
  let [old, now] = [1, 1];
  return rows.map(({ mark, text }) => {
    const row = { mark, text, old, now };
    if (mark !== '+') old += 1;
    if (mark !== '-') now += 1;
    return row;
  });
}

/**
 * @param around unchanged lines before and after each change; groups that meet are one
 * @param cuts indexes of rows at which a group begins all the same, where there are changes on both sides
 */
export function groupsOf(
  rows: readonly Row[],
  around: number,
  cuts: ReadonlySet<number> = new Set(),
): readonly { readonly head: string; readonly rows: readonly Row[] }[] {
  const near = rows.map(() => false);
  rows.forEach(({ mark }, index) => {
    if (mark === ' ') return;
    for (let at = Math.max(0, index - around); at <= Math.min(rows.length - 1, index + around); at += 1)
      near[at] = true;
  });
  const out: { readonly head: string; readonly rows: readonly Row[] }[] = [];
  for (let from = 0; from < rows.length; from += 1) {
    if (near[from] !== true) continue;
    let to = from;
    let changed = false;
    while (to < rows.length && near[to] === true && !(changed && cuts.has(to) && goesOn(to))) {
      if (rows[to]?.mark !== ' ') changed = true;
      to += 1;
    }
    const hunk = rows.slice(from, to);
    const [olds, news] = [hunk.filter(({ mark }) => mark !== '+'), hunk.filter(({ mark }) => mark !== '-')];
    const range = (side: readonly Row[], line: number | undefined) =>
      `${side.length === 0 ? (line ?? 1) - 1 : (line ?? 1)},${side.length}`;
    out.push({ head: `@@ -${range(olds, hunk[0]?.old)} +${range(news, hunk[0]?.now)} @@`, rows: hunk });
    from = to - 1;
  }
  return out;

  /** Whether a change follows before the group ends. */
  function goesOn(index: number): boolean {
    for (let at = index; at < rows.length && near[at] === true; at += 1) if (rows[at]?.mark !== ' ') return true;
    return false;
  }
}

/** Without the ends of the lines; a last line without an end is a line, too. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function changes(old: readonly string[], now: readonly string[]): readonly DiffPart[] {
  const all: readonly DiffPart[] = [
    { kind: 'removed', lines: old },
    { kind: 'added', lines: now },
  ];
  if (old.length === 0 || now.length === 0) return all;
  // The furthest point reached on each diagonal, for each number of changes so far.
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(old.length + now.length, mostSteps); steps += 1) {
    const next = new Map(reached);
    trace.push(reached);
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const down =
        diagonal === -steps ||
        (diagonal !== steps && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1));
      let x = down ? (reached.get(diagonal + 1) ?? 0) : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return walkBack(trace, old, now);
    }
    reached = next;
  }
  return all;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  now: readonly string[],
): readonly DiffPart[] {
  const parts: DiffPart[] = [];
  let [x, y] = [old.length, now.length];
  for (let steps = trace.length - 1; steps >= 0; steps -= 1) {
    const reached = trace[steps] ?? new Map<number, number>();
    const diagonal = x - y;
    const down =
      diagonal === -steps ||
      (diagonal !== steps && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const fromX = steps === 0 ? 0 : (reached.get(before) ?? 0);
    const fromY = steps === 0 ? 0 : fromX - before;
    const startX = steps === 0 ? 0 : down ? fromX : fromX + 1;
    if (x > startX) parts.push({ kind: 'same', lines: old.slice(startX, x) });
    if (steps > 0)
      parts.push(
        down
          ? { kind: 'added', lines: now.slice(fromY, fromY + 1) }
          : { kind: 'removed', lines: old.slice(fromX, fromX + 1) },
      );
    [x, y] = [fromX, fromY];
  }
  return parts.reverse();
}

function merged(parts: readonly DiffPart[]): readonly DiffPart[] {
  const out: { kind: DiffPart['kind']; lines: string[] }[] = [];
  for (const { kind, lines } of parts) {
    if (lines.length === 0) continue;
    const last = out.at(-1);
    if (last?.kind === kind) last.lines.push(...lines);
    else out.push({ kind, lines: [...lines] });
  }
  return out;
}
