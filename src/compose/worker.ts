import { WorkspaceError } from '../ports/workspaces.ts';
import type { WorkerAnswer, WorkerCall, WorkerFailure } from '../protocol/workerCalls.ts';
import { errorMessage } from '../util/errors.ts';
import { createWorkerServices } from './workerServices.ts';

/**
 * The program that starts programs for the process that drives runs: `node worker.mjs`, with a channel for messages. A
 * process is copied when it starts another, and an editor's is large: it would be blocked for up to 20 ms at every git
 * call. It ends with the process that started it, and when nothing was asked of it for a while.
 */
const idleMinutes = 10;

const services = createWorkerServices();
let underWay = 0;
let idle = endLater();

process.on('message', (call: WorkerCall) => void answer(call));
process.on('disconnect', () => process.exit(0));
// Ctrl+C in a terminal reaches this process, too; what it means is for the other to say.
process.on('SIGINT', () => undefined);

async function answer({ id, name, args }: WorkerCall): Promise<void> {
  clearTimeout(idle);
  underWay += 1;
  const reply = await result(id, name, args);
  underWay -= 1;
  process.send?.(reply);
  if (underWay === 0) idle = endLater();
}

async function result(id: number, name: string, args: readonly unknown[]): Promise<WorkerAnswer> {
  try {
    // On its way here, an argument that was left out before another one, or at the end, has become null.
    return { id, value: await serviceOf(name)(...args.map((arg) => arg ?? undefined)) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

type Service = (...args: readonly unknown[]) => Promise<unknown>;

/** A call by name. Only the other end knows the types of its arguments; see `createWorkerClient`. */
function serviceOf(name: string): Service {
  return new Map<string, Service>(Object.entries(services)).get(name) ?? unknown(name);
}

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
