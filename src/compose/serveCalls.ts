import { WorkspaceError } from '../ports/workspaces.ts';
import type { WorkerAnswer, WorkerCall, WorkerFailure } from '../protocol/workerCalls.ts';
import { errorMessage } from '../util/errors.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';

/** A worker of which nothing was asked for so long ends. */
const idleMinutes = 10;

/** Answers calls of the process that started this one, by its channel, for as long as there is one. */
export function serveCalls(services: WorkerServices): void {
  const called = new Map<string, Service>(Object.entries(services));
  let underWay = 0;
  let idle = endLater();
  process.on('message', (call: WorkerCall) => void answer(call));
  process.on('disconnect', () => process.exit(0));
  // Ctrl+C in a terminal reaches this process, too; what it means is for the other to say.
  process.on('SIGINT', () => undefined);

  async function answer({ id, name, args }: WorkerCall): Promise<void> {
    clearTimeout(idle);
    underWay += 1;
    const reply = await result(called, id, name, args);
    underWay -= 1;
    process.send?.(reply);
    if (underWay === 0) idle = endLater();
  }
}

async function result(
  called: ReadonlyMap<string, Service>,
  id: number,
  name: string,
  args: readonly unknown[],
): Promise<WorkerAnswer> {
  try {
    // On its way here, an argument that was left out before another one, or at the end, has become null.
    return { id, value: await (called.get(name) ?? unknown(name))(...args.map((arg) => arg ?? undefined)) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

/** A call by name. Only the other end knows the types of its arguments; see `createWorkerClient`. */
type Service = (...args: readonly unknown[]) => Promise<unknown>;

function unknown(name: string): never {
  throw new Error(`This worker has no service "${name}". Restart the editor: it was updated.`);
}

function failureOf(error: unknown): WorkerFailure {
  const message = errorMessage(error);
  return error instanceof WorkspaceError ? { message, reason: error.reason } : { message };
}

function endLater(): NodeJS.Timeout {
  return setTimeout(() => process.exit(0), idleMinutes * 60_000);
}
