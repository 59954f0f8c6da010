import type { Recorded } from '../core/model/events.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { RunEngine } from './runEngine.ts';

/** Sends telemetry of a run, where there is any, everything in its journal, from before and from now on. */
export function feedTelemetry(
  run: string,
  engine: RunEngine,
  telemetry: Telemetry | undefined,
  earlier: readonly Recorded[],
): void {
  if (telemetry === undefined) return;
  const add = telemetry.follow(run, earlier, engine.closing);
  engine.subscribe({ onEvents: (events) => add(events) });
}
