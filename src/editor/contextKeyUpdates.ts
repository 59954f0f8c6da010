import type { BoardGate, BoardSnapshot } from '../core/model/boardModel.ts';
import { launchesAhead } from '../core/gates/resting.ts';
import { isOver } from '../core/model/isOver.ts';
import { contextKeys } from './shared/contributions.ts';
import type { ContextKey } from './shared/contributions.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import { needsWaves } from './shared/needsWaves.ts';
import type { RunConnection } from './shared/runConnection.ts';
import type { VSCode } from './shared/vscodeTypes.ts';

/** Keys that say what is in sight rather than how the run is. */
type KeyOfAView = typeof contextKeys.findingsFiltered | typeof contextKeys.findingInSight;

/** Values of the context keys that menus and welcome texts look at. */
export function contextValues(
  snapshot: BoardSnapshot | undefined,
): Readonly<Record<Exclude<ContextKey, KeyOfAView>, boolean>> {
  const waits = (kind: BoardGate['kind']): boolean =>
    snapshot?.gates.some((gate) => gate.kind === kind && gate.status === 'pending') === true;
  const over = snapshot !== undefined && isOver(snapshot.activity);
  return {
    [contextKeys.hasRun]: snapshot !== undefined,
    [contextKeys.runActive]: snapshot !== undefined && !over,
    [contextKeys.needsWaves]: snapshot !== undefined && needsWaves(snapshot),
    [contextKeys.gatePending]: snapshot?.gates.some(({ status }) => status === 'pending') === true,
    [contextKeys.gateEnded]: snapshot?.gates.some(({ status }) => status !== 'pending') === true,
    [contextKeys.planChanged]: snapshot?.gates.some(isPlanChange) === true,
    [contextKeys.hasResult]: snapshot?.waves.some(({ progress }) => progress === 'done') === true,
    [contextKeys.sessionRunning]: snapshot?.activity === 'moving',
    [contextKeys.launchPending]: waits('launch'),
    [contextKeys.predictable]: waits('launch') || (waits('plan') && snapshot?.waves.every(isPlanned) === true),
    [contextKeys.spotCheckPending]: waits('spot-check'),
    [contextKeys.filesPending]:
      snapshot?.gates.some(({ status, files }) => status === 'pending' && files.length > 0) === true,
    [contextKeys.acceptancePending]: waits('acceptance'),
    [contextKeys.canAcceptBaseline]: (snapshot?.adaptation?.acceptable.length ?? 0) > 0,
    [contextKeys.canTakeBack]:
      snapshot?.supervisors.some(({ kept }) => kept.some(({ takesBack }) => takesBack)) === true,
    [contextKeys.canLaunchInAdvance]: snapshot?.gates.some(asksForLaunches) === true,
    [contextKeys.canAdapt]: snapshot?.adaptation !== undefined && snapshot.adaptation.proposal === undefined,
  };
}

/** A wave that nothing was done for yet. */
function isPlanned({ progress }: BoardSnapshot['waves'][number]): boolean {
  return progress === 'ahead';
}

/** A gate at which all launches can be approved at once. */
function asksForLaunches({ status, questions }: BoardGate): boolean {
  return status === 'pending' && questions.some(({ id }) => id === launchesAhead);
}

/** A gate about a plan that differs from the one in force. */
function isPlanChange({ kind, status, sections }: BoardGate): boolean {
  const edited = kind === 'plan' && sections.some(({ title }) => title.startsWith('Changed since'));
  return status === 'pending' && (kind === 'adapt' || edited);
}

/** Keeps the context keys in step with the run; tells VS Code only of those that have changed. */
export class ContextKeyUpdates {
  readonly #vscode: VSCode;
  readonly #store = new DisposableStore();
  readonly #told = new Map<string, boolean>();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#store.add(run.onDidChange(() => this.#update(run.snapshot)));
  }

  #update(snapshot: BoardSnapshot | undefined): void {
    for (const [key, value] of Object.entries(contextValues(snapshot))) {
      if (this.#told.get(key) === value) continue;
      this.#told.set(key, value);
      void this.#vscode.commands.executeCommand('setContext', key, value);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
