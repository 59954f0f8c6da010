import type { AuditLens } from '../plan/schema/plan.ts';
import type { Finding } from '../model/finding.ts';
import type { RunState, Session } from '../model/state.ts';
import { coverageOf, shownPlan } from '../queries/coverage.ts';
import { sessionsOf } from '../queries/runQueries.ts';

/** Report of an audit as Markdown: a chapter for each lens, with its summary and findings, or why there are none. */
export function renderAuditReport(state: RunState): string {
  const { title, audit } = state.plan.plan;
  const lenses = audit.lenses.map((lens) => chapter(state, lens));
  const head = `# Audit: ${title}\n\nRun \`${state.run}\`, on ${state.repository.name} at ${state.base.commit.slice(0, 10)}.`;
  return `${[head, ...(lenses.length === 0 ? ['The plan has no audit lenses.'] : lenses)].join('\n\n')}\n`;
}

function chapter(state: RunState, { id, focus, paths }: AuditLens): string {
  const session = sessionsOf(state, state.audit.sessions).find(({ subject }) => subject === id);
  const findings = state.audit.findings.filter(({ lens }) => lens === id);
  const { covered } = coverageOf(state, shownPlan(state));
  const tasks = new Map(covered.map(({ finding, tasks: names }) => [finding.id, names]));
  return [
    `## ${id}`,
    `${focus} Looked at: ${paths.map((glob) => `\`${glob}\``).join(', ')}.`,
    endText(session),
    ...(session?.result?.outcome === 'done' && findings.length === 0 ? ['It found nothing.'] : []),
    ...findings.map((finding) => entry(finding, tasks.get(finding.id) ?? [])),
  ].join('\n\n');
}

function endText(session: Session | undefined): string {
  if (session === undefined) return 'It has not begun.';
  const { result } = session;
  if (result === undefined) return 'It is at work.';
  if (result.outcome === 'done') return result.summary ?? result.message;
  return `**It did not finish (${result.outcome}).** ${result.message}`;
}

function entry(finding: Finding, tasks: readonly string[]): string {
  const { id, severity, title, file, line, detail, remediation, citation, triage } = finding;
  const becomes = [
    triage === undefined ? 'not marked yet' : `marked ${triage}`,
    ...(tasks.length === 0 ? [] : [`covered by ${tasks.join(', ')}`]),
  ];
  return [
    `### ${id}: ${title}`,
    `${severity}, \`${file}:${line}\`${citation === 'unverified' ? ' (no such file or line)' : ''}; ${becomes.join(', ')}.`,
    ...(detail === '' ? [] : [detail]),
    ...(remediation === '' ? [] : [`Remedy: ${remediation}`]),
  ].join('\n\n');
}
