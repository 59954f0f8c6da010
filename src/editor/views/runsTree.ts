import { count, elapsed } from '../../core/words/labels.ts';
import type { RunSummary } from '../../ports/runService.ts';
import { commands } from '../shared/contributions.ts';
import { plain } from '../tree/markdown.ts';
import { nameAmong, shortTitle } from '../tree/shortTitle.ts';
import type { TreeNode } from '../tree/treeNode.ts';

/** Characters of a title that leave room for the state in a sidebar of usual width. */
const titleRoom = 18;

const icons: Readonly<Record<RunSummary['state'], { readonly icon: string; readonly color: string }>> = {
  waiting: { icon: 'bell-dot', color: 'charts.yellow' },
  moving: { icon: 'sync', color: 'charts.blue' },
  shipped: { icon: 'package', color: 'testing.iconPassed' },
  stopped: { icon: 'debug-stop', color: 'disabledForeground' },
  unreadable: { icon: 'error', color: 'testing.iconFailed' },
};

/**
 * Runs of the repositories that are open, those that wait for a decision first, then the newest; with the name of the
 * repository where there are several.
 * @param open id of the run that this window shows
 * @param now epoch milliseconds
 */
export function runsTree(runs: readonly RunSummary[], open: string | undefined, now: number): readonly TreeNode[] {
  const sorted = runs.toSorted(
    (one, other) => Number(other.waiting > 0) - Number(one.waiting > 0) || other.modifiedAt - one.modifiedAt,
  );
  const repositories = [...new Set(runs.map(({ repository }) => withSlashes(repository)))];
  return sorted.map(({ run, repository, title, state, headline, waiting, modifiedAt, team }) => ({
    id: `run:${run}`,
    // The state is what tells runs of one plan apart.
    label: shortTitle(title, titleRoom),
    description: [
      // A narrow sidebar cuts the end off.
      ...(waiting > 0 ? [`${count(waiting, 'decision')} to make`] : []),
      ...(repositories.length > 1 ? [nameAmong(withSlashes(repository), repositories)] : []),
      ...(run === open ? ['open here'] : []),
      ...(team === true ? ['team'] : []),
      ...(waiting > 0 ? [] : [headline]),
      `${elapsed(Math.max(now - modifiedAt, 0))
        .split(' ')
        .slice(0, 2)
        .join(' ')} ago`,
    ].join(' · '),
    tooltip: [`**${plain(title)}**`, plain(headline), plain(repository), plain(run)].join('\n\n'),
    ...icons[state],
    context: 'run',
    subject: { kind: 'run', run },
    click: commands.openRun,
  }));
}

function withSlashes(folder: string): string {
  return folder.replaceAll('\\', '/');
}
