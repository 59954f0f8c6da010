import path from 'node:path';
import { systemClock } from '../../clock/systemClock.ts';
import { isOver } from '../../core/model/isOver.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import type { RunSummary } from '../../ports/runService.ts';
import { knownRuns } from '../find/knownRuns.ts';
import type { KnownRun, ReadStates } from '../find/knownRuns.ts';
import { lendersOf } from '../find/lenders.ts';
import { runSummary } from '../find/runSummary.ts';
import type { EditorParts } from './editorParts.ts';

/** The runs of the repositories that an editor has open, whether or not one of them is. */
export class EditorRunList {
  readonly #parts: Pick<EditorParts, 'services' | 'settings' | 'team' | 'signer'>;
  readonly #readStates: ReadStates = new Map();

  constructor(parts: Pick<EditorParts, 'services' | 'settings' | 'team' | 'signer'>) {
    this.#parts = parts;
  }

  /** Newest first. @throws LayoutError when the state folder cannot be used */
  async known(folders: readonly string[]): Promise<readonly KnownRun[]> {
    const { services, settings, team } = this.#parts;
    return knownRuns(services, folders, settings, await team.address(), this.#readStates);
  }

  /** Those that are not over, newest first. */
  async unfinished(folders: readonly string[]): Promise<readonly KnownRun[]> {
    const known = await this.known(folders);
    // A run of the team that another machine began is somebody else's to go on with, until a person opens it here.
    return known.filter(({ state, team }) => state !== undefined && !isOver(state.phase) && team !== 'begun elsewhere');
  }

  async summaries(folders: readonly string[]): Promise<readonly RunSummary[]> {
    const known = await this.known(folders);
    const key = await this.#keyFor(known);
    return known.map((each) => runSummary(each, systemClock.now(), key));
  }

  /**
   * The run that a window on these folders goes on with.
   * @param runOf names the run that a file is tried in
   */
  async toResume(
    folders: readonly string[],
    runOf: (file: string) => Promise<string | undefined>,
  ): Promise<KnownRun | undefined> {
    const [own] = await this.unfinished(folders);
    const lenders = await lendersOf(folders);
    // A window on a worktree in which a result is tried is about that run; the git folder there knows none.
    const lent = lenders.length === 0 ? [] : await this.unfinished(lenders);
    if (lent.length === 0) return own;
    const tried = await Promise.all(folders.map((folder) => runOf(path.join(folder, '.git'))));
    return lent.find(({ run }) => tried.includes(run)) ?? own;
  }

  /** The key of this window, where it matters who has approved: looking at runs makes none. */
  async #keyFor(known: readonly KnownRun[]): Promise<string | undefined> {
    const isHalfApproved = ({ state }: KnownRun): boolean =>
      state !== undefined && pendingGates(state).some(({ approvals = [] }) => approvals.length > 0);
    if (!known.some(isHalfApproved)) return undefined;
    return this.#parts.signer().then(
      ({ publicKey }) => publicKey,
      () => undefined,
    );
  }
}
