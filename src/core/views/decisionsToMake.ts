import type { BoardSnapshot } from '../model/boardModel.ts';

/**
 * Number of things that wait for the person who looks: pending gates that they have not approved yet, and a failure that is not
 * answered yet and has no gate.
 */
export function decisionsToMake({ gates, adaptation }: Pick<BoardSnapshot, 'gates' | 'adaptation'>): number {
  // A question has its gate.
  const unanswered = adaptation !== undefined && adaptation.proposal === undefined && adaptation.asks !== true;
  const pending = gates.filter(({ status, approvedByYou }) => status === 'pending' && approvedByYou !== true);
  return pending.length + (unanswered ? 1 : 0);
}
