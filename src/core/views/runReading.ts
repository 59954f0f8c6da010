import type { DraftEntry } from '../model/gateDraft.ts';
import type { RunState } from '../model/state.ts';
import { pendingGates } from '../queries/runQueries.ts';
import { renderAuditReport } from '../report/auditReport.ts';
import { renderReport } from '../report/report.ts';
import { boardOf } from './board.ts';
import { gateDocument } from './gateDocument.ts';

/** Parts of a run that can be read as text. */
export const runParts = ['status', 'gates', 'report', 'audit'] as const;
export type RunPart = (typeof runParts)[number];

/** Most characters of a part: what reads it has a context of its own to mind. */
const longest = 60_000;

/**
 * A part of a run as Markdown, for whoever reads and decides nothing.
 * @param at epoch milliseconds
 */
export function readRun(state: RunState, part: RunPart, at: number, drafts: readonly DraftEntry[] = []): string {
  const text = textOf(state, part, at, drafts);
  return text.length <= longest ? text : `${text.slice(0, longest)}\n\nShortened after ${longest} characters.\n`;
}

function textOf(state: RunState, part: RunPart, at: number, drafts: readonly DraftEntry[]): string {
  switch (part) {
    case 'status': {
      const { title, headline, waves, gates } = boardOf(state, at, drafts);
      return [
        `# ${title}`,
        headline,
        ...waves.map((wave) => `- Wave ${wave.number}, ${wave.title}: ${wave.status}`),
        ...gates.map((gate) => `- Gate ${gate.id}, ${gate.title}: ${gate.status}. ${gate.about}`),
      ].join('\n');
    }
    case 'gates': {
      const gates = pendingGates(state).map((gate) => gateDocument(state, gate, drafts));
      return gates.length === 0 ? 'No gate waits for a decision.' : gates.join('\n\n');
    }
    case 'report':
      return renderReport(state);
    case 'audit':
      return renderAuditReport(state);
  }
}
