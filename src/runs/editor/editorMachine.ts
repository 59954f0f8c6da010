import type { DriverId } from '../../core/plan/schema/plan.ts';
import { approverLine } from '../../core/model/approvers.ts';
import { driverOf } from '../../drivers/drivers.ts';
import type { AllLeftBehind, MachineService } from '../../ports/machineService.ts';
import { createPrograms } from '../../processes/programs.ts';
import { findAgents, probeAgent } from './agentCheck.ts';
import { cleanUp, leftoversText, repositoriesOf, withLeftBehind } from '../leftovers/cleanUp.ts';
import type { FoundLeftovers } from '../leftovers/cleanUp.ts';
import type { EditorParts } from './editorParts.ts';
import { checkEnvironment } from './environmentCheck.ts';
import type { Runs } from '../find/findRuns.ts';
import { isKept, keptName, keptOf, keptText, removeKept } from '../leftovers/keptWorktrees.ts';

/** The machine for an editor: what is there for runs, and what runs have left behind. */
export class EditorMachine implements MachineService {
  readonly #parts: EditorParts;

  constructor(parts: EditorParts) {
    this.#parts = parts;
  }

  #repositories(folders: readonly string[]): Promise<readonly Runs[]> {
    return repositoriesOf(this.#parts.services, folders, this.#parts.settings);
  }

  async #withLeftBehind<Result>(
    folders: readonly string[],
    use: (found: readonly FoundLeftovers[], unread?: string) => Promise<Result>,
  ): Promise<Result> {
    const { services, settings, team } = this.#parts;
    return withLeftBehind(services, folders, { settings, database: await team.address() }, use);
  }

  async leftBehind(folders: readonly string[]): Promise<AllLeftBehind> {
    const { left, unread } = await this.#withLeftBehind(folders, (found, problem) =>
      Promise.resolve({
        left: found.map(({ leftovers }) => ({
          run: leftovers.run,
          about: leftovers.about,
          what: leftoversText(leftovers),
          known: leftovers.state === 'over',
        })),
        unread: problem,
      }),
    );
    const about = 'files of commits, and what set-up left; the next launch makes them again';
    const kept = await Promise.all(
      (await this.#repositories(folders)).map(async (runs) => ({ name: keptName(runs), kept: await keptOf(runs) })),
    );
    const files = kept
      .filter((each) => isKept(each.kept))
      .map((each) => ({ run: each.name, about, what: keptText(each.kept), known: true }));
    return { left: [...left, ...files], ...(unread === undefined ? {} : { unread }) };
  }

  /** Also where the run was left meanwhile: what is under way is never touched. */
  async cleanUp(chosen: readonly string[], folders: readonly string[]): Promise<readonly string[]> {
    const lines: string[] = [];
    await this.#withLeftBehind(folders, async (found) => {
      for (const { runs, leftovers } of found.filter((each) => chosen.includes(each.leftovers.run))) {
        const { removed, kept, failed } = await cleanUp(runs, leftovers, { kept: false, sessions: false });
        lines.push(`${leftovers.run}: ${removed.length === 0 ? 'nothing removed' : `removed ${removed.join(', ')}`}`);
        lines.push(...kept, ...failed.map((text) => `NOT removed: ${text}`));
      }
    });
    for (const runs of await this.#repositories(folders)) {
      if (chosen.includes(keptName(runs))) lines.push(`${keptName(runs)}: removed ${keptText(await removeKept(runs))}`);
    }
    return lines;
  }

  /**
   * The line by which `.wavegate/approvers` names the person of this window, made with a key where there is none yet.
   * @param folder any folder of the checkout, whose git knows the person's name
   */
  async approverLine(folder: string): Promise<string> {
    const { publicKey } = await this.#parts.signer();
    return approverLine({ name: await this.#parts.services.personAt(folder), key: publicKey });
  }

  checkEnvironment(folders: readonly string[]): ReturnType<typeof checkEnvironment> {
    return checkEnvironment(this.#parts.services, folders, this.#parts.settings);
  }

  findAgents(): ReturnType<typeof findAgents> {
    return findAgents(createPrograms(), process.env);
  }

  probeAgent(driver: DriverId, folder: string, seconds: number): ReturnType<typeof probeAgent> {
    return probeAgent(driverOf(driver), createPrograms(), process.env, folder, seconds);
  }
}
