import type { GateKind } from '../plan/schema/plan.ts';

/** Comment of a person on one line of the work at a gate: a finding of theirs. */
export interface FileComment {
  /** Name of the finding: the gate it was noted at, and its number there, such as `acceptance-1~2`. */
  readonly id?: string;
  /** Forward slashes, relative to the repository root. */
  readonly file: string;
  /** Line of the merged file, counting from 1; of the file as it was before the wave where the wave deletes it. */
  readonly line: number;
  readonly text: string;
  /**
   * The line itself, where it is one that the wave has deleted from a file it keeps: `line` counts in the file as it was
   * before the wave then.
   */
  readonly deleted?: string;
}

/** Names of hashes a decision is about; see gates/evidence.ts for which gate binds what. */
export type Evidence = Readonly<Record<string, string>>;

export type Verdict = 'approved' | 'rejected' | 'hold';

export type GateStatus = 'pending' | Verdict | 'expired';

export type Channel = 'sidebar' | 'palette' | 'board' | 'cli';

/** A record of the journal: its number, from 1, and its hash. */
export interface RecordRef {
  readonly seq: number;
  readonly hash: string;
}

export interface Decision {
  readonly gate: string;
  readonly verdict: Verdict;
  readonly who: string;
  readonly channel: Channel;
  readonly note: string;
  readonly at: number;
  readonly evidence: Evidence;
  /** Ed25519 public key (SPKI, base64) that signs it. */
  readonly key: string;
  /** Hash of the place of the key's file, where that has no passphrase. */
  readonly place?: string;
  /** Kind-specific answers: spot-check verdict per file, self-check answers, the note of the person's own testing. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Spot-check: what is not ok, line by line. */
  readonly comments?: readonly FileComment[];
  /**
   * The record directly before the decision's own. Its hash covers every record before it, so a signed decision seals
   * the run up to there: nobody without the key can rewrite that, not even with a new chain.
   */
  readonly follows: RecordRef;
  /** Ed25519 over the canonical text of everything above, base64; see gates/decisionText.ts. */
  readonly signature: string;
}

export interface Gate {
  readonly id: string;
  readonly kind: GateKind;
  /** Name of a gate of the plan's own. */
  readonly name?: string;
  readonly wave?: string;
  /** Attempt of the wave, validation or shipping the gate is about. */
  readonly attempt?: number;
  readonly openedAt: number;
  readonly deadline?: number;
  readonly approvers: readonly string[];
  readonly evidence: Evidence;
  readonly status: GateStatus;
  readonly decision?: Decision;
  /** The gate whose decision it rests on, where it needs none of its own. */
  readonly restsOn?: string;
  /** Number of people who have to approve it; 1 where absent. */
  readonly required?: number;
  /** Approvals so far of a gate that needs more than one, each by a key of its own. */
  readonly approvals?: readonly Decision[];
  /** Meetings with other runs that the approval of a launch was given with: see `meetingsOf`. */
  readonly beside?: readonly string[];
  /** Set once, when the decision has been checked against the evidence again and acted on. */
  readonly usedAt?: number;
  /** Why the gate no longer counts although it was not rejected: what it was about has changed. */
  readonly voided?: string;
}
