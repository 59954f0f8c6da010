import type { DraftPart } from '../core/draft/draftPart.ts';
import type { DriverId, Triage } from '../core/plan/schema/plan.ts';
import type { DraftChange, DraftEntry } from '../core/model/gateDraft.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Channel, FileComment, Verdict } from '../core/model/gate.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import type { SessionStatus } from './executor.ts';

/** Ends a subscription. */
interface Disposable {
  dispose(): unknown;
}

/** An answer to a request. With `refused`, nothing has changed, and the text says why and what to do next. */
export type Answer = Partial<Refusal>;

/** Change in the open run. `events` is empty when a run was opened, replaced or closed. */
export interface RunChange {
  readonly state: RunState | undefined;
  readonly events: readonly Recorded[];
}

/** Leftovers of a run. */
export interface LeftBehind {
  readonly run: string;
  readonly about: string;
  /** Description of the leftovers, with their size. */
  readonly what: string;
  /** Whether its record is here, so that it is known to be over. */
  readonly known: boolean;
}

/** A drafted plan, beside the text that the plan file had when it was asked for (empty: there was none). */
export interface OfferedPlan {
  readonly source: string;
  readonly before: string;
  /** File that keeps the draft. Absolute. */
  readonly kept: string;
  /** Problems that the rules still find. */
  readonly wrong: readonly string[];
  readonly notes: readonly string[];
  readonly summary: string;
}

/** Request for a draft. */
export interface DraftAsked {
  readonly planPath: string;
  readonly goal: string;
  /** A file that says what is wanted. */
  readonly from?: string;
  /** Run whose validators found, ahead of a launch, what the plan is to be changed for. */
  readonly remedy?: string;
  /** Default: the whole plan. */
  readonly part?: DraftPart;
}

/** Gap that reviewers have found in a plan, on a line of its text. */
export interface ShownPlanGap {
  readonly gap: number;
  /** Counts from 1. */
  readonly line: number;
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly by: string;
  readonly edit?: { readonly find: string; readonly replace: string };
  readonly remarks: readonly string[];
}

/** Review of a plan: as a whole, and gap by gap. */
export interface ReviewedPlan {
  readonly lines: readonly string[];
  readonly open: readonly ShownPlanGap[];
}

/** A run that has a journal on this machine. */
export interface RunSummary {
  readonly run: string;
  readonly title: string;
  /** Its status in one sentence for people, or why it cannot be read. */
  readonly headline: string;
  readonly state: 'waiting' | 'moving' | 'shipped' | 'stopped' | 'unreadable';
  /** Decisions that wait for a person. */
  readonly waiting: number;
  readonly modifiedAt: number;
}

/** A file that asks for a decision, which it does not make. */
export interface AskedByFile {
  readonly gate: string;
  readonly words: string;
}

/** One line of the environment check. `detail` says what was found, or what is missing and how to get it. */
export interface EnvironmentFact {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** An agent Wavegate can drive, and whether it is here. */
export interface AgentFact {
  readonly driver: DriverId;
  readonly title: string;
  /** Absent when it is not installed. */
  readonly version?: string;
  /** The version that Wavegate is tested with. */
  readonly testedVersion: string;
  /** Advice on how to make it usable, or a remark on this version. */
  readonly note: string;
  /** The command that installs it. */
  readonly install: string;
}

/** A decision as a person made it, before it is signed. */
export interface Choice {
  readonly gate: string;
  readonly verdict: Verdict;
  readonly note: string;
  readonly channel: Channel;
  /** Spot-check: verdict per file. Acceptance: the self-check answers. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Spot-check: what is not ok, line by line. */
  readonly comments?: readonly FileComment[];
}

/**
 * The engine as the editor sees it: one open run at a time, its state, and what may be asked of it. All paths are
 * absolute and native; a path of a file inside the repository is relative and has forward slashes.
 */
export interface RunService extends Disposable {
  state(): RunState | undefined;
  /** Journal of the open run, oldest first. */
  events(): readonly Recorded[];
  /** The person's plan file of the open run, if it is on this machine. */
  planFile(): string | undefined;
  /** Who drives the open run, where this window only shows it, and what to do to decide here. */
  drivenElsewhere(): string | undefined;
  /** Drives the run that is only shown, if the process that drove it has released it. */
  claim(): Promise<void>;
  onDidChange(listener: (change: RunChange) => void): Disposable;
  /** Requests at the gates of the open run: marker files of other tools, and refused requests. */
  requests(): readonly AskedByFile[];
  onDidAsk(listener: () => void): Disposable;
  /** Trouble that no event reports: a full disk, a lost lease. For people, with what to do next. */
  onDidFail(listener: (message: string) => void): Disposable;

