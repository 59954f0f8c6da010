import path from 'node:path';

/** A VS Code that shows the sample. */
export interface Started {
  /** Lines to show to the person. */
  readonly message: readonly string[];
  /** Resolves when it has ended by itself, or because the person closed it. */
  readonly ended: Promise<void>;
  /** Ends it and everything it has started. */
  stop(): Promise<void>;
}

/** A second, tiny extension that opens the plan and the sidebar when the window opens for the first time. */
export const firstLook = path.join(import.meta.dirname, 'firstLook');
