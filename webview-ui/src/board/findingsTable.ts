import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { findingPlace } from '../../../src/core/words/linePlace.ts';
import { triageWords } from '../../../src/core/words/labels.ts';
import type { Triage } from '../../../src/core/plan/schema/plan.ts';
import type { BoardFinding } from '../../../src/core/model/boardModel.ts';
import { choice } from './choice.ts';
import type { Ask } from './hostLink.ts';
import { LightElement } from './lightElement.ts';

type Column = 'severity' | 'place' | 'triage';

type Severity = BoardFinding['severity'];

const severityOrder: Readonly<Record<Severity, number>> = {
  blocker: 0,
  critical: 1,
  high: 2,
  issue: 3,
  moderate: 4,
  low: 5,
  nit: 6,
  info: 7,
};
const severityIcons: Readonly<Record<Severity, string>> = {
  blocker: 'circle-slash',
  issue: 'warning',
  nit: 'info',
  critical: 'flame',
  high: 'error',
  moderate: 'warning',
  low: 'info',
  info: 'info',
};
const triageOrder: Readonly<Record<Triage | 'open', number>> = { open: 0, in: 1, deferred: 2, out: 3 };
const triageOptions = [
  ['in', 'In scope'],
  ['out', 'Out'],
  ['deferred', 'Deferred'],
] as const;

/** `<wavegate-findings>`: what the audit and the validators found, to be sorted, opened, and marked in, out or deferred. */
export class FindingsTable extends LightElement {
  static override properties = {
    findings: { attribute: false },
    ask: { attribute: false },
    sortedBy: { state: true },
  };

  declare findings: readonly BoardFinding[];
  declare ask: Ask;
  declare private sortedBy: Column;

  constructor() {
    super();
    this.findings = [];
    this.sortedBy = 'severity';
  }

  protected override render(): TemplateResult {
    return html`<table class="findings">
      <thead>
        <tr>
          ${this.#heading('severity', 'Severity')}
          <th scope="col">Finding</th>
          ${this.#heading('place', 'Location')} ${this.#heading('triage', 'Triage')}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          sorted(this.findings, this.sortedBy),
          (finding) => finding.id,
          (finding) => this.#row(finding),
        )}
      </tbody>
    </table>`;
  }

  #heading(column: Column, caption: string): TemplateResult {
    const here = this.sortedBy === column;
    return html`<th scope="col" aria-sort=${here ? 'ascending' : 'none'}>
      <button type="button" class="sort" @click=${() => (this.sortedBy = column)}>
        ${caption}${here ? html`<span class="codicon codicon-arrow-small-up" aria-hidden="true"></span>` : nothing}
      </button>
    </th>`;
  }

  #row(finding: BoardFinding): TemplateResult {
    const place = findingPlace(finding);
    return html`<tr data-finding=${finding.id} class=${finding.triage === 'out' ? 'set-aside' : ''}>
      <td class="severity severity-${finding.severity}">
        <span class="codicon codicon-${severityIcons[finding.severity]}" aria-hidden="true"></span>${finding.severity}
      </td>
      <td class="finding-text">
        <span class="finding-title" title=${finding.detail}>${finding.title}</span>
        ${finding.remediation === '' ? nothing : html`<span class="muted">${finding.remediation}</span>`}
      </td>
      <td class="place">
        <button
          type="button"
          class="link path"
          title=${place}
          @click=${() => this.ask({ type: 'open-finding', finding: finding.id })}
        >
          ${place}
        </button>
        ${
          finding.verified
            ? nothing
            : html`<span class="tag unverified" title="This file or line does not exist in the reviewed commit."
                >unverified</span
              >`
        }
        <span class="muted lens">${finding.lens}</span>
      </td>
      <td class="triage">${finding.open ? this.#triage(finding) : markText(finding)}</td>
    </tr>`;
  }

  #triage(finding: BoardFinding): TemplateResult {
    const marked = finding.wrongSpec === undefined ? finding.triage : undefined;
    return html`${choice(`triage-${finding.id}`, `Triage of ${finding.title}`, triageOptions, marked, (value) => {
      const triage = triageOptions.find(([option]) => option === value)?.[0];
      if (triage !== undefined) void this.ask({ type: 'triage', finding: finding.id, triage });
    })}
    ${finding.source === 'validators' && finding.wrongSpec === undefined ? this.#wrongSpec(finding) : nothing}`;
  }

  #wrongSpec({ id, title }: BoardFinding): TemplateResult {
    return html`<button
      type="button"
      class="link"
      aria-label="The specification is wrong: ${title}"
      @click=${() => this.ask({ type: 'wrong-spec', finding: id })}
    >
      The specification is wrong…
    </button>`;
  }
}

function markText({ triage, wrongSpec }: BoardFinding): string {
  return wrongSpec === undefined ? triageWords[triage ?? 'none'] : 'Of the specification';
}

/** Marking a finding must not move it under the pointer, so the order by triage counts only when it is asked for. */
function sorted(findings: readonly BoardFinding[], column: Column): readonly BoardFinding[] {
  const bySeverity = (one: BoardFinding, other: BoardFinding): number =>
    severityOrder[one.severity] - severityOrder[other.severity];
  const byPlace = (one: BoardFinding, other: BoardFinding): number =>
    one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line;
  const byTriage = (one: BoardFinding, other: BoardFinding): number =>
    triageOrder[one.triage ?? 'open'] - triageOrder[other.triage ?? 'open'];
  const orders = {
    severity: [bySeverity, byPlace],
    place: [byPlace, bySeverity],
    triage: [byTriage, bySeverity, byPlace],
  }[column];
  return findings.toSorted((one, other) => orders.map((order) => order(one, other)).find((by) => by !== 0) ?? 0);
}
