/**
 * Patterns of failure that runs coordinated by a model repeat. Each has a step of code that stands in its way; what it stopped is
 * counted by the kinds of failure it shows in.
 */
export interface Pattern {
  /** Letter by which it is known. */
  readonly id: string;
  readonly title: string;
  /** Kinds of failure that it shows in. */
  readonly kinds: readonly string[];
  /** Steps that stand in its way, also where there was nothing to stop. */
  readonly heldBy: string;
  readonly otherwise: string;
}

export const patterns: readonly Pattern[] = [
  {
    ...{ id: 'A', title: 'An agent merges its own work', kinds: ['directive', 'moved-refs'] },
    heldBy: 'lint of directives; refs compared before and after each session',
    otherwise: 'Work would be on a branch that nothing has checked.',
  },
  {
    ...{ id: 'B', title: 'The coordinator merges', kinds: ['conflict', 'merge'] },
    heldBy: 'merge sessions of their own; the coordinator has no git',
    otherwise: 'A conflict would be resolved in passing, and one side of it lost.',
  },
  {
    ...{ id: 'C', title: 'Worktrees are not looked at before the start', kinds: ['worktree'] },
    heldBy: 'worktree gate',
    otherwise: 'Agents would work on the wrong branch.',
  },
  {
    ...{
      id: 'D',
      title: 'A session ends without handing off',
      kinds: ['no-handoff', 'stale-handoff', 'handoff', 'close', 'left-worktree'],
    },
    heldBy: 'handoff check, teardown',
    otherwise: 'Unfinished work would be merged, and worktrees left with work in them.',
  },
  {
    ...{ id: 'E', title: 'A phase is skipped', kinds: ['entry', 'approval-voided', 'gate-expired'] },
    heldBy: 'entry step; gates, and evidence observed again when an approval is used',
    otherwise: 'A wave would start on something else than was approved.',
  },
  {
    ...{ id: 'F', title: 'Work in the wrong repository', kinds: ['manifest'] },
    heldBy: 'manifest step',
    otherwise: 'Changes would be in another repository.',
  },
  {
    ...{ id: 'G', title: 'Agents are started past the dispatch', kinds: ['launch'] },
    heldBy: 'launch gate; sessions start from the journal alone',
    otherwise: 'Agents would be at work that no step knows of.',
  },
];

/** Letter of the pattern that a kind of failure belongs to; undefined for one of no pattern. */
export function patternOf(kind: string): string | undefined {
  return patterns.find(({ kinds }) => kinds.includes(kind))?.id;
}
