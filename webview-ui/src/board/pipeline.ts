import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardSnapshot, Progress } from '../../../src/core/model/boardModel.ts';
import { progressIcon } from './progressIcon.ts';

type Item = BoardSnapshot['pipeline'][number];

const progress: Readonly<Record<Item['stage'], Progress>> = {
  work: 'current',
  queued: 'ahead',
  reading: 'current',
  again: 'current',
  held: 'failed',
  clear: 'done',
};

/** Waves at work, validated ahead of their launch, and queued. */
export function pipeline(items: BoardSnapshot['pipeline']): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`<ol class="pipeline" aria-label="Pipeline">
    ${items.map(
      ({ wave, stage, text }) =>
        html`<li data-wave=${wave} data-stage=${stage}>
          <span class=${progressIcon(progress[stage])} aria-hidden="true"></span> ${text}
        </li>`,
    )}
  </ol>`;
}
