import type { BoardCheckpoint, BoardGate, BoardSnapshot, BoardWave } from '../../../../src/core/model/boardModel.ts';
import { elapsed } from '../../../../src/core/words/labels.ts';

const marks = { ahead: '·', current: '▸', waiting: '?', done: '✓', failed: '✗' } as const;

/** A board as text: everything a person would read on it, in the order of the page. */
export function boardText(board: BoardSnapshot): string {
  return [
    `${board.title} (${board.repository}, run ${board.run}, ${elapsed((board.endedAt ?? board.at) - board.startedAt)})`,
    `${board.activity}: ${board.headline}`,
    [...board.phases, board.adapt]
      .map(({ progress, title, note }) => `${marks[progress]} ${title}${note && ` (${note})`}`)
      .join(' | '),
    ...board.gates.flatMap(gateLines),
    ...adaptationLines(board),
    ...board.waves.flatMap(waveLines),
    ...(board.validation === undefined ? [] : ['', 'Validation', ...checkpointLines(board.validation)]),
    ...(board.findings.length === 0 ? [] : ['', 'Findings']),
    ...board.findings.map(
      (finding) =>
        `  ${finding.severity} ${finding.file}:${finding.line}${finding.verified ? '' : ' (unverified)'} ${finding.title} → ${finding.triage ?? (finding.open ? 'to be marked' : 'not marked')}`,
    ),
    ...(board.ship === undefined ? [] : ['', `${marks[board.ship.progress]} Ship`, ...board.ship.lines.map(indented)]),
    '',
    ...board.revisions.map(
      ({ revision, why, cause, inForce }) =>
        `Revision ${revision}: ${why}${cause === undefined ? '' : ` (after ${cause})`}${inForce ? ' (in force)' : ''}`,
    ),
    '',
  ].join('\n');
}

function gateLines(gate: BoardGate): readonly string[] {
  return [
    '',
    `[${gate.status}] ${gate.title} (${gate.id})`,
    `  ${gate.ended ?? gate.about}`,
    ...gate.sections.flatMap(({ title, lines }) => [`  ${title}:`, ...lines.map((line) => `    ${line}`)]),
    ...gate.files.map((file) => `  look at ${file.path} +${file.additions} −${file.deletions}`),
    ...gate.questions.map(({ id, text }) => `  ${id}: ${text}`),
    `  bound to ${gate.evidence.map(({ label }) => label).join(', ')}; ${gate.buttons.join(' / ')}${gate.approvers.length === 0 ? '' : `; by ${gate.approvers.join(', ')}`}`,
  ];
}

function adaptationLines({ adaptation }: BoardSnapshot): readonly string[] {
  if (adaptation === undefined) return [];
  return [
    '',
    adaptation.title,
    `  ${adaptation.message}`,
    ...adaptation.failing.map(({ name, file }) => `  failing: ${name} (${file ?? 'no file'})`),
    ...adaptation.tasks.map(({ id, suspect }) => `  task ${id}${suspect ? ' (suspect)' : ''}`),
    ...adaptation.choices.map(({ title, does }) => `  ${title}: ${does}`),
    ...(adaptation.retry ? [`  or ${adaptation.retryTitle.toLowerCase()}`] : []),
    ...(adaptation.proposal === undefined
      ? []
      : [`  proposed: ${adaptation.proposal.title} ${adaptation.proposal.task}`]),
  ];
}

function waveLines(wave: BoardWave): readonly string[] {
  return [
    '',
    `${marks[wave.progress]} Wave ${wave.number} · ${wave.title}: ${wave.status}${wave.attempt > 1 ? ` (attempt ${wave.attempt})` : ''}`,
    ...wave.tasks.map(
      (task) =>
        `  ${marks[task.progress]} ${task.title}: ${task.status}, ${task.agent}${task.suspect ? ', suspect' : ''}${task.message === undefined ? '' : `: ${task.message}`}`,
    ),
    ...(wave.checkpoint === undefined ? [] : checkpointLines(wave.checkpoint)),
  ];
}

function checkpointLines(checkpoint: BoardCheckpoint): readonly string[] {
  return [
    ...(checkpoint.failure === undefined ? [] : [`  ! ${checkpoint.failure}`]),
    ...checkpoint.items.flatMap(({ progress, title, text, failing }) => [
      `  ${marks[progress]} ${title}: ${text}`,
      ...failing.map(({ name }) => `      ${name}`),
    ]),
    ...(checkpoint.steps.length === 0
      ? []
      : [`  steps ${checkpoint.steps.map(({ step, progress }) => `${step}${marks[progress]}`).join(' ')}`]),
  ];
}

function indented(line: string): string {
  return `  ${line}`;
}
