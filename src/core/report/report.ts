import { longestBody, longestTitle } from '../gates/shipAnswers.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { PastAttempt, RunState, Session, Validation, WaveState } from '../model/state.ts';
import { aheadRecord } from '../validators/aheadLines.ts';
import { commentLines } from '../words/commentLines.ts';
import { validatorFindingLines, verdictLines } from '../validators/validatorLines.ts';
import { count, elapsed, triageWords } from '../words/labels.ts';
import { doneLines } from '../checks/doneLines.ts';
import { sentCommentLines } from '../gates/sentComments.ts';
import { mismatchLines } from '../ledger/countMismatches.ts';
import { totalLines, waveLedgerLines } from '../ledger/waveLedger.ts';
import { checklistsMarkdown } from '../words/checklistLines.ts';
import { criteriaLines } from '../words/criteriaLines.ts';
import { divisionRecord } from '../words/divisionLines.ts';
import { supervisorRecord } from '../words/supervisorLines.ts';
import { tophatLines } from '../words/tophatLines.ts';
import { waveCallSiteLines } from '../words/callSiteLines.ts';
import { explanations } from '../ledger/explanations.ts';
import { proofWords } from '../words/proofLines.ts';
import { shippedHeadline } from '../words/shippedWords.ts';
import { ciLines } from '../words/ciLines.ts';
import { sessionNotes } from '../words/sessionNotes.ts';
import { planTask, planWave } from '../queries/runQueries.ts';
import { projectionErrors } from '../queries/projection.ts';
import { decisionLine } from './decisionLine.ts';
import type { Detail } from './decisionLine.ts';

/**
 * The decision record of a run as Markdown: what was decided, by whom, on what evidence, and what became of it. Times
 * are ISO 8601 in UTC, so that the record reads the same everywhere.
 */
export function renderReport(state: RunState, detail: Detail = 'full'): string {
  const { plan } = state.plan;
  return sections(
    `# ${plan.title}`,
    `Run \`${state.run}\` on ${state.repository.name}, from ${short(state.base.commit)} to ${short(state.head)}. ${stateOf(state)}`,
    section(
      'Definition of done',
      doneLines(state).map((line) => `- ${line}`),
    ),
    section('Findings', findings(state)),
    section(
      'Validators',
      [...verdictLines(state), ...validatorFindingLines(state)].map((line) => `- ${line}`),
    ),
    section(
      'Comments of reviewers',
      commentLines(state).map((line) => `- ${line}`),
    ),
    section(
      'Validated ahead',
      aheadRecord(state).map((line) => (line.startsWith(' ') ? line : `- ${line}`)),
    ),
    section(
      'Waves',
      plan.waves.map((wave) => waveLine(state, wave.id)),
    ),
    section(
      'Tests after each wave',
      totalLines(state).map((line) => `- ${line}`),
    ),
    section(
      'Projected and taken',
      projectionErrors(state).map((line) => `- ${line}`),
    ),
    section(
      'Acceptance criteria',
      plan.waves.flatMap(({ id }) => criteriaLines(state, id)).map((line) => `- ${line}`),
    ),
    section('Checklists', checklistsMarkdown(state)),
    section(
      'Tried by hand',
      tophatLines(state).map((line) => `- ${line}`),
    ),
    section(
      'Supervisors',
      supervisorRecord(state).map((line) => (line.startsWith(' ') ? line : `- ${line}`)),
    ),
    section('Validation', validationLines(state)),
    section(
      'Divided waves',
      divisionRecord(state).map((line) => (line.startsWith(' ') ? line : `- ${line}`)),
    ),
    section('Shipped', shipLines(state)),
    section('Plan revisions', revisions(state)),
    section(
      'Decisions',
      Object.values(state.gates).map((gate) => decisionLine(state, gate, detail)),
    ),
    section(
      'Risks',
      plan.risks.map((risk) => `- ${risk.risk}; noticed by: ${risk.noticed}; way back: ${risk.rollback}`),
    ),
    section('Deferred', deferred(state)),
  );
}

/**
 * Text of the pull request: what changed, wave by wave, with the decision record below. Where that is too long for a host,
 * answers about files are counted, and then the end is left out; the text says so, and where all of it is.
 */
export function pullRequestBody(state: RunState): string {
  const linked = archiveLine(state);
  const full = withoutTitle(renderReport(state)) + linked;
  if (full.length <= longestBody) return full;
  const note = `Shortened. The full record: \`wavegate report ${state.run}\` where the run was made, and \`${recordFile}\` in the folder of its ship session.\n${linked}`;
  const brief = withoutTitle(renderReport(state, 'brief'));
  if (brief.length + note.length + 1 <= longestBody) return `${brief}\n${note}`;
  const cut = brief.slice(0, longestBody - note.length - 2);
  return `${cut.slice(0, cut.lastIndexOf('\n') + 1)}\n${note}`;
}

