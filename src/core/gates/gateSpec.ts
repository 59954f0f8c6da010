import type { Plan } from '../plan/schema/plan.ts';
import type { RunEvent } from '../model/events.ts';
import type { Evidence, Gate } from '../model/gate.ts';
import type { FileChange } from '../model/repository.ts';
import type { SetEntries } from '../../util/setEntries.ts';
import type { RunState } from '../model/state.ts';
import type { BoardGate, BoardPhase } from '../model/boardModel.ts';
import type { Missing } from '../model/missing.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { Tools } from '../model/tools.ts';
import type { SampledFile } from './spotCheckSample.ts';

export type Sections = BoardGate['sections'];

export type AfterRejection = 'leads-on' | 'parks';

/** Everything that differs from one kind of gate to another; `gateSpecs` has one of each. */
export interface GateSpec {
  /** `wave`: each wave has gates of its own; `either`: as the plan says. */
  readonly scope: 'run' | 'wave' | 'either';
  /** Title for people, to which that of the wave is added. */
  readonly title: string;
  /** Whole title, for kinds whose gates the plan names. */
  readonly named?: (state: RunState, gate: Gate) => string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Phase of the rail that waits while a gate of this kind is pending. */
  readonly station: BoardPhase['id'] | ((gate: Gate) => BoardPhase['id']);
  /** Effect of approving, in one or two sentences. */
  readonly about: (state: RunState, gate: Gate) => string;
  /** Subjects of the decision. Empty ones are left out where they are shown. */
  readonly sections: (state: RunState, gate: Gate) => Sections;
  /** Difference that a decision is about: of the plan, of the work, or none yet. */
  readonly difference:
    | { readonly of: 'plan'; readonly after: (state: RunState) => Plan | undefined }
    | { readonly of: 'work' }
    | { readonly of: 'nothing'; readonly why: string };
  /** Subject that its document lists in full, where the sections only count it and there is no difference to show. */
  readonly lists?: 'findings' | 'agents';

  /** Hashes that the decision is bound to, from the journal. @param wave of a gate with that scope */
  readonly evidence: (state: RunState, tools: Tools, wave?: string) => Evidence;
  /**
   * Whether the remote and the base branch are looked at again before a decision is used: `now`, or `recently`, where an
   * answer of the remote that is some seconds old will do. `comments`: those of the pull request are, instead.
   */
  readonly looksOutside: 'no' | 'recently' | 'now' | 'comments';
  /** Its use starts agents: limits on what runs may use together can refuse it. */
  readonly startsAgents?: true;
  /** Attempt that a gate opened now would be about, where the scope is the run; a wave counts its own. */
  readonly attempt?: (state: RunState) => number | undefined;

  /** Parts that an approval of this gate still lacks, in the order in which people are led to them; empty: it can be approved. */
  readonly missing: (state: RunState, gate: Gate, draft: GateDraft) => readonly Missing[];
  /** Questions answered with yes or no, and others with a text. */
  readonly questions?: (state: RunState, gate: Gate) => BoardGate['questions'];
  readonly questionsTitle?: string;
  /** Its questions are those of agents, which go on with the answers. */
  readonly asksForAgents?: true;
  /** Name of the answer that holds the person's own testing. */
  readonly ownTesting?: string;
  /** An approval sends the texts of the run: pull request and changelog. */
  readonly sendsTexts?: true;
  /** Files that carry verdicts: all that the work changes, and those of them that have to be looked at. */
  readonly files?: {
    readonly changed: (state: RunState, gate: Gate) => readonly FileChange[];
    readonly sampled: (state: RunState, gate: Gate) => readonly SampledFile[];
    /** Marks of an earlier attempt that still count, as answers. */
    readonly kept: (state: RunState, gate: Gate) => GateDraft['answers'];
    /** Only a look at the file itself marks it: an approval of the whole does not. */
    readonly oneByOne?: true;
  };
  /** Rules for an approval given before the gate opened (`--approve`), while no person is there to ask. */
  readonly inAdvance?: {
    /** Reason why it does not cover this gate. @param plan hash of the plan it was given for */
    readonly obstacle?: (state: RunState, gate: Gate, plan: string) => string | undefined;
    readonly answers?: (note: string, state: RunState, gate: Gate) => GateDraft['answers'];
    /** Its findings are never marked beforehand: a person has to have read them. */
    readonly leavesFindings?: true;
  };

  /**
   * The used gate whose decision is about the same, so that this one needs none of its own; undefined where a person has to
   * decide. Kinds without it always ask.
   */
  readonly restsOn?: (state: RunState, gate: Gate) => Gate | undefined;

  /** The used gate that an event needs and the record lacks, for people: see `missingGate`. */
  readonly guards: (event: RunEvent, state: RunState) => string | undefined;
  /** Events that follow from using an approval. */
  readonly onUse: (state: RunState, gate: Gate, tools: Tools) => readonly RunEvent[];
  /** The state after a gate of this kind was opened, used, rejected or voided, where that changes more than the gate. */
  readonly fold?: {
    readonly opened?: (state: RunState, gate: Pick<Gate, 'wave'>, put: SetEntries) => RunState;
    readonly used?: (state: RunState, gate: Gate, put: SetEntries) => RunState;
    readonly rejected?: (state: RunState) => RunState;
    readonly voided?: (state: RunState) => RunState;
  };

  /** `leads-on`: a rejection is an answer that the run goes on from. `parks`: nothing moves until a new gate is asked for. */
  readonly afterRejection: AfterRejection | ((gate: Gate) => AfterRejection);
  /** Reason why a gate that ended without approval cannot be opened again, with what to do instead. */
  readonly reopenObstacle: (state: RunState, gate: Gate) => string | undefined;
  /** Effect of an edit of the plan: the gate is about the edit, is voided by it until it is used, or is not concerned. */
  readonly planEdit: 'is-about-it' | 'voids' | 'keeps';
}
