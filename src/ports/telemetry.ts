import type { Recorded } from '../core/model/events.ts';

/** Tells a collector of the person's what runs do. Never a reason for a run to wait or to stop. */
export interface Telemetry {
  /**
   * Follows a run.
   * @param earlier the events it was opened with
   * @param closing aborted when the run is no longer driven here: what is left is sent then, within a short time
   */
  follow(run: string, earlier: readonly Recorded[], closing: AbortSignal): (events: readonly Recorded[]) => void;
}
