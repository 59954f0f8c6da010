import type { Clock } from '../../ports/clock.ts';
import type { Layout } from '../../ports/layout.ts';
import type { Programs } from '../../ports/programs.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import type { SpareHosts } from './spareHosts.ts';
import type { HostProgram, HostStarter } from './startHost.ts';

export interface LocalExecutorOptions extends HostProgram {
  readonly layout: Layout;
  /** The person's checkout. */
  readonly repository: string;
  readonly clock: Clock;
  readonly programs: Programs;
  /** How session hosts are started. Default: by this process. */
  readonly startHost?: HostStarter;
  /** Starts hosts before they are needed. Absent: none is. */
  readonly readyHosts?: SpareHosts['readyHosts'];
  readonly records: SessionRecords;
  /** Most bytes of a session's output to keep. Default: 256 MB. */
  readonly outputLimit?: number;
}
