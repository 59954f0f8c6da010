import type { AskedFacts } from '../core/planRules/check/askedFacts.ts';
import type { WorkspaceFacts } from '../core/planRules/workspaceFacts.ts';

/** Queries of the server to the machine it runs on; everything else comes from the editor. */
export interface PlanWorkspace {
  /**
   * Facts about the repository that a plan file is in. Empty outside a repository, and for files that are not on disk.
   *
   * @param asked what the plan names, to be looked for
   */
  facts(uri: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  /** The other plan files of the same repository, as they are on disk. */
  otherPlans(uri: string): Promise<readonly { readonly uri: string; readonly text: string }[]>;
}
