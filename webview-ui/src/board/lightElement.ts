import { LitElement } from 'lit';

/** A Lit element that renders into the document itself: one style sheet, and labels that reach their fields. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