  /** @throws Error with a message for people when the repository or the plan does not allow a run */
  startRun(planFile: string): Promise<void>;
  /** Opens the newest unfinished run of these folders' repositories, if there is one, and continues or shows it. */
  resume(folders: readonly string[]): Promise<void>;
  /** Runs of these folders' repositories, newest first. */
  listRuns(folders: readonly string[]): Promise<readonly RunSummary[]>;
  openRun(run: string, folders: readonly string[]): Promise<void>;
  /** Finds the leftovers of runs that are not under way in these folders' repositories. */
  leftBehind(folders: readonly string[]): Promise<readonly LeftBehind[]>;
  /** Removes it; all work is kept. @returns lines for people: what went, what is kept and how to have it, what could not go */
  cleanUp(runs: readonly string[], folders: readonly string[]): Promise<readonly string[]>;

  decide(choice: Choice): Promise<Answer>;
  /** Decisions that people have begun in the open run, in this window or another, oldest change first. */
  drafts(): readonly DraftEntry[];
  onDidChangeDrafts(listener: () => void): Disposable;
  /** Resolves once the change is kept and among the drafts. */
  changeDraft(gate: string, change: DraftChange): Promise<Answer>;
  triage(finding: string, triage: Triage): Promise<Answer>;
  reopen(gate: string): Promise<Answer>;
  /** @param diagnosis what the person says of the failure; may be empty */
  proposeAdaptation(strategy: Strategy, task: string, diagnosis: string): Promise<Answer>;
  /** Proposes to merge in what the run's base has gained. @param branch which one, where several have moved on */
  mergeBase(branch?: string): Promise<Answer>;
  /** Tries the wave that failed again, as it is planned. */
  retry(): Promise<Answer>;
  /** Accepts the current red checks as red before the run. @param note how the person knows */
  acceptBaseline(note: string): Promise<Answer>;
  stop(reason: string): Promise<Answer>;
  stopSession(session: string): Promise<void>;
  /** Lets the person work in the own interface of a running session's agent, which its terminal then opens. */
  takeOver(session: string): Promise<void>;
  handBack(session: string): Promise<void>;
  /** Status of running sessions, as far as it is not in the journal. */
  statuses(): ReadonlyMap<string, SessionStatus>;
  /** The person's plan file has been saved, changed or removed on disk. */
  planOnDiskChanged(): void;

  /** Text of a file at a commit, or undefined if it is not there or is binary. */
  fileAt(commit: string, path: string): Promise<string | undefined>;
  sessionFolder(session: string): string;
  /** Folder that a session works in, while it is on disk. */
  worktreeOf(session: string): Promise<string | undefined>;
  /** Mermaid text of a plan, or undefined when it does not parse. */
  diagram(source: string): { readonly title: string; readonly text: string } | undefined;
  /** Tasks of a plan text, those first that are likely to remedy a finding in a file; none where the text is no plan. */
  tasksFor(
    source: string,
    file: string,
  ): readonly { readonly id: string; readonly title: string; readonly owns: boolean }[];
  /** The plan text with a finding of the run declared, and named in a task. */
  coverFinding(source: string, finding: Finding, task: string): { readonly source: string } | Refusal;
  /** Line that names the person of this window and the key it signs with, for .wavegate/approvers. */
  approverLine(folder: string): Promise<string>;
  checkEnvironment(folders: readonly string[]): Promise<readonly EnvironmentFact[]>;
  /** All agents there are drivers for. Nothing is sent anywhere. */
  findAgents(): Promise<readonly AgentFact[]>;
  /**
   * Asks an agent for a word, in a folder it may only read.
   * @param seconds in which it has to answer
   * @returns what is wrong and what to do; undefined when it answers
   */
  probeAgent(driver: DriverId, folder: string, seconds: number): Promise<string | undefined>;
  /**
   * Has a read-only agent draft a plan. Nothing of the person is written.
   * @param told what is under way, for people
   * @param signal ends the planner
   * @throws Error with a message for people when what is asked for cannot be planned
   */
  draftPlan(
    wish: DraftAsked,
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<OfferedPlan | { readonly failed: string }>;
  /** Review of a plan so far, for its text as it is in the editor; undefined before its first review. */
  planReview(planPath: string, source: string): Promise<ReviewedPlan | undefined>;
  /**
   * Has two read-only agents review a plan, as it is on disk.
   * @throws Error with a message for people when it cannot be reviewed or nobody answers
   */
  reviewPlan(
    wish: { readonly planPath: string; readonly afresh: boolean },
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ReviewedPlan>;
  /**
   * Takes the edit of a gap into a text of the plan, or dismisses the gap with a reason. The file is not written.
   * @throws Error with a message for people when that cannot be done
   */
  settleGap(
    planPath: string,
    source: string,
    settle: { readonly take: number } | { readonly dismiss: number; readonly why: string },
  ): Promise<ReviewedPlan & { readonly source: string }>;
}
