import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { BoardRevision, BoardShip } from '../../../src/core/model/boardModel.ts';
import { short } from '../../../src/core/words/labels.ts';
import type { Ask } from './hostLink.ts';
import { progressIcon } from './progressIcon.ts';

/** Place the result went to, or what kept it here. */
export function shipPanel(ship: BoardShip, ask: Ask): TemplateResult {
  return html`<section class="panel" aria-labelledby="ship-title">
    <div class="panel-head">
      <span class=${progressIcon(ship.progress)} aria-hidden="true"></span>
      <h2 id="ship-title">Ship</h2>
    </div>
    ${ship.lines.map((line) => html`<p>${line}</p>`)}
    ${
      ship.pullRequest === undefined
        ? nothing
        : html`<div class="buttons">
            <button type="button" @click=${() => ask({ type: 'open-pull-request' })}>
              ${ship.url === undefined ? 'Show pull request text' : 'Open pull request'}
            </button>
          </div>`
    }
  </section>`;
}

/** The plan's revisions, newest first; each opens what it changed. */
export function revisionsPanel(revisions: readonly BoardRevision[], ask: Ask): TemplateResult {
  return html`<section class="panel" aria-labelledby="revisions-title">
    <div class="panel-head"><h2 id="revisions-title">Plan revisions</h2></div>
    <ol class="revisions">
      ${revisions.toReversed().map(
        ({ revision, hash, why, cause, inForce }) =>
          html`<li>
            <button type="button" class="link" @click=${() => ask({ type: 'open-plan', revision })}>
              Revision ${revision}
            </button>
            <code>${short(hash)}</code>
            ${inForce ? html`<span class="tag">in force</span>` : nothing}
            <span class="why">${why}${cause === undefined ? '' : ` (after ${cause})`}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
