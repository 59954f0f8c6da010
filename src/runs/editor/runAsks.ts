import type { Ask } from '../../core/model/requests.ts';
import { replay } from '../../core/run/evolve.ts';
import { askThroughDriver } from '../../engine/askDriver.ts';
import type { Driver } from '../../engine/askDriver.ts';
import { askHere } from '../../engine/requests.ts';
import type { Executor, SessionKey } from '../../ports/executor.ts';
import type { Answer } from '../../ports/runService.ts';
import type { WorkerServices } from '../shared/workerServices.ts';
import type { DrivenRun, OpenedRun } from './openedRun.ts';

export const nothingOpen: Answer = { refused: 'No run is open. Start one from a plan, or open an earlier one.' };

/** Requests of a person about the open run, wherever it is driven. */
export class RunAsks {
  readonly #run: OpenedRun;
  readonly #services: WorkerServices;

  constructor(run: OpenedRun, services: WorkerServices) {
    this.#run = run;
    this.#services = services;
  }

  /** Asks the engine, or the driver, for something that is no decision. */
  ask(ask: Ask): Promise<Answer> {
    return this.act(
      ({ engine, ports }, who) => askHere(engine, ports, ask, who),
      (driver, who) => askThroughDriver(driver, ask, who),
    );
  }

  /**
   * Acts on the run for a person, who is named as git would; drives it first where no other process does, and asks the
   * process that does by a signed request otherwise.
   */
  async act(
    here: (run: DrivenRun, who: string) => Promise<Answer>,
    there: (driver: Driver, who: string) => Promise<Answer>,
  ): Promise<Answer> {
    await this.#run.claim();
    const { driven, shown } = this.#run;
    if (driven !== undefined) return here(driven, await this.#services.personAt(driven.repository));
    if (shown === undefined) return nothingOpen;
    const { ports, repository, watched } = shown;
    const { run } = watched.state();
    const see: Driver['see'] = async () => {
      const { events, end } = await ports.journals.readSealed(run);
      return { state: replay(events) ?? watched.state(), end };
    };
    return there({ run, ports, see }, await this.#services.personAt(repository));
  }

  /** Asks something of a session, whose process listens to whoever shows the run, too. */
  async session<T>(session: string, ask: (executor: Executor, key: SessionKey) => Promise<T>): Promise<T> {
    await this.#run.settled();
    const state = this.#run.state;
    const epoch = state?.sessions[session]?.epoch;
    const executor = (this.#run.driven ?? this.#run.shown)?.ports.executor;
    if (state === undefined || epoch === undefined || executor === undefined) {
      throw new Error(`There is no session ${session} in the open run. Open the run it belongs to, then try again.`);
    }
    return ask(executor, { run: state.run, session, epoch });
  }
}
