import { problem } from '../codes.ts';
import { parseGlob } from '../globSyntax.ts';
import type { Pattern } from '../globSyntax.ts';
import { overlap } from '../globs.ts';
import type { Path } from '../locate.ts';
import type { Problem } from '../problem.ts';
import type { PlanContext, Rule } from '../rule.ts';
import type { PlanWave } from '../schema.ts';

/** One file, one agent: within a wave no path, existing or not, may be owned by two tasks. */
export const ownershipOverlap: Rule = (context) =>
  context.plan.waves.flatMap((wave, waveIndex) => overlapsIn(context, wave, waveIndex));

interface Owned {
  readonly task: number;
  readonly index: number;
  readonly glob: string;
}

/**
 * Globs are filed under the folders they are fixed to, and only globs of which one's folder holds the other's are compared:
 * others cannot meet. So a wave costs about its size, not its square.
 */
function overlapsIn({ locate }: PlanContext, wave: PlanWave, waveIndex: number): Problem[] {
  const pathOf = ({ task, index }: Owned): Path => ['waves', waveIndex, 'tasks', task, 'owns', index];
  const filed = new Map<string, Owned[]>();
  const entries = wave.tasks.flatMap(({ owns }, task) => owns.map((glob, index): Owned => ({ task, index, glob })));
  const folders = entries.map(({ glob }) => [...new Set(parseGlob(glob).map(fixedFolder))]);
  entries.forEach((entry, at) => {
    for (const folder of folders[at] ?? []) {
      const there = filed.get(folder);
      if (there === undefined) filed.set(folder, [entry]);
      else there.push(entry);
    }
  });
  const found = new Map<Owned, Map<Owned, string>>();
  entries.forEach((entry, at) => {
    for (const folder of folders[at] ?? []) {
      for (const other of ancestors(folder).flatMap((ancestor) => filed.get(ancestor) ?? [])) {
        if (other.task === entry.task) continue;
        const [first, second] = other.task < entry.task ? [other, entry] : [entry, other];
        if (found.get(second)?.has(first) === true) continue;
        const example = overlap(first.glob, second.glob);
        if (example === undefined) continue;
        const partners = found.get(second);
        if (partners === undefined) found.set(second, new Map([[first, example]]));
        else partners.set(first, example);
      }
    }
  });
  return [...found].flatMap(([second, partners]) =>
    [...partners].map(([first, example]) => {
      const [firstTask, secondTask] = [wave.tasks[first.task]?.id, wave.tasks[second.task]?.id];
      return problem(
        'ownership-overlap',
        locate(pathOf(second)),
        `"${secondTask}" and "${firstTask}" run at the same time and could both change ${example}. Narrow one of the globs, or move one task to another wave.`,
        { related: [{ message: `"${firstTask}" owns it through ${first.glob}`, ...locate(pathOf(first)) }] },
      );
    }),
  );
}

/** The folders before the first wildcard, as a path that ends in a slash; for a glob without one, its whole path. */
function fixedFolder(pattern: Pattern): string {
  let folder = '';
  for (const element of pattern) {
    if (element === 'any-depth') break;
    const name = literalName(element);
    if (name === undefined) break;
    folder += `${name}/`;
  }
  return folder;
}

function literalName(element: Exclude<Pattern[number], 'any-depth'>): string | undefined {
  let name = '';
  for (const token of element) {
    const [range] = token === 'star' || token.negated || token.ranges.length !== 1 ? [] : token.ranges;
    if (range === undefined || range[0] !== range[1]) return undefined;
    name += String.fromCodePoint(range[0]);
  }
  return name;
}

/** `a/b/` → ``, `a/`, `a/b/`. */
function ancestors(folder: string): readonly string[] {
  const all = [''];
  for (let end = folder.indexOf('/'); end !== -1; end = folder.indexOf('/', end + 1))
    all.push(folder.slice(0, end + 1));
  return all;
}
