import { createKeyFileSigner } from '../../src/decisions/keyFile.ts';
import type { Recorded } from '../../src/core/model/events.ts';
import type { SessionKind } from '../../src/core/model/sessionResult.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import { isShipped, openRealRun, startRealRun } from './realRun.ts';
import type { RunSetup } from './realRun.ts';

/**
 * A process that drives a run to its end, approving everything, unless it kills itself on the way: `node coordinator.mjs
 * ORDER`, where ORDER is JSON. It kills itself from within, so that the point is exact.
 */
export interface CoordinatorOrder {
  readonly repository: string;
  readonly planPath: string;
  readonly state: string;
  readonly worktrees: string;
  readonly key: string;
  readonly hostProgram: string;
  readonly worker: string;
  readonly action: 'start' | 'open';
  readonly dieAt?: DyingPoint;
}

/**
 * `event`: once it is on disk, before anything follows from it. `after`: when the world has done what was asked, and
 * nothing of it is recorded yet.
 */
export type DyingPoint =
  | { readonly event: Recorded['type']; readonly about?: string }
  | { readonly after: 'prepare' | 'ensure' | 'result'; readonly kind?: SessionKind };

const order = JSON.parse(process.argv[2] ?? '') as CoordinatorOrder;
const { dieAt, action } = order;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal takes effect before this call returns, except on Windows.
  throw new Error('killed');
}

function isPoint(event: Recorded): boolean {
  if (dieAt === undefined || !('event' in dieAt) || event.type !== dieAt.event) return false;
  return dieAt.about === undefined || JSON.stringify(event).includes(dieAt.about);
}

/** Ports that die right after they have done the work. */
function deadly(ports: EnginePorts): EnginePorts {
  const { executor, workspaces } = ports;
  if (dieAt === undefined || !('after' in dieAt)) return ports;
  const { after, kind } = dieAt;
  const kinds = new Map<string, SessionKind>();
  const dieAfter = (what: typeof after, session: string): void => {
    if (after === what && kinds.get(session) === kind) die();
  };
  return {
    ...ports,
    workspaces: {
      ...workspaces,
      async prepare(...args) {
        const evidence = await workspaces.prepare(...args);
        return after === 'prepare' ? die() : evidence;
      },
    },
    executor: {
      ...executor,
      async ensureSession(job) {
        kinds.set(job.session, job.kind);
        await executor.ensureSession(job);
        dieAfter('ensure', job.session);
      },
      async awaitResult(key, signal) {
        const result = await executor.awaitResult(key, signal);
        dieAfter('result', key.session);
        return result;
      },
    },
  };
}

const { key, hostProgram, worker, state, worktrees, ...place } = order;
const setup: RunSetup = {
  signer: await createKeyFileSigner(key),
  hostProgram,
  worker,
  ports: deadly,
  onEvents: (events) => {
    if (events.some(isPoint)) die();
  },
};
const env = { ...process.env, WAVEGATE_STATE: state, WAVEGATE_WORKTREES: worktrees };
const run = await (action === 'start' ? startRealRun : openRealRun)({ ...place, env, atEnd: () => undefined }, setup);
console.log('driving');
await run.drive(isShipped);
await run.close();
