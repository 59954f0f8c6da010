import { severities, triages } from '../../plan/schema/vocabulary.ts';
import type { Finding } from '../../model/finding.ts';
import type { RunState, Session } from '../../model/state.ts';
import { planFindingFor } from '../../queries/coverage.ts';
import { lensesWithoutResult } from '../../queries/lenses.ts';
import { count, listed } from '../../words/labels.ts';
import { hashOf } from '../evidence.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';

/** Decision on the findings of the audit, before there is a plan gate. */
export const triage: GateSpec = {
  scope: 'run',
  title: 'Triage the findings',
  icon: 'checklist',
  station: 'audit',
  about: (state) =>
    `${absent(state)}${missing(state)[0]?.text ?? 'Every finding is marked. Approving closes the audit.'}`,
  sections,
  difference: { of: 'work' },
  lists: 'findings',

  evidence: (state, tools) => ({
    findings: hashOf(
      state.audit.findings.map(({ triage: _triage, ...finding }) => finding),
      tools,
    ),
    base: state.base.commit,
  }),
  looksOutside: 'no',

  missing,
  inAdvance: {
    obstacle: (state) =>
      lensesWithoutResult(state).length === 0
        ? undefined
        : `${absent(state)}--approve does not cover an audit that is not complete: to go on without, approve the gate itself.`,
  },

  guards: () => undefined,
  onUse: () => [{ type: 'audit-closed' }],
  fold: { opened: (state) => ({ ...state, audit: { ...state.audit, status: 'triage' } }) },

  afterRejection: 'parks',
  reopenObstacle: () => undefined,
  planEdit: 'keeps',
};

function missing({ audit }: RunState): readonly Missing[] {
  const open = audit.findings.filter((finding) => finding.triage === undefined).map(({ id }) => id);
  if (open.length === 0) return [];
  const text = `Mark each finding in, out or deferred first: ${open.length} of ${audit.findings.length} ${open.length === 1 ? 'is' : 'are'} not marked.`;
  return [{ field: 'findings', names: open, text }];
}

function sections(state: RunState): Sections {
  const { findings } = state.audit;
  const unverified = findings.filter(({ citation }) => citation === 'unverified').length;
  return [
    { title: 'Lenses with an incomplete audit', lines: lensesWithoutResult(state).map(absence) },
    {
      title: 'Findings',
      total: findings.length,
      lines: severities.flatMap((severity) => amountOf(severity, findings)),
    },
    { title: 'Marked as the plan says', lines: markedByPlan(state) },
    {
      title: 'Citations',
      lines: unverified === 0 ? [] : [`${count(unverified, 'finding')} with a file or line that does not exist`],
    },
  ];
}

function markedByPlan({ audit, plan }: RunState): readonly string[] {
  const marked = audit.findings.filter(
    (finding) => finding.triage !== undefined && planFindingFor(finding, plan.plan)?.triage === finding.triage,
  );
  return triages.flatMap((mark) => {
    const ids = marked.filter(({ triage }) => triage === mark).map(({ id }) => id);
    return ids.length === 0 ? [] : [`${mark}: ${ids.join(', ')}`];
  });
}

function amountOf(severity: Finding['severity'], findings: readonly Finding[]): readonly string[] {
  const amount = findings.filter((finding) => finding.severity === severity).length;
  return amount === 0 ? [] : [`${amount} ${severity}`];
}

/** Whose findings are not among those to be marked, in a sentence; empty when nobody is missing. */
function absent(state: RunState): string {
  const lenses = lensesWithoutResult(state).map(({ subject }) => subject);
  if (lenses.length === 0) return '';
  return `The audit is not complete: ${listed(lenses)} did not finish. Run ${lenses.length === 1 ? 'it' : 'them'} again (\`wavegate retry ${state.run}\`), or go on without. `;
}

function absence({ subject, result }: Session): string {
  return `${subject} (${result?.outcome ?? 'crashed'}): ${result?.message ?? 'It has left no result.'}`;
}
