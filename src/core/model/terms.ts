import type { GateKind, Plan, PlanStage, Severity, Triage } from '../plan/schema/plan.ts';
import type { validatorSeverities } from '../plan/schema/vocabulary.ts';

/**
 * The words of a run, shared by commands, events and state. Times are epoch milliseconds. Hashes are lower-case hex
 * SHA-256 of UTF-8 text unless they are git object names (commit, tree). Nothing here names a path, process or socket
 * of one machine, so that sessions can run elsewhere.
 */

export type Phase = 'audit' | 'plan' | 'wave' | 'adapt' | 'validate' | 'ship' | 'shipped' | 'stopped';

/** The ten mechanical steps of a wave, in order. */
export const waveSteps = [
  'entry',
  'manifest',
  'thread',
  'directives',
  'ownership',
  'launch',
  'worktrees',
  'handoffs',
  'merge',
  'close',
] as const;
export type WaveStep = (typeof waveSteps)[number];

/** Numbers of the steps, as people know them; for showing only. */
export const stepNumbers: Readonly<Record<WaveStep, string>> = {
  entry: '000',
  manifest: '0',
  thread: '0.5',
  directives: '0.7',
  ownership: '1',
  launch: '2',
  worktrees: '3',
  handoffs: '4',
  merge: '5–6',
  close: '7',
};

/** Which repository this is: enough to notice that a worktree belongs to another one. */
export interface Repository {
  readonly rootCommit: string;
  readonly remote?: string;
  readonly name: string;
  /** Where a push to each remote would go, without credentials. */
  readonly push?: Readonly<Record<string, readonly string[]>>;
  /** Its own pre-push hook, which is asked when a result is shipped. */
  readonly pushHook?: string;
  /** Hooks of its own that the commits of a run do not run. */
  readonly skippedHooks?: readonly string[];
}

/** Where shipping would go, as it was found. */
export interface Target {
  /** Name of a configured remote. */
  readonly remote: string;
  /** Where a push to it goes, without credentials; none when there is no such remote. */
  readonly addresses: readonly string[];
  /** Commit that the run branch has there, null where there is no such branch; absent when the remote did not say. */
  readonly commit?: string | null;
  /** When the remote was asked, in epoch milliseconds. */
  readonly askedAt?: number;
}

/** The answer of a repository's own pre-push hook about a commit, before anything is pushed. */
export interface PushTrial {
  /** Path of the hook, for people. */
  readonly hook: string;
  readonly commit: string;
  /** Why the hook refuses it, in its own words. */
  readonly refused?: string;
}

/** The answers of a repository's own commit-msg hook to messages of a run. */
export interface MessageTrial {
  /** Path of the hook, for people. */
  readonly hook: string;
  readonly answers: readonly {
    readonly subject: string;
    /** Why the hook refuses it, in its own words. */
    readonly refused?: string;
    /** The hook would have changed it. */
    readonly changed?: boolean;
  }[];
}

/** A branch that goes on without the run: the one it began from, or that branch's upstream as it was last fetched. */
export interface BaseMove {
  /** Short name: `main`, `origin/main`. */
  readonly name: string;
  /** Where it is now. */
  readonly commit: string;
  /** Commits of the branch that the run does not have. */
  readonly commits: number;
  /** Files that these commits change, at most some hundreds. Forward slashes. */
  readonly changed: readonly string[];
  /** Files in which merging the branch and what the run has committed would conflict. */
  readonly conflicts: readonly string[];
  /** The branch no longer holds the commit that the run began from. */
  readonly rewritten?: true;
}

export interface PlanRevision {
  readonly revision: number;
  readonly hash: string;
  /** Path of the plan inside the repository, forward slashes; or its bare name if it lives elsewhere. */
  readonly file: string;
  readonly source: string;
  readonly plan: Plan;
  readonly why: string;
  /** Note of the person on the failure that it answers. */
  readonly note?: string;
}

export type SessionKind =
  | 'draft'
  | 'audit'
  | 'implement'
  | 'fix'
  | 'resolve'
  | 'validate'
  | 'validate-task'
  | 'explore'
  | 'verify'
  | 'merge'
  | 'check'
  | 'commit'
  | 'revise'
  | 'ship'
  | 'ci';

