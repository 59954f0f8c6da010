import type { SessionResult } from '../model/sessionResult.ts';

/** How a run ended, in a few words: `merged`, `pushed`, `left on its branch`. Shipped means merged; nothing else is called so. */
export function shippedNote({ left, merged, pushed }: Partial<SessionResult>): string {
  if (left !== undefined) return 'left on its branch';
  if (merged !== undefined) return 'shipped';
  return pushed === undefined ? 'done' : 'pushed';
}

/** The same as a headline. */
export function shippedHeadline({ left, merged, pushed, pullRequest }: Partial<SessionResult>): string {
  if (left !== undefined) return `Left on branch ${left}`;
  if (merged !== undefined) {
    const at = merged.commit === undefined ? '' : ` as ${merged.commit.slice(0, 10)}`;
    return merged.how === 'elsewhere' ? `Shipped: merged at the forge${at}` : `Shipped: merged${at}`;
  }
  if (pushed === undefined) return 'Done';
  const request = pullRequest?.url === undefined ? '' : ', pull request open';
  return `Pushed to ${pushed.remote}, branch ${pushed.branch}${request}`;
}

/** The same for a line of the history. */
export function shippedTitle({ merged, pushed }: Partial<SessionResult>): string {
  if (merged !== undefined) return 'Shipped';
  return pushed === undefined ? 'Done' : 'Pushed';
}
