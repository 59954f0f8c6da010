import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardWave } from '../../../src/core/model/boardModel.ts';
import { count } from '../../../src/core/words/labels.ts';

/** With more waves than this, those that are done are folded, so that what is under way is in sight without scrolling. */
const manyWaves = 5;

/**
 * Waves that are not drawn: those that are done, unless all are, or there are few of them.
 * @param picked a wave that the person has picked; they want to see it
 * @param showsDone whether the person has unfolded them
 */
export function foldedWaves(
  waves: readonly BoardWave[],
  picked: string | undefined,
  showsDone: boolean,
): readonly BoardWave[] {
  const done = doneOf(waves);
  if (waves.length <= manyWaves || done.length === waves.length || showsDone) return [];
  return done.some(({ id }) => id === picked) ? [] : done;
}

/** The button that folds and unfolds them; nothing where there is nothing to fold. */
export function foldButton(
  waves: readonly BoardWave[],
  folded: readonly BoardWave[],
  showsDone: boolean,
  show: (showsDone: boolean) => void,
): TemplateResult | typeof nothing {
  const done = doneOf(waves).length;
  if (folded.length === 0 && (!showsDone || done === 0 || done === waves.length)) return nothing;
  const isFolded = folded.length > 0;
  return html`<button type="button" class="quiet" aria-expanded=${!isFolded} @click=${() => show(isFolded)}>
    <span class="codicon codicon-chevron-${isFolded ? 'right' : 'down'}" aria-hidden="true"></span
    >${count(done, 'finished wave')}
  </button>`;
}

function doneOf(waves: readonly BoardWave[]): readonly BoardWave[] {
  return waves.filter(({ progress }) => progress === 'done');
}