/** How a session ended. Exactly one of these, once. */
export const outcomes = [
  'done',
  'blocked',
  'no-handoff',
  'stale-handoff',
  'scope-violated',
  'readonly-violated',
  'context-exhausted',
  'rate-limited',
  'auth',
  'budget',
  'stuck',
  'timeout',
  'cancelled',
  'crashed',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Where a session belongs. `attempt` counts from 1. */
export type Scope =
  /** Lenses that did not finish run again in an attempt of their own. Default: the first. */
  | { readonly kind: 'audit'; readonly attempt?: number }
  | { readonly kind: 'draft'; readonly attempt: number }
  | { readonly kind: 'wave'; readonly wave: string; readonly attempt: number }
  /** Validation of the tasks of a wave ahead of its launch. */
  | { readonly kind: 'ahead'; readonly wave: string; readonly attempt: number }
  /** Implementation plans of tasks of a wave, before its launch. */
  | { readonly kind: 'explore'; readonly wave: string; readonly attempt: number }
  | { readonly kind: 'adapt'; readonly revision: number }
  | { readonly kind: 'validate'; readonly attempt: number }
  | { readonly kind: 'ship'; readonly attempt: number };

/** The worktree of an ended session that could not be removed. `why` names its folder. */
export interface LeftWorktree {
  readonly session: string;
  readonly why: string;
}

export interface FileChange {
  /** Forward slashes, relative to the repository root. */
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly additions: number;
  readonly deletions: number;
  /** Where lines do not tell what changed: a link, a pointer to a submodule, permissions, content that is no text. */
  readonly form?: 'link' | 'submodule' | 'permissions' | 'binary';
  /** Of merged work: modes and git's names of what the path was and is. The same where the change is the same. */
  readonly objects?: string;
}

export interface FailedTest {
  readonly name: string;
  readonly file?: string;
  /** The part of the output that explains it, at most some 2,000 characters. */
  readonly excerpt: string;
}

/** How many tests a check reported. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Number of a constraint on what was merged and on the code as it was before, and the bound of it. */
export interface Measured {
  readonly bound: string;
  readonly value?: number;
  readonly base?: number;
  /** How often it was measured; the value is the median. */
  readonly times?: number;
  /** Why it is not kept, as a sentence; absent where it is. */
  readonly why?: string;
}

/** Counts with the tests they are about, where the runner lists them all. */
export interface NamedCounts extends TestCounts {
  readonly names?: { readonly ran: readonly string[]; readonly skipped: readonly string[] };
}

/** Tests by name in comparison with the code as it was before; at most some hundreds of each. */
export interface TestLedger {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** Skipped now and not before. */
  readonly skipped: readonly string[];
}

/** Names of tests as their runner lists them; each as often as it ran. */
export interface TestNames {
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
}

export interface CheckRun {
  /** `test`, the name of a check of the plan's checkpoint, or a statement of its definition of done. */
  readonly name: string;
  readonly command: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly milliseconds: number;
  /** How often it ran; more than 1 means that a red run was repeated as the plan allows. */
  readonly runs: number;
  readonly passed?: number;
  readonly skipped?: number;
  readonly failed: readonly FailedTest[];
  /** Folders in which it left report files that were read, from the root of the worktree. */
  readonly reports?: readonly string[];
  /** The tests behind `passed` and `skipped`, where the runner lists every one of them; at most some thousands. */
  readonly tests?: TestNames;
  /** Red on the code as it was before, too, and not excused by that. */
  readonly redBefore?: true;
  /** Why it is red although its exit code is 0, as a sentence. */
  readonly hollow?: string;
  /** Why `failed` may not be everything that fails, as sentences. A run with it is not excused by what was red before. */
  readonly doubt?: string;
  /** Missing part of this machine (a variable, program or service) and what to do, as a sentence. */
  readonly missing?: string;
  /** Which results were replayed from a build cache instead of run, as a sentence. */
  readonly replayed?: string;
  /** Counts of the same check on the code as it was before. */
  readonly before?: TestCounts;
  /** Changes to its tests since, by name; absent where the runner does not list them. */
  readonly ledger?: TestLedger;
  /** Number read from its output as asked, or why there is none. */
  readonly number?: number | string;
  /** Constraints: the numbers, and whether the bound is kept. */
  readonly measured?: Measured;
  /** Failures that the code had before, all of them by name; those left in `failed` are new. */
  readonly known?: number;
  /** Tests that failed in a run of these and passed in a later one. */
  readonly flaky?: readonly string[];
  /** Names of the programs it left running, one for each process; they were ended. */
  readonly left?: readonly string[];
  /** Tail of the output, at most some 8,000 characters. */
  readonly tail: string;
}

export interface Finding {
  readonly id: string;
  readonly lens: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly detail: string;
  readonly remediation: string;
  /** Whether file and line exist at the audited commit. */
  readonly citation: 'verified' | 'unverified';
  readonly triage?: Triage;
}

export type ValidatorSeverity = (typeof validatorSeverities)[number];

/** Finding of one or more validators, after the findings of all of them were merged. */
export interface ValidatorFinding extends Omit<Finding, 'severity' | 'lens'> {
  readonly severity: ValidatorSeverity;
  /** Subjects of the validators that found it, in the order of the plan. */
  readonly validators: readonly string[];
  /** fixed: the cited code has changed, and who found it agrees. disputed: a person has to say. Default: open. */
  readonly status?: 'open' | 'fixed' | 'disputed';
  /** What became of it in each round of validation, oldest first. */
  readonly history?: readonly { readonly attempt: number; readonly what: string }[];
}

/** Place that a verdict rests on. */
export interface Citation {
  /** Forward slashes, relative to the repository root. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Whether file and line exist at the commit that was read. */
  readonly citation: Finding['citation'];
}

/** How an agent is going to carry out its task, as it laid that out before it changed anything. */
export interface ImplementationPlan {
  /** Files it will create, change or delete, with what happens in each. */
  readonly touches: readonly string[];
  /** What it does, in this order. */
  readonly steps: readonly string[];
  /** Variables, accounts, services or decisions that have to be there first. */
  readonly needs: readonly string[];
  /** Where the repository contradicts the task. */
  readonly contradictions: readonly string[];
  /** What could break, and how it would be noticed. */
  readonly risks: readonly string[];
}

/** Review of the whole change, or of the tasks of a wave ahead of its launch, by one validator. */
export interface Review {
  readonly verdict: 'approve' | 'changes';
  readonly findings: readonly Omit<ValidatorFinding, 'validators' | 'triage'>[];
  /** validate: what became of findings of the rounds before, by their ids. */
  readonly earlier?: readonly { readonly id: string; readonly status: 'fixed' | 'open' }[];
  /** validate: ids of those whose cited code has changed since, as the host has seen. */
  readonly touched?: readonly string[];
  /** validate-task: what it rests on besides the findings. */
  readonly cites?: readonly Citation[];
}

/** Comment of a person on one line at a spot-check. */
export interface FileComment {
  /** Forward slashes, relative to the repository root. */
  readonly file: string;
  /** Line of the merged file, counting from 1; of the file as it was before the wave where the wave deletes it. */
  readonly line: number;
  readonly text: string;
}

/** Usage of an agent. `inputTokens` counts everything sent to the model, `cachedTokens` the part read from a cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** US dollars, where the agent's program tells them. */
  readonly usd?: number;
}

