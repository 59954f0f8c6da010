import type { LikeTasks } from '../core/model/projection.ts';
import type { AgentPlaces } from '../ports/agentPlaces.ts';
import type { Budgets } from '../ports/budgets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Executor } from '../ports/executor.ts';
import type { JournalStore } from '../ports/journal.ts';
import type { OtherRuns } from '../ports/otherRuns.ts';
import type { PlanFile } from '../ports/planFile.ts';
import type { PullRequestComments } from '../ports/pullRequestComments.ts';
import type { Requests } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Threads } from '../ports/threads.ts';
import type { Workspaces } from '../ports/workspaces.ts';

/** Everything the engine needs of the world. */
export interface EnginePorts {
  /** Default: agents begin as the plan lets them. */
  readonly agentPlaces?: AgentPlaces;
  /** Default: there are none. */
  readonly budgets?: Budgets;
  /** Default: comments of pull requests are not read. */
  readonly comments?: PullRequestComments;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly executor: Executor;
  readonly journals: JournalStore;
  /** Finds out what finished tasks of earlier runs have taken; never rejects. Default: nothing is projected. */
  readonly likeTasks?: () => Promise<readonly LikeTasks[]>;
  /** Finds the runs of the repository that are not over. Default: there are no others. */
  readonly otherRuns?: OtherRuns;
  readonly planFile: PlanFile;
  readonly requests: Requests;
  readonly signer: Signer;
  /** Default: nothing is sent. */
  readonly telemetry?: Telemetry;
  readonly threads: Threads;
  readonly workspaces: Workspaces;
}
