import { runBranch } from '../core/model/names.ts';
import type { Target } from '../core/model/repository.ts';
import type { RunState } from '../core/model/state.ts';
import { shipRemote } from '../core/queries/runQueries.ts';
import type { EnginePorts } from './ports.ts';

/** Milliseconds for which an answer of the remote is shown at a gate without asking again. */
const fresh = 10 * 60_000;

/**
 * Looks where shipping would go, and what is there. A remote that hangs takes as long as the plan lets it, so it is asked
 * while the result is still being checked; only the push itself is decided on an answer of its own moment.
 */
export class RemoteLook {
  readonly #ports: Pick<EnginePorts, 'workspaces' | 'clock'>;
  #underWay: Promise<Target> | undefined;

  constructor(ports: Pick<EnginePorts, 'workspaces' | 'clock'>) {
    this.#ports = ports;
  }

  /** Asks the remote now. @returns nothing where there is none */
  async now(state: RunState): Promise<{ readonly target?: Target }> {
    const remote = shipRemote(state);
    if (remote === undefined) return {};
    const { git, ship } = state.plan.plan;
    const askedAt = this.#ports.clock.now();
    const answer = this.#ports.workspaces
      .target(remote, runBranch(git.branchPrefix, state.run), ship.remoteSeconds * 1000)
      .then((target) => ({ ...target, askedAt }));
    this.#underWay = answer;
    try {
      return { target: await answer };
    } finally {
      if (this.#underWay === answer) this.#underWay = undefined;
    }
  }

  /**
   * The last answer if it is recent, or the one that is being waited for. A remote that did not answer is not waited for
   * a second time.
   */
  async recent(state: RunState): Promise<{ readonly target?: Target }> {
    if (this.#underWay !== undefined) return { target: await this.#underWay };
    const { target } = state;
    if (target?.askedAt === undefined || target.remote !== shipRemote(state)) return this.now(state);
    const silent = target.addresses.length > 0 && target.commit === undefined;
    return silent || this.#ports.clock.now() - target.askedAt < fresh ? { target } : this.now(state);
  }
}
