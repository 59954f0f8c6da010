import type { Recorded } from '../core/model/events.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { RunTelemetry } from './runTelemetry.ts';
import type { TelemetryMeans } from './runTelemetry.ts';

export interface TelemetrySetup extends TelemetryMeans {
  /** File of a run that keeps how much of it was sent. */
  readonly markFile: (run: string) => string;
}

/** Sends runs to the collector of the settings. The same trouble is told once. */
export function createTelemetry({ markFile, note, ...means }: TelemetrySetup): Telemetry {
  const told = new Set<string>();
  const once = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    note(message);
  };
  means.settings.problems.forEach(once);
  return {
    follow(run, earlier, closing) {
      const telemetry = new RunTelemetry(run, { ...means, note: once }, markFile(run), earlier);
      closing.addEventListener('abort', () => telemetry.close(), { once: true });
      return (events: readonly Recorded[]) => telemetry.add(events);
    },
  };
}
