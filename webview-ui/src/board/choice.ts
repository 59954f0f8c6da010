import { html } from 'lit';
import type { TemplateResult } from 'lit';

/**
 * A few options of which one is picked, as radio buttons that look like one row of buttons.
 * @param name unique in the document: what makes them one group
 * @param options value and caption of each
 */
export function choice(
  name: string,
  label: string,
  options: readonly (readonly [value: string, caption: string])[],
  picked: string | undefined,
  onPick: (value: string) => void,
): TemplateResult {
  return html`<span class="choice" role="radiogroup" aria-label=${label}>
    ${options.map(
      ([value, caption]) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            value=${value}
            .checked=${picked === value}
            @change=${() => onPick(value)}
          /><span>${caption}</span></label
        >`,
    )}
  </span>`;
}
