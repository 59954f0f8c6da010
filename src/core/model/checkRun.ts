import type { CallSiteCount } from './callSites.ts';
import type { PlanStage } from '../plan/schema/plan.ts';

export interface FailedTest {
  readonly name: string;
  readonly file?: string;
  /** The part of the output that explains it, at most some 2,000 characters. */
  readonly excerpt: string;
}

/** Number of tests that a check reported. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Number of all of them by the other source, where output and reports both count and differ. */
  readonly otherwise?: { readonly by: 'printed' | 'reports'; readonly tests: number };
}

/** Number of a constraint on what was merged and on the code as it was before, and the bound of it. */
export interface Measured {
  readonly bound: string;
  readonly value?: number;
  readonly base?: number;
  /** Number of times it was measured; the value is the median. */
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
  /** Number of times it ran; more than 1 means that a red run was repeated as the plan allows. */
  readonly runs: number;
  readonly passed?: number;
  readonly skipped?: number;
  /** Number of all tests by the other source, where output and reports both count and differ. */
  readonly otherwise?: NonNullable<TestCounts['otherwise']>;
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
  /** Number of tests that passed and were skipped, all commands together. */
  readonly passed?: number;
  readonly skipped?: number;
  /** Number of times they ran, each time with the same result. */
  readonly repeats?: number;
  /** Files of the tests, unchanged since they were red. */
  readonly unchanged?: readonly string[];
  /** migrated: call sites of the task before and after. */
  readonly callSites?: readonly CallSiteCount[];
  /** The stage was to continue a conversation and its agent could not: it began afresh. */
  readonly afresh?: true;
  /** Notes that a review has recorded. */
  readonly deviations?: readonly string[];
  readonly discoveries?: readonly string[];
  /** Why it proves nothing, in sentences; the session has not gone on from there. */
  readonly broken?: string;
}
