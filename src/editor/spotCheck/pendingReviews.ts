import type { BoardGate } from '../../core/model/boardModel.ts';
import { authorOf } from '../../core/queries/comments.ts';
import type { RunState, WaveState } from '../../core/model/state.ts';
import type { RunConnection } from '../shared/runConnection.ts';

/** A gate that waits and lists files, and the commits whose difference it is about. */
export interface PendingReview {
  readonly gate: BoardGate;
  readonly from: string;
  readonly to: string;
  /** Absent where the gate is about the whole change. */
  readonly wave?: WaveState;
}

/** Answer of the agent whose work a comment is about, once it has gone over it. */
export interface AgentAnswer {
  readonly agent: string;
  readonly text: string;
}

/** Spot-checks, and the acceptance, that wait now. */
export function pendingReviews({
  snapshot,
  state,
}: Pick<RunConnection, 'snapshot' | 'state'>): readonly PendingReview[] {
  return (snapshot?.gates ?? []).flatMap((gate) => {
    const wave = state?.waves[gate.wave ?? ''];
    if (gate.files.length === 0 || gate.status !== 'pending' || state === undefined) return [];
    if (gate.wave === undefined) return [{ gate, from: state.base.commit, to: state.head }];
    return wave?.merge?.commit === undefined ? [] : [{ gate, from: state.head, to: wave.merge.commit, wave }];
  });
}

/** The side of the difference that shows a file: the new one, unless it was deleted. */
export function commitOf({ gate, from, to }: PendingReview, file: string): string {
  return gate.files.find(({ path }) => path === file)?.kind === 'deleted' ? from : to;
}

/** Last words of the agent whose task a file is; undefined where it has said nothing. */
export function answerTo(state: RunState | undefined, wave: WaveState, file: string): AgentAnswer | undefined {
  const task = state === undefined ? undefined : authorOf(state, wave, file);
  const session = task === undefined ? undefined : state?.sessions[wave.tasks[task] ?? ''];
  const text = session?.result?.message ?? '';
  return session === undefined || text === '' ? undefined : { agent: session.agent ?? 'Agent', text };
}
