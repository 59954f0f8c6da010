import type { RunState } from '../model/state.ts';
import { stepNumbers } from '../model/phase.ts';
import { validatorSummary } from '../validators/validatorLines.ts';
import { waveTitle } from '../words/waveTitle.ts';
import { short, stepTitles } from '../words/labels.ts';
import type { EventWords, EventOf } from './eventText.ts';

/** Words of the validation of a wave ahead of its launch. */
export function aheadWords(
  event: EventOf<'ahead-started' | 'ahead-judged' | 'ahead-voided'>,
  state: RunState,
): EventWords {
  const wave = waveTitle(state, event.wave);
  switch (event.type) {
    case 'ahead-started': {
      const again = event.round === 1 ? '' : ' again';
      return { text: `${wave} is read by validators ahead of its launch${again}` };
    }
    case 'ahead-judged':
      return { text: `${wave} is validated ahead`, detail: validatorSummary(event.findings) };
    case 'ahead-voided':
      return { text: `Verdict on ${wave} no longer counts`, detail: event.reason };
  }
}

/** Words of the steps of a wave, and of how it ended. */
export function waveWords(
  event: EventOf<
    | 'wave-opened'
    | 'step-passed'
    | 'step-failed'
    | 'wave-failed'
    | 'wave-resumed'
    | 'wave-carried'
    | 'wave-committed'
    | 'wave-unchanged'
  >,
  state: RunState,
): EventWords {
  const wave = waveTitle(state, event.wave);
  switch (event.type) {
    case 'wave-opened':
      return { text: `${wave} opened`, detail: `attempt ${event.attempt}` };
    case 'step-passed':
      return { text: `Step ${stepNumbers[event.step]} passed: ${stepTitles[event.step]}`, detail: wave };
    case 'step-failed':
      return { text: `Step ${stepNumbers[event.step]} failed: ${stepTitles[event.step]}`, detail: event.reason };
    case 'wave-failed':
      return { text: `${wave} failed`, detail: event.failure.message };
    case 'wave-unchanged':
      return { text: `${wave} changed nothing`, detail: 'there is nothing to commit' };
    case 'wave-resumed':
      return { text: `${wave} continues`, detail: `attempt ${event.attempt}, where a limit had stopped it` };
    case 'wave-carried':
      return { text: `${wave} is carried on`, detail: `in ${waveTitle(state, event.into)}` };
    case 'wave-committed':
      return { text: `${wave} committed`, detail: short(event.commit) };
  }
}
