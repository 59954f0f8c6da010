import { predictable, predictedText, predictionLines, nothingBreaks } from '../../core/queries/predictions.ts';
import type { RunChange } from '../../ports/runService.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { commands } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askText } from './ask.ts';
import { CommandGroup } from './commandGroup.ts';

/** Asks a person who wants to what they expect of a launch, and tells them afterwards what came of it. */
export class PredictionCommands extends CommandGroup {
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode, run: RunConnection) {
    super(vscode, run);
    this.#store.add(run.onDidChange((change) => void this.#tell(change)));
  }

  override register(registry: CommandRegistry): void {
    registry.register(commands.predict, () => this.#ask());
  }

  async #ask(): Promise<void> {
    const { records } = await this.run.service();
    const { state } = this.run;
    if (state === undefined) {
      this.inform('Open the run first whose launch you want to predict.');
      return;
    }
    const asked = predictable(state);
    if (this.warnOf('refused' in asked ? asked : {}) || 'refused' in asked) return;
    const title = `Predict wave ${asked.wave}, for yourself alone`;
    const [so] = predictionLines(await records.predictions());
    const before = so === undefined ? '' : ` So far: ${so}.`;
    const question = `How many files will it change? You may leave it empty.${before}`;
    const files = await askText(this.vscode, { title, step: 1, of: 2 }, question);
    if (files === undefined) return;
    if (!/^\d{0,6}$/.test(files.trim())) {
      this.warnOf({ refused: `"${files}" is no number of files, so nothing was kept. Predict again.` });
      return;
    }
    const which = `Which test or check will fail first? Part of its name; ${nothingBreaks} for nothing; you may leave it empty.`;
    const breaks = await askText(this.vscode, { title, step: 2, of: 2 }, which);
    if (breaks === undefined || (files.trim() === '' && breaks.trim() === '')) return;
    await records.predict({
      ...{ run: state.run, ...asked },
      ...(files.trim() === '' ? {} : { files: Number(files) }),
      ...(breaks.trim() === '' ? {} : { breaks: breaks.trim() }),
    });
    this.inform('Kept for you alone. You are told what came of it once the wave is committed.');
  }

  async #tell({ state, events }: RunChange): Promise<void> {
    const committed = events.flatMap((event) => (event.type === 'wave-committed' ? [event.wave] : []));
    if (state === undefined || committed.length === 0) return;
    const { records } = await this.run.service();
    const held = (await records.predictions()).filter(
      ({ prediction }) => prediction.run === state.run && committed.includes(prediction.wave),
    );
    for (const each of held) this.inform(`You predicted wave ${each.prediction.wave}: ${predictedText(each)}.`);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