/** The part of the record about one wave: its tasks with their outcomes, its checks, and what was decided about it. */
export function waveRecord(state: RunState, id: string): string {
  const wave = state.waves[id];
  const carried = wave?.carries.map((each) => each.wave) ?? [];
  const decided = Object.values(state.gates).filter((gate) => gate.wave === id);
  const evidence = [
    ...(wave?.commit === undefined ? [] : [`- Commit ${wave.commit}`]),
    `- Plan \`${state.plan.hash}\``,
  ];
  return sections(
    [...carried, id].map((each) => waveLine(state, each)).join('\n'),
    section(
      'Decisions',
      decided.map((gate) => decisionLine(state, gate, 'brief')),
    ),
    section('Evidence', evidence),
  ).trimEnd();
}

/** Place where the record is for people of other machines. */
export function archiveLine({ run, plan: { plan } }: RunState): string {
  const { archive } = plan;
  if (archive === undefined) return '';
  return archive.to.endsWith('/')
    ? `\nThe full record is in the folder \`${archive.to}${run}/\` of this branch.\n`
    : `\nThe full record is in the folder \`${run}/\` of branch \`${archive.to}\`.\n`;
}

/** A pull request has a title of its own. */
function withoutTitle(report: string): string {
  return report.replace(/^# .*\n\n/, '');
}

/** All of the decision record where `pullRequestBody` is shortened; undefined where it is complete. */
export function fullRecord(state: RunState): string | undefined {
  const full = renderReport(state);
  return full.length <= longestBody ? undefined : full;
}

/** Name of the file that keeps the full record, in the folder of the session that ships. */
export const recordFile = 'record.md';

/** Title of the pull request, as long as hosts take it. */
export function pullRequestTitle({ plan: { plan } }: RunState): string {
  return plan.title.length <= longestTitle ? plan.title : `${plan.title.slice(0, longestTitle - 1)}…`;
}

/** Lines for the changelog, without a heading: a changelog's own headings are the project's. */
export function changelogEntry(state: RunState): string {
  const { plan } = state.plan;
  const waves = plan.waves.filter((wave) => state.waves[wave.id]?.commit !== undefined);
  return [`- ${plan.title}`, ...waves.map((wave) => `  - ${wave.title}`)].join('\n');
}

function stateOf(state: RunState): string {
  switch (state.phase) {
    case 'shipped':
      return `${shippedHeadline(state.ship?.result ?? {})}.`;
    case 'stopped':
      return `Stopped by ${state.stopped?.who ?? 'someone'}: ${state.stopped?.reason ?? ''}`;
    default:
      return state.phase === 'ship' ? 'Accepted.' : `Under way, in phase ${state.phase}.`;
  }
}

/** Place the result went to, and how its checks at the forge ended. */
function shipLines({ phase, ship }: RunState): readonly string[] {
  const result = ship?.result;
  if (phase !== 'shipped' || result === undefined) return [];
  const { archived, ci } = result;
  const redacted =
    archived === undefined
      ? []
      : [`Record archived: ${archived.folder} in ${archived.to}, ${count(archived.redacted, 'secret')} taken out`];
  return [`- ${result.message}`, ...[...ciLines(ci), ...redacted].map((line) => `  - ${line}`)];
}

function findings(state: RunState): readonly string[] {
  return state.audit.findings.map((finding) => {
    const citation = finding.citation === 'unverified' ? ', citation unverified' : '';
    const triage = triageWords[finding.triage ?? 'none'];
    return `- ${finding.severity}: ${finding.title} (${finding.file}:${finding.line}${citation}) — ${triage}`;
  });
}

function waveLine(state: RunState, id: string): string {
  const wave = state.waves[id];
  const plan = planWave(state, id);
  const title = plan?.title ?? id;
  if (wave === undefined) return `- **${title}**: not started`;
  const explained = explanations(state, wave);
  return [
    `- **${title}**: ${waveOutcome(wave)}${took(wave.openedAt, wave.closedAt)}`,
    ...(wave.earlier ?? []).map((past) => pastLine(past)),
    ...Object.entries(wave.tasks).flatMap(([task, session]) => [
      taskLine(planTask(plan, task)?.title ?? task, state.sessions[session]),
      ...(state.sessions[session]?.result?.stages ?? []).map((proof) => `    - ${proofWords(proof)}`),
      ...sessionNotes(state.sessions[session]?.result).map((note) => `    - ${note}`),
    ]),
    ...(wave.check?.checks ?? []).map((check) => `  - ${checkText(check)}${acceptedText(check, wave)}`),
    ...waveLedgerLines(state, wave).map((line) => `  - ${line}`),
    ...sentCommentLines(state, id, wave.attempt).map((line) => `  - Comment ${line}`),
    ...mismatchLines(state, wave).map((line) => `  - Numbers of tests that do not match: ${line}`),
    ...waveCallSiteLines(state, wave).map((line) => `  - Call sites, ${line}`),
    ...explained.lines.map((line) => `  - ${explained.title}: ${line}`),
  ].join('\n');
}

/** An attempt that did not come to a commit, or a red result that was tried again. */
function pastLine({ attempt, openedAt, closedAt, failure }: PastAttempt): string {
  return `  - Attempt ${attempt}${took(openedAt, closedAt)}: ${failure?.message ?? 'ended before its work did'}`;
}

function taskLine(title: string, session: Session | undefined): string {
  const result = session?.result;
  const files = result?.changes?.length ?? 0;
  const spent = took(session?.startedAt ?? session?.endedAt, session?.endedAt);
  return `  - ${title}: ${result?.outcome ?? session?.status ?? 'not started'}, ${count(files, 'file')}${spent}`;
}

function took(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? '' : `, took ${elapsed(to - from)}`;
}

function checkText(check: CheckRun): string {
  const counts = check.passed === undefined ? '' : `, ${check.passed} passed`;
  const known = (check.known ?? 0) > 0 ? `, ${check.known} failed before this run already` : '';
  const failing = check.failed.length > 0 ? `, failing: ${check.failed.map((test) => test.name).join('; ')}` : '';
  const replayed = check.replayed === undefined ? '' : `. ${check.replayed}`;
  return `\`${check.command}\`: exit ${check.exitCode ?? 'none'}${counts}${known}${failing}${replayed}`;
}

function validationLines(state: RunState): readonly string[] {
  const all = [...(state.earlierValidations ?? []), ...(state.validation === undefined ? [] : [state.validation])];
  return all.map(({ attempt, status, checks = [], failure, ...validation }) =>
    [
      `- Attempt ${attempt}: ${failure === undefined ? validationWords[status] : `failed: ${failure.message}`}`,
      ...checks.map((check) => `  - ${checkText(check)}${acceptedText(check, validation)}`),
    ].join('\n'),
  );
}

function acceptedText(
  { name }: CheckRun,
  { accepted = [], acceptedBy }: Pick<Validation, 'accepted' | 'acceptedBy'>,
): string {
  if (!accepted.includes(name)) return '';
  return `, accepted as red before the run by ${acceptedBy === undefined ? 'a person' : `${acceptedBy.who}: ${acceptedBy.note}`}`;
}

const validationWords: Readonly<Record<Validation['status'], string>> = {
  testing: 'under way',
  acceptance: 'awaiting acceptance',
  failed: 'failed',
  accepted: 'accepted',
};

function waveOutcome(wave: WaveState): string {
  switch (wave.status) {
    case 'committed':
      if (wave.commit === undefined) return `nothing had to change, attempt ${wave.attempt}`;
      return `committed as ${short(wave.commit)}, attempt ${wave.attempt}`;
    case 'carried':
      return `failed (${wave.failure?.message ?? ''}), carried on by wave ${wave.carriedInto ?? ''}`;
    case 'failed':
      return `failed: ${wave.failure?.message ?? ''}`;
    default:
      return wave.status;
  }
}

function revisions(state: RunState): readonly string[] {
  return state.revisions.map((revision) => {
    const cause = revision.cause ? ` after wave ${revision.cause.wave}` : '';
    const commit = revision.commit ? `, commit ${short(revision.commit)}` : '';
    return `- Revision ${revision.revision}: ${revision.why}${cause}${revision.note === undefined ? '' : `, diagnosis: ${revision.note}`} (${short(revision.hash)}${commit})`;
  });
}

function deferred(state: RunState): readonly string[] {
  const later = state.audit.findings
    .filter((finding) => finding.triage === 'deferred')
    .map((finding) => `- ${finding.title} (${finding.file}:${finding.line})`);
  return [...state.plan.plan.scope.deferred.map((item) => `- ${item}`), ...later];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`## ${title}`, '', ...lines].join('\n');
}

function sections(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function short(hash: string): string {
  return hash.slice(0, 10);
}
