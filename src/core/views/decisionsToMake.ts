import type { BoardGate, BoardSnapshot } from '../model/boardModel.ts';

/** Whether a gate waits for the person who looks. */
export function isYours({ status, forOthers }: Pick<BoardGate, 'status' | 'forOthers'>): boolean {
  return status === 'pending' && forOthers === undefined;
}

/**
 * Number of things that wait for the person who looks: pending gates that they may decide and have not approved yet, and a
 * failure that is not answered yet and has no gate.
 */
export function decisionsToMake({ gates, adaptation }: Pick<BoardSnapshot, 'gates' | 'adaptation'>): number {
  // A question has its gate.
  const unanswered = adaptation !== undefined && adaptation.proposal === undefined && adaptation.asks !== true;
  return gates.filter(isYours).length + (unanswered ? 1 : 0);
}
