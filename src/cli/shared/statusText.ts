import { markOf } from '../../core/gates/fileMarks.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import { findingPlace } from '../../core/words/linePlace.ts';
import type { BoardGate, BoardSnapshot, Progress } from '../../core/model/boardModel.ts';
import { count } from '../../core/words/labels.ts';

const marks: Readonly<Record<Progress, string>> = {
  ahead: ' ',
  current: '>',
  waiting: '?',
  done: '+',
  failed: '!',
};

/** A run in some ten lines: its status, its waves and tasks, and what waits for a person. */
export function statusLines(board: BoardSnapshot): readonly string[] {
  return [
    `${board.run}  ${board.title}`,
    board.headline,
    '',
    ...board.phases.map((phase) => entry(phase.progress, phase.title, phase.note)),
    ...board.waves.flatMap((wave) => [
      entry(wave.progress, `  ${wave.number} ${wave.title}`, wave.status),
      ...wave.tasks.flatMap((task) => [
        entry(task.progress, `    ${task.id}`, task.message ?? task.status),
        ...task.notes.map((note) => `        ${note}`),
        ...(task.proofs ?? []).map((proof) => `        ${proof}`),
      ]),
    ]),
    ...pipelineLines(board),
    ...supervisorLines(board),
    ...findingLines(board),
    ...gateLines(board),
  ];
}

/** The pipeline of validation ahead, a line per wave. */
function pipelineLines({ pipeline }: BoardSnapshot): readonly string[] {
  return pipeline.length === 0 ? [] : ['', ...pipeline.map(({ stage, text }) => `${pipelineMarks[stage]} ${text}`)];
}

const pipelineMarks: Readonly<Record<BoardSnapshot['pipeline'][number]['stage'], string>> = {
  work: '>',
  queued: ' ',
  reading: '>',
  again: '>',
  held: '!',
  clear: '+',
};

/** Supervisors with their pods, and what each has kept from the person or proposed. */
function supervisorLines({ supervisors }: BoardSnapshot): readonly string[] {
  if (supervisors.length === 0) return [];
  return [
    '',
    ...supervisors.flatMap(({ team, text, why, status, own, pod, kept, proposed }) => [
      `${supervisorMarks[status]} Supervisor of ${team}: ${text}`,
      ...(why === undefined ? [] : [`    ${why}`]),
      ...[...own, ...pod].map((session) => `    ${session}`),
      ...kept.map((question) => `    Kept from you: ${question.text}`),
      ...proposed.map((line) => `    Decides nothing: ${line}`),
    ]),
  ];
}

const supervisorMarks: Readonly<Record<BoardSnapshot['supervisors'][number]['status'], string>> = {
  reading: '>',
  waits: ' ',
  silent: '!',
};

/** Findings that a person may mark now, with their ids. */
export function findingLines({ findings }: BoardSnapshot): readonly string[] {
  const open = findings.filter((finding) => finding.open);
  if (open.length === 0) return [];
  return [
    '',
    ...open.map(
      ({ id, severity, triage, title, file, line, lens, verified }) =>
        `${id}  ${triage ?? severity}  ${title} (${findingPlace({ file, line })}, ${lens}${verified ? '' : '; citation unverified: no such file or line'})`,
    ),
  ];
}

/** Lines about the pending gates, each with the effect of approving it. */
export function gateLines({ run, gates }: BoardSnapshot): readonly string[] {
  return gates.flatMap((gate) => [
    '',
    `${gate.id}  ${gate.status}  ${gate.title}`,
    `  ${gate.ended ?? gate.about}`,
    ...next(run, gate),
  ]);
}

/** A gate with everything its decision is about. */
export function gateDetails(gate: BoardGate): readonly string[] {
  const sections = gate.sections.filter(({ asked }) => asked !== true || gate.questions.length === 0);
  return [
    ...sections.flatMap(({ title, lines }) => [`  ${title}`, ...lines.map((line) => `    ${line}`)]),
    ...(gate.questions.length === 0 ? [] : [`  ${gate.questionsTitle ?? 'Asked'} (--answer NAME=…)`]),
    ...gate.questions.map(questionLine),
    ...gate.files.map(
      ({ path, kind, additions, deletions, reasons }) =>
        `    ${[`${path}  ${kind} +${additions} -${deletions}`, ...reasons].join('; ')}`,
    ),
    ...gate.evidence.map(({ label, value }) => `  ${label} ${value}`),
    ...(gate.approvers.length === 0 ? [] : [`  approvers: ${gate.approvers.join(', ')}`]),
    ...(gate.deadline === undefined ? [] : [`  expires ${new Date(gate.deadline).toISOString()}`]),
  ];
}

/** `item-1=in|deferred|out  Noticed, not asked for: …`: how a question is answered, and what it is about. */
function questionLine({ id, text, choices, inWords }: BoardGate['questions'][number]): string {
  const answers = choices?.map(({ value }) => value) ?? (inWords === true ? ['…'] : ['yes', 'no']);
  return `    ${id}=${answers.join('|')}  ${text}`;
}

/** The draft of a decision at a gate, in one line; no line where there is no draft. */
export function draftLines({ draft, files, questions }: BoardGate): readonly string[] {
  const { answers, comments, note } = draft;
  const marked = files.filter(({ path }) => markOf(answers, path) !== undefined).length;
  const notOk = files.filter(({ path }) => markOf(answers, path) === 'not-ok').map(({ path }) => path);
  const answered = questions.filter(({ id }) => (answers[id] ?? '') !== '').length;
  const begun = [
    ...(marked === 0 ? [] : [`${marked} of ${count(files.length, 'file')} marked`]),
    ...(notOk.length === 0 ? [] : [`not OK: ${notOk.join(', ')}`]),
    ...(answered === 0 ? [] : [`${answered} of ${count(questions.length, 'question')} answered`]),
    ...(comments.length === 0 ? [] : [count(comments.length, 'comment')]),
    ...(note.trim() === '' ? [] : ['a note']),
  ];
  return begun.length === 0 ? [] : [`  Begun in the editor: ${begun.join('; ')}`];
}

function next(run: string, gate: BoardGate): readonly string[] {
  if (gate.status !== 'pending') return [`  Reopen: wavegate reopen ${run} ${gate.id}`];
  const decide = `  Decide: wavegate approve|reject|hold ${run} ${gate.id}`;
  if (gateSpecs[gate.kind].asksForAgents !== true) return [decide];
  const each = gate.questions.map(({ id }) => `${id} "…"`).join(' ');
  return [`  Answer: wavegate answer ${run} ${each} --key FILE`, decide];
}

function entry(progress: Progress, title: string, note: string): string {
  return `${marks[progress]} ${title}${note === '' ? '' : `: ${note}`}`;
}
