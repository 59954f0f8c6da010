import type { Decision } from '../model/gate.ts';
import type { JournalRecord } from './record.ts';

/**
 * Whether a decision is in the record it was signed for: right behind the one that its signature names, and first, so that
 * the signature covers everything before it.
 */
export function isInPlace({ follows }: Decision, index: number, { seq, prev }: JournalRecord): boolean {
  return index === 0 && follows.seq === seq - 1 && follows.hash === prev;
}
