import { problem } from '../codes.ts';
import { globDefect } from '../globSyntax.ts';
import type { Path } from '../locate.ts';
import { placedTasks } from '../lookup.ts';
import type { Rule } from '../rule.ts';

/** A glob that cannot match what its author means would own, protect or delete nothing without anyone noticing. */
export const invalidGlobs: Rule = ({ plan, locate }) => {
  const places: [Path, readonly string[]][] = [
    [['protected'], plan.protected],
    [['worktree', 'copy'], plan.worktree.copy],
    ...plan.audit.lenses.map(({ paths }, index): [Path, readonly string[]] => [
      ['audit', 'lenses', index, 'paths'],
      paths,
    ]),
    ...placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) =>
      (['owns', 'deletes', 'reads'] as const).map((key): [Path, readonly string[]] => [
        ['waves', waveIndex, 'tasks', taskIndex, key],
        task[key],
      ]),
    ),
  ];
  return places.flatMap(([path, globs]) =>
    globs.flatMap((glob, index) => {
      const defect = globDefect(glob);
      return defect === undefined
        ? []
        : [problem('invalid-glob', locate([...path, index]), `"${clip(glob)}" ${defect}.`)];
    }),
  );
};

function clip(glob: string): string {
  return glob.length > 60 ? `${glob.slice(0, 60)}…` : glob;
}
