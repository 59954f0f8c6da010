import type { Layout } from '../ports/layout.ts';
import type { Threads } from '../ports/threads.ts';
import { deliverLine, openThread } from './channel.ts';
import { createThreadFile, logName } from './threadFile.ts';
import type { Binding, ThreadFile } from './threadFile.ts';

const logBinding: Binding = { mode: 'log', id: logName, delivered: 0 };

export interface ThreadsOptions {
  readonly layout: Pick<Layout, 'runFolder'>;
  /** Longest time one request may take. */
  readonly timeoutMs?: number;
  /** Pauses before delivery is tried again; after the last, the next line that is posted tries again. */
  readonly retryMs?: readonly number[];
}

/**
 * Coordination threads over HTTP, with the log in the run's folder as the queue: a line is in the log before it is sent,
 * and how far the channel has got is kept too, so nothing is lost to a channel that is down or to a restart. Whatever
 * goes wrong stays in here; a run never waits for its thread.
 */
export function createThreads(options: ThreadsOptions): Threads {
  const { layout, timeoutMs = 5_000, retryMs = [1_000, 5_000, 30_000] } = options;
  const deliveries = new Map<string, 'under way' | 'again'>();
  const files = new Map<string, ThreadFile>();

  function fileOf(run: string): ThreadFile {
    const file = files.get(run) ?? createThreadFile(layout.runFolder(run));
    files.set(run, file);
    return file;
  }

  /** At most one delivery per run is under way; one that is asked for meanwhile follows it. */
  function startDelivery(run: string): void {
    if (deliveries.has(run)) {
      deliveries.set(run, 'again');
      return;
    }
    deliveries.set(run, 'under way');
    void deliver(run)
      .catch(() => undefined)
      .then(() => {
        const again = deliveries.get(run) === 'again';
        deliveries.delete(run);
        if (again) startDelivery(run);
      });
  }

  async function deliver(run: string): Promise<void> {
    const file = fileOf(run);
    let lines: readonly string[] = [];
    for (let failures = 0; ;) {
      const binding = await file.binding();
      if (binding?.url === undefined) return;
      if (lines.length <= binding.delivered) lines = await file.lines();
      const text = lines[binding.delivered];
      if (text === undefined) return;
      const channel = { url: binding.url, timeoutMs };
      const number = binding.delivered + 1;
      if (await deliverLine(channel, binding.id, { run, number, text })) {
        await file.bind({ ...binding, delivered: number });
        failures = 0;
        continue;
      }
      const wait = retryMs[failures];
      if (wait === undefined) return;
      failures += 1;
      await pause(wait);
    }
  }

  return {
    async bind({ run, title, intake, threads }) {
      let file: ThreadFile;
      try {
        file = fileOf(run);
      } catch {
        return { mode: 'log', id: logName };
      }
      const known = await file.binding();
      const binding = known ?? (await findChannel(run, title, intake, threads, timeoutMs)) ?? logBinding;
      if (known === undefined) await file.bind(binding).catch(() => undefined);
      startDelivery(run);
      return { mode: binding.mode, id: binding.id };
    },
    async post(run, lines) {
      try {
        await fileOf(run).append(lines);
        startDelivery(run);
      } catch {
        // The journal contains everything that is reported here; a log that cannot be written must not stop the run.
      }
    },
  };
}

async function findChannel(
  run: string,
  title: string,
  intake: string | undefined,
  threads: string | undefined,
  timeoutMs: number,
): Promise<Binding | undefined> {
  for (const [mode, url] of [
    ['intake', intake],
    ['threads', threads],
  ] as const) {
    if (url === undefined) continue;
    const id = await openThread({ url, timeoutMs }, run, title);
    if (id !== undefined) return { mode, id, url, delivered: 0 };
  }
  return undefined;
}

/** Does not keep the process alive: what is not delivered yet is delivered by the next process that opens the run. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
