import type { BoardGate } from '../../core/model/boardModel.ts';
import { commands } from './contributions.ts';
import type { CommandId } from './contributions.ts';

/** Commands of the editor for a pending gate, by its kind. */
export interface GateActions {
  /** Approves it. */
  readonly approve: CommandId;
  /** Title of that command on a line of its own, where the kind has one. */
  readonly approveTitle?: string;
  /** Shows what the decision is about, where that is more than the gate tells. */
  readonly look?: { readonly title: string; readonly command: CommandId };
}

const plain: GateActions = { approve: commands.approveGate };

export const gateActions: Readonly<Record<BoardGate['kind'], GateActions>> = {
  triage: plain,
  plan: plain,
  custom: plain,
  launch: { approve: commands.launchWave, approveTitle: '$(rocket) Launch wave' },
  answer: { approve: commands.approveGate, approveTitle: '$(question) Answer' },
  'spot-check': { approve: commands.approveGate, look: { title: 'Open spot-check', command: commands.openSpotCheck } },
  reconcile: plain,
  adapt: plain,
  acceptance: { approve: commands.approveGate, look: { title: 'Show all changes', command: commands.showResult } },
  merge: { approve: commands.approveGate, approveTitle: '$(git-merge) Merge pull request' },
  ship: { approve: commands.approveGate, look: { title: 'Edit pull request text', command: commands.showPullRequest } },
};
