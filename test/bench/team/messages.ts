/** What a coordinator of the bench is to do. */
export interface CoordinatorOrder {
  readonly url: string;
  readonly tasks: number;
  /** For copies of what sessions print. Absolute. */
  readonly folder: string;
  readonly action: 'start' | 'open';
  /** It stops once the agents of the first wave have ended. */
  readonly agentsOnly?: boolean;
}

export type CoordinatorReport =
  | { readonly type: 'driving'; readonly at: number }
  | { readonly type: 'recorded'; readonly at: number; readonly ended: number }
  | { readonly type: 'trouble'; readonly message: string }
  | {
      readonly type: 'over';
      readonly phase: string;
      /** Most memory it ever had, in MB. */
      readonly peak: number;
      /** Milliseconds for reading the journal from the database with its chain checked, and for folding it. */
      readonly read: number;
      readonly fold: number;
      readonly events: number;
    };

/** What a process with hosts of the bench is to do. */
export interface HostsOrder {
  readonly url: string;
  readonly names: readonly string[];
  /** How long a session takes, in milliseconds. */
  readonly workMs: number;
  /** Seconds after which a host that is silent loses its sessions. */
  readonly silence: number;
  /** How many times one is killed, and the pause between, in milliseconds. */
  readonly kills: number;
  readonly killMs: number;
}

export type HostsReport =
  | { readonly type: 'killed'; readonly host: string; readonly at: number }
  | { readonly type: 'ready' };
