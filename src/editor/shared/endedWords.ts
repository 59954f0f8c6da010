import type { BoardGate } from '../../core/model/boardModel.ts';

/** How a gate has ended without an approval that counts, in a few words. */
export const endedWords: Readonly<Record<Exclude<BoardGate['status'], 'pending'>, string>> = {
  rejected: 'rejected',
  hold: 'on hold',
  expired: 'expired',
  void: 'void: what it was about has changed',
};
