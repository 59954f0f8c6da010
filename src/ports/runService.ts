import type { Triage } from '../core/plan/schema/plan.ts';
import type { DraftChange, DraftEntry } from '../core/model/gateDraft.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { Recorded } from '../core/model/events.ts';
import type { Channel, FileComment, Verdict } from '../core/model/gate.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { RunState } from '../core/model/state.ts';
import type { SessionStatus } from './executor.ts';
import type { MachineService } from './machineService.ts';
import type { PlanService } from './planService.ts';
import type { RecordService } from './recordService.ts';
import type { TeamService } from './teamService.ts';
import type { TryService } from './tryService.ts';

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

/** A run with a journal on this machine, or in the database of the team. */
export interface RunSummary {
  readonly run: string;
  /** Top folder of its repository, absolute. */
  readonly repository: string;
  readonly title: string;
  /** Its status in one sentence for people, or why it cannot be read. */
  readonly headline: string;
  readonly state: 'waiting' | 'moving' | 'shipped' | 'stopped' | 'unreadable';
  /** Decisions that wait for a person. */
  readonly waiting: number;
  readonly modifiedAt: number;
  /** Whether it is in the database of the team. */
  readonly team?: true;
}

/** A file that asks for a decision, which it does not make. */
export interface AskedByFile {
  readonly gate: string;
  readonly words: string;
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
  readonly plans: PlanService;
  readonly machine: MachineService;
  readonly tries: TryService;
  readonly records: RecordService;
  readonly team: TeamService;

  state(): RunState | undefined;
  /** Journal of the open run, oldest first. */
  events(): readonly Recorded[];
  /** The person's plan file of the open run, if it is on this machine. */
  planFile(): string | undefined;
  /** Public key that this window signs decisions about the open run with. */
  ownKey(): string | undefined;
  /** Driver of the open run, where this window only shows it, and what to do to decide here. */
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

  decide(choice: Choice): Promise<Answer>;
  /** Decisions that people have begun in the open run, in this window or another, oldest change first. */
  drafts(): readonly DraftEntry[];
  onDidChangeDrafts(listener: () => void): Disposable;
  /** Resolves once the change is kept and among the drafts. */
  changeDraft(gate: string, change: DraftChange): Promise<Answer>;
  /** @param note the reason; for a comment of a reviewer that is marked out or deferred, the answer */
  triage(finding: string, triage: Triage, note?: string): Promise<Answer>;
  /** Marks a finding of the validators as one of the specification or the plan. @param says what should be true instead */
  specIsWrong(finding: string, says: string): Promise<Answer>;
  reopen(gate: string): Promise<Answer>;
  /** @param diagnosis what the person says of the failure; may be empty */
  proposeAdaptation(strategy: Strategy, task: string, diagnosis: string): Promise<Answer>;
  /** Proposes to merge in what the run's base has gained. @param branch which one, where several have moved on */
  mergeBase(branch?: string): Promise<Answer>;
  /** Tries the wave that failed again, as it is planned. */
  retry(): Promise<Answer>;
  /** Accepts the current red checks as red before the run. @param note how the person knows */
  acceptBaseline(note: string): Promise<Answer>;
  /** Takes back what a supervisor has answered the agent of a task: it is stopped, and its question is the person's. */
  takeBackAnswer(task: string): Promise<Answer>;
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
  /**
   * Follows what a session prints and reports, wherever it runs, until the run is closed.
   * @returns the folder of this machine that it comes into, absolute
   * @throws Error, for people, when it cannot be followed from here
   */
  watchSession(session: string): Promise<string>;
  /** Folder that a session works in, while it is on disk. */
  worktreeOf(session: string): Promise<string | undefined>;
}
