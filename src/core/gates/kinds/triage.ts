import { severities } from '../../plan/schema/vocabulary.ts';
import type { Finding } from '../../model/terms.ts';
import type { RunState } from '../../model/state.ts';
import { count } from '../../words/boardWords.ts';
import { hashOf } from '../evidence.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';

/** Decision on the findings of the audit, before there is a plan gate. */
export const triage: GateSpec = {
  scope: 'run',
  title: 'Triage the findings',
  icon: 'checklist',
  station: 'audit',
  about: (state) => missing(state)[0]?.text ?? 'Every finding is marked. Approving closes the audit.',
  sections,
  difference: { of: 'work' },

  evidence: (state, tools) => ({
    findings: hashOf(
      state.audit.findings.map(({ triage: _triage, ...finding }) => finding),
      tools,
    ),
    base: state.base.commit,
  }),
  looksOutside: false,

  missing,

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

function sections({ audit: { findings } }: RunState): Sections {
  const unverified = findings.filter(({ citation }) => citation === 'unverified').length;
  return [
    {
      title: 'Findings',
      total: findings.length,
      lines: severities.flatMap((severity) => amountOf(severity, findings)),
    },
    {
      title: 'Citations',
      lines: unverified === 0 ? [] : [`${count(unverified, 'finding')} with a file or line that does not exist`],
    },
  ];
}

function amountOf(severity: Finding['severity'], findings: readonly Finding[]): readonly string[] {
  const amount = findings.filter((finding) => finding.severity === severity).length;
  return amount === 0 ? [] : [`${amount} ${severity}`];
}
