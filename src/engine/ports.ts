import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Executor } from '../ports/executor.ts';
import type { JournalStore } from '../ports/journal.ts';
import type { PlanFile } from '../ports/planFile.ts';
import type { Requests } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { Threads } from '../ports/threads.ts';
import type { Workspaces } from '../ports/workspaces.ts';

/** Everything the engine needs of the world. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly executor: Executor;
  readonly journals: JournalStore;
  readonly planFile: PlanFile;
  readonly requests: Requests;
  readonly signer: Signer;
  readonly threads: Threads;
  readonly workspaces: Workspaces;
}
