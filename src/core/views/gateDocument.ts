import { agentText } from '../plan/agentText.ts';
import type { Plan, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { taskSessions } from '../queries/runQueries.ts';
import type { DraftEntry } from '../model/gateDraft.ts';
import type { Gate } from '../model/gate.ts';
import type { BoardGate } from '../model/boardModel.ts';
import type { RunState } from '../model/state.ts';
import { agentOf } from '../words/waveTitle.ts';
import { count, triageWords } from '../words/labels.ts';
import { gateOf } from './boardGates.ts';
import { gateSections } from './boardGateSections.ts';
import { markOf } from '../gates/fileMarks.ts';
import { approvedTexts } from '../gates/shipAnswers.ts';
import { pullRequestDocument, shipTexts } from '../report/shipTexts.ts';
import { gateSpecs } from '../gates/specs/gateSpecs.ts';

/**
 * A gate as a Markdown document to read before deciding: all that the decision is about, nothing left out.
 *
 * @param drafts decisions that people have begun, oldest change first
 */
export function gateDocument(state: RunState, gate: Gate, drafts: readonly DraftEntry[] = []): string {
  const shown = gateOf(state, gate, drafts);
  const parts = [
    [`# ${shown.title}`, '', shown.ended ?? 'Waits for your decision.', '', shown.about],
    listUnder(
      'Still missing before it can be approved',
      shown.missing.map(({ text }) => text),
    ),
    ...gateSections(state, gate, Infinity).map(({ title, lines }) => listUnder(title, lines)),
    ...subject(state, gate),
    ...filesOf(shown),
    ...(gateSpecs[gate.kind].sendsTexts ? textsOf(state, gate, shown) : []),
    listUnder(
      'Fingerprints (approval is void if these change)',
      shown.evidence.map(({ label, value }) => `${label}: ${value}`),
    ),
  ];
  return `${parts
    .flatMap((lines) => (lines.length === 0 ? [] : [...lines, '']))
    .join('\n')
    .trimEnd()}\n`;
}

/** Texts that leave with the result, as they would now. */
function textsOf(state: RunState, gate: Gate, { draft }: BoardGate): readonly Lines[] {
  const { pullRequest, below = [], changelog } = shipTexts(state, { ...approvedTexts(gate), ...draft.answers });
  const shown = (title: string, text: string): Lines => [`## ${title}`, '', ...fenced(text)];
  return [
    changelog === undefined ? [] : shown(`Entry in ${changelog.file}`, changelog.entry),
    ...below.map((text) => shown(`Pull request of ${text.request.branch}`, pullRequestDocument(text))),
    pullRequest === undefined ? [] : shown('Pull request', pullRequestDocument(pullRequest)),
  ];
}

type Lines = readonly string[];

function listUnder(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${line}`)];
}

/** Details that the sections only count: the tasks of the plan, the findings of the audit, the directives of a launch. */
function subject(state: RunState, gate: Gate): readonly Lines[] {
  const { plan } = state.plan;
  const { difference, lists } = gateSpecs[gate.kind];
  if (difference.of === 'plan') {
    const shown = difference.after(state) ?? plan;
    return [agentLines(shown), ...shown.waves.map((wave, index) => waveLines(state, shown, wave, index + 1))];
  }
  if (lists === 'findings') return [listUnder('All findings', findingLines(state))];
  const index = lists === 'agents' ? plan.waves.findIndex(({ id }) => id === gate.wave) : -1;
  const wave = plan.waves[index];
  const live = state.waves[gate.wave ?? ''];
  if (wave === undefined || live === undefined) return [];
  // Sessions end after the launch: what it was about stays in the document.
  const started = taskSessions(state, live).filter(({ status }) => gate.status !== 'pending' || status !== 'ended');
  return [
    [
      `${gate.status === 'pending' ? 'Starts' : 'The wave has'} ${count(started.length, 'agent')}: ${started.map(({ agent, subject: task }) => `${task} (${agent ?? 'no agent'})`).join(', ')}.`,
    ],
    agentLines(
      plan,
      started.flatMap(({ agent }) => agent ?? []),
    ),
    waveLines(state, plan, wave, index + 1),
    ...started.map(({ subject: task, directive }) =>
      directive === undefined ? [] : [`## Directive of ${task}`, '', ...fenced(directive)],
    ),
  ];
}

/** @param names of those to list; all when left out */
function agentLines(plan: Plan, names?: readonly string[]): Lines {
  const agents = Object.entries(plan.agents).filter(([name]) => names?.includes(name) ?? true);
  return listUnder(
    'Agents and what they run',
    agents.map(([name, agent]) => `${name}: ${agentText(agent)}`),
  );
}

function waveLines(state: RunState, plan: Plan, wave: PlanWave, number: number): Lines {
  return [
    `## Wave ${number} · ${wave.title}`,
    '',
    ...(wave.merge === undefined ? [] : [`Merges ${wave.merge.branch}.`, '']),
    ...(wave.reverts === undefined ? [] : [`Takes back ${wave.reverts.wave}.`, '']),
    ...wave.tasks.flatMap((task) => [...taskLines(state, plan, task), '']),
  ].slice(0, -1);
}

function taskLines(state: RunState, plan: Plan, task: PlanTask): Lines {
  const named = [...plan.findings, ...state.audit.findings].filter(({ id }) => task.findings.includes(id));
  const findings = new Map(named.map(({ id, title, file, line }) => [id, `${id}: ${title} (${file}:${line})`]));
  return [
    `### ${task.title} (${task.id})`,
    '',
    task.objective,
    '',
    `- Agent: ${agentOf(state, task)}; risk: ${task.risk}`,
    ...nested('Steps', task.steps),
    ...nested('Adds or modifies', task.owns),
    ...nested('Deletes', task.deletes),
    ...nested('Reads', task.reads),
    ...nested('Needs', task.dependsOn),
    ...nested('Constraints', task.constraints),
    ...nested('Verified by', task.verify),
    ...nested(
      'Remedies',
      task.findings.map((id) => findings.get(id) ?? id),
    ),
  ];
}

function nested(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [`- ${title}:`, ...lines.map((line) => `  - ${line}`)];
}

function findingLines({ audit }: RunState): Lines {
  return audit.findings.map(({ severity, title, file, line, detail, remediation, triage }) =>
    `${severity}: ${title} (${file}:${line}), ${triageWords[triage ?? 'none']}. ${detail} ${remediation}`.trimEnd(),
  );
}

const verdictWords = { ok: 'OK', 'not-ok': 'needs changes', unseen: 'not reviewed' } as const;

function filesOf({ files, draft }: BoardGate): readonly Lines[] {
  const lines = files.map(({ path, kind, additions, deletions, reasons }) => {
    const verdict = verdictWords[markOf(draft.answers, path) ?? 'unseen'];
    return `${path}: ${[kind, `+${additions} −${deletions}`, ...reasons, verdict].join(', ')}`;
  });
  return [listUnder('Files to review, riskiest first', lines)];
}

/** As text that contains Markdown of its own. */
function fenced(text: string): Lines {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}markdown`, text.trimEnd(), fence];
}
