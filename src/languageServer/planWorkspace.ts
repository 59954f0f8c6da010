import type { AskedFacts } from '../core/plan/facts/askedFacts.ts';
import type { WorkspaceFacts } from '../core/plan/facts/workspaceFacts.ts';

/** What the server asks of the machine it runs on; everything else it knows from the editor. */
export interface PlanWorkspace {
  /**
   * What is known of the repository that a plan file is in. Empty outside a repository, and for files that are not on disk.
   *
   * @param asked what the plan names, to be looked for
   */
  facts(uri: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  /** The other plan files of the same repository, as they are on disk. */
  otherPlans(uri: string): Promise<readonly { readonly uri: string; readonly text: string }[]>;
}