/** Verdict of a verifier on one acceptance criterion, and what is known of it. */
export interface CriterionReport {
  readonly id: string;
  readonly verdict: 'pass' | 'fail' | 'not-covered';
  /** Command and name of the test that show it. */
  readonly command?: string;
  readonly test?: string;
  readonly note?: string;
  /** confirmed: the host has seen the same. contradicted: it has seen otherwise. unproven: nothing shows it. */
  readonly standing: 'confirmed' | 'contradicted' | 'unproven';
  /** Why it is not confirmed, as a sentence. */
  readonly why?: string;
}

/** A command that an agent says it ran, and what is known of it. */
export interface Claim {
  readonly command: string;
  readonly exitCode: number;
  /** unverified: the plan does not name the command, so it was not run by Wavegate. */
  readonly standing: 'confirmed' | 'contradicted' | 'unverified';
  /** Exit code when Wavegate ran it; absent if it did not. */
  readonly own?: number | null;
}

/** Command of a red stage: the tests that are new and fail, and those that pass. */
export interface RedCommand {
  readonly command: string;
  readonly tests: readonly string[];
  readonly passed?: number;
  readonly skipped?: number;
  /** Names of those that pass, where the runner lists them. */
  readonly others?: readonly string[];
}

/** Findings of the host when it ran the commands of a stage of a task's recipe. */
export interface StageProof {
  readonly stage: string;
  readonly shows: PlanStage['shows'];
  readonly agent: string;
  /** Commit that holds the work of the session up to the end of the stage. */
  readonly commit: string;
  readonly commands: readonly string[];
  /** red: tests that are new and fail. green: the same tests, which pass. */
  readonly tests?: readonly string[];
  /** red: the commands that report tests. */
  readonly red?: readonly RedCommand[];
  /** How many tests passed and were skipped, all commands together. */
  readonly passed?: number;
  readonly skipped?: number;
  /** How often they ran, each time with the same result. */
  readonly repeats?: number;
  /** Files of the tests, unchanged since they were red. */
  readonly unchanged?: readonly string[];
  /** The stage was to continue a conversation and its agent could not: it began afresh. */
  readonly afresh?: true;
  /** Notes that a review has recorded. */
  readonly deviations?: readonly string[];
  readonly discoveries?: readonly string[];
  /** Why it proves nothing, in sentences; the session has not gone on from there. */
  readonly broken?: string;
}

/** Answer of a person to a question that an agent stopped at. */
export interface SessionAnswer {
  readonly question: string;
  readonly text: string;
  readonly who: string;
}

/** Result of a session, by kind; the session host checks it before it is trusted. */
export interface SessionResult {
  readonly outcome: Outcome;
  /** One sentence for people: what happened and, unless done, what to do next. */
  readonly message: string;
  readonly exitCode?: number | null;
  readonly summary?: string;
  readonly question?: string;
  /** The handoff as the agent wrote it, if it belongs to the session. */
  readonly handoff?: string;
  /** Work the agent noticed and left alone. */
  readonly followUps?: readonly string[];
  /** Commands the handoff claims were run, compared with those that were. */
  readonly claims?: readonly Claim[];
  /** rate-limited: when the provider lets the account in again (epoch ms), if it told. */
  readonly limit?: { readonly resetsAt?: number };
  /** The agent's program could not be started, or ended before it had done anything. */
  readonly neverRan?: true;
  /** Its program had ended without a handoff, and it was asked once to finish; what it had changed was kept. */
  readonly askedToFinish?: true;
  /** Commands the agent was not allowed to run: their number, and the last ones. */
  readonly denied?: { readonly count: number; readonly commands: readonly string[] };
  /** Commit that contains everything the session changed, on its branch. */
  readonly snapshot?: string;
  readonly changes?: readonly FileChange[];
  /** Paths changed outside what the task owns; undone, with a backup kept. */
  readonly violations?: readonly string[];
  /** Files of the repository among these, and the commit that keeps them with everything else the session changed. */
  readonly strayed?: { readonly commit: string; readonly changes: readonly FileChange[] };
  /**
   * Changes outside the worktree meanwhile, with their times, one line each: attributed to the person, because nothing
   * proves that the agent made them.
   */
  readonly outside?: readonly string[];
  readonly verification?: readonly CheckRun[];
  /** check: runs on the code as it was before, as far as they can be compared with later ones, too. */
  readonly baseline?: { readonly commit: string; readonly checks: readonly CheckRun[] };
  /** Stages of the task's recipe that have ended, in order; absent where it has one stage without a proof of its own. */
  readonly stages?: readonly StageProof[];
  /** Agents whose driver can tell: what this session used. */
  readonly usage?: Usage;
  /** Agents that can be asked further: the name of the conversation, as their program knows it. */
  readonly conversation?: string;
  readonly findings?: readonly Omit<Finding, 'lens' | 'triage'>[];
  /** verify: each acceptance criterion. */
  readonly criteria?: readonly CriterionReport[];
  /** validate: the validator's verdict. */
  readonly review?: Review;
  /** explore: how the agent is going to carry out its task. */
  readonly implementationPlan?: ImplementationPlan;
  /** draft: the text of the plan, as the planner gave it. */
  readonly plan?: string;
  /** merge, commit, revise: the commit made and its tree. */
  readonly commit?: string;
  readonly tree?: string;
  /** merge: files two branches changed in ways git cannot reconcile. */
  readonly conflicts?: readonly string[];
  /** merge: a commit that contains all of the work with these conflicts marked, and the subjects they are between. */
  readonly unresolved?: { readonly commit: string; readonly between: readonly string[] };
  readonly checks?: readonly CheckRun[];
  /** check: what the pre-push hook says, where it was asked. It decides nothing. */
  readonly pushTrial?: PushTrial;
  /** ship: the branch it stays on, where there is no remote to push it to. */
  readonly left?: string;
  /** ship: where it went. */
  readonly pushed?: { readonly remote: string; readonly branch: string; readonly commit: string };
  readonly pullRequest?: { readonly text: string; readonly url?: string };
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
  /** How many people have to approve it; 1 where absent. */
  readonly required?: number;
  /** Approvals so far of a gate that needs more than one, each by a key of its own. */
  readonly approvals?: readonly Decision[];
  /** Set once, when the decision has been checked against the evidence again and acted on. */
  readonly usedAt?: number;
  /** Why the gate no longer counts although it was not rejected: what it was about has changed. */
  readonly voided?: string;
}

export const strategies = ['fix', 'redispatch', 'split', 'reorder', 'amend', 'merge-base', 'drop-merge'] as const;
export type Strategy = (typeof strategies)[number];
