import { markName } from '../../core/gates/fileMarks.ts';
import { readAnswer } from '../../core/gates/specs/answerObjection.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { GateKind } from '../../core/plan/schema/plan.ts';
import { gateKinds, triages } from '../../core/plan/schema/vocabulary.ts';
import type { Decision, Gate, Verdict } from '../../core/model/gate.ts';
import { isManualStep } from '../../core/queries/tophat.ts';
import { namedGate, pendingGates } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { defineCommand, placeOptions, signingDetails, signingOptions } from '../shared/command.ts';
import type { Command } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { readComments, withDeletedLines } from '../shared/comments.ts';
import { shipTextsOf } from '../shared/shipTextsOf.ts';
import { begunAnswers, begunAt } from '../shared/shows.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { everyFileOk } from '../follow/answers.ts';
import type { Answers } from '../follow/answers.ts';
import { oneOf } from '../follow/approvals.ts';
import { markFindings } from './triage.ts';
import { worktreesGivenBack } from '../follow/worktreesGivenBack.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

/** Help on everything a decision can carry besides its note, and that is recorded with it. */
const carried = [
  '--triage in|out|deferred  at a triage gate: mark findings that are not marked yet',
  '--answer NAME=TEXT  once per answer, at acceptance: explain, rewrite, worstCase and defend',
  '                    with yes or no, testing with what you tried yourself, and tophat-1, … with what you saw; at the first launch:',
  '                    ready-1=yes, … for what the plan needs in place (readiness); at a plan gate:',
  '                    FINDING=REASON for a finding that no task covers, verdict-WAVE=yes for each wave of a large plan,',
  '                    launches=yes for all launches in advance; at a spot-check: which of two numbers of tests counts',
  '--comment FILE:LINE=TEXT  once per comment, at a spot-check: goes back to the agent whose work it is about, if the gate is',
  '                    rejected. FILE:-LINE=TEXT is about a line that the wave has deleted, as the file was before it',
  '--pull-request FILE, --changelog FILE  at the ship gate: send this text instead. `wavegate report RUN --pull-request` and',
  '                    `--changelog` print what is sent otherwise; the first line of a pull request is `# TITLE`',
  '                    --pull-request WAVE=FILE is the text of a wave below the last one, where each has its own',
] as const;

/** Gates whose rejection is answered with a change of the plan. */
const leadsOn: ReadonlySet<GateKind> = new Set(['acceptance', 'ship']);

export const approve = decisionCommand('approve', 'approved', 'Approve a gate: what it is about may go on.');
export const reject = decisionCommand('reject', 'rejected', 'Reject a gate, and say why with --note.');
export const hold = decisionCommand('hold', 'hold', 'Put a gate on hold, and say why with --note.');

function decisionCommand(name: string, verdict: Verdict, summary: string): Command {
  return defineCommand({
    name,
    usage: 'RUN GATE --key FILE [--note TEXT]',
    summary,
    details: [
      'GATE is the id of a gate (see gates), or its kind or name in the plan if only one such gate waits.',
      'A gate that has ended stays ended: `wavegate reopen` asks for a new one, which shows what it is about now.',
      "The key must be the one the run was started with, or an approver's (see approvers).",
      ...carried,
      '--ok FILE, --not-ok FILE  once per file, at a spot-check: your verdict. Without any --ok, approving covers every file that',
      '    is not marked as not OK; with it, only the files you name: the gate opens once every file it shows is OK',
      ...signingDetails,
      '--plan FILE  the plan file, if it is not where it was in the repository',
    ],
    options: {
      ...placeOptions,
      ...signingOptions,
      note: { type: 'string', default: '' },
      plan: { type: 'string' },
      triage: { type: 'string' },
      answer: { type: 'string', multiple: true, default: [] },
      comment: { type: 'string', multiple: true, default: [] },
      'pull-request': { type: 'string', multiple: true, default: [] },
      changelog: { type: 'string' },
      ok: { type: 'string', multiple: true, default: [] },
      'not-ok': { type: 'string', multiple: true, default: [] },
    },
    arguments: [2, 2],
    async run({ values, positionals: [run = '', named = ''], terminal }) {
      const comments = readComments(values.comment ?? []);
      const marks = verdict === 'rejected' ? comments.map(({ file }) => [markName(file), 'not-ok'] as const) : [];
      const judged = [...pathsOf(values.ok), ...pathsOf(values['not-ok'])];
      const verdicts = { ...verdictsOf(values.ok, 'ok'), ...verdictsOf(values['not-ok'], 'not-ok') };
      const triage = values.triage === undefined ? undefined : oneOf(triages, values.triage, '--triage');
      const desk = await openDesk(terminal, values, run);
      try {
        const gate = namedGate(desk.state, named) ?? onlyPending(desk.state, named);
        requireFiles(desk.state, gate, judged);
        const said = answersAt(desk.state, gate, values.answer ?? []);
        const given: Answers = { ...Object.fromEntries(marks), ...said, ...verdicts };
        if (triage !== undefined) await markFindings(desk, unmarkedByAudit(desk.state), triage);
        const all = verdict === 'approved' && (values.ok ?? []).length === 0;
        const own = await begunAnswers(terminal, values, desk.state, gate);
        const begun = Object.fromEntries(Object.entries(own).filter(([name]) => all || isManualStep(name)));
        const answers = {
          ...(all ? everyFileOk(desk.state, gate) : {}),
          ...begun,
          ...given,
          ...(await shipTextsOf(desk.state, gate, verdict, terminal.folder, values)),
        };
        const note = values.note ?? '';
        const placed = await withDeletedLines(terminal, values, desk.state, gate, comments);
        const noted = verdict === 'rejected' ? (await begunAt(terminal, values, desk.state, gate)).comments : [];
        for (const { file, line } of noted) terminal.note(`With what was noted at ${file}:${line}.`);
        const say = {
          verdict,
          note,
          answers,
          ...(noted.length + placed.length > 0 ? { comments: [...noted, ...placed] } : {}),
        };
        const { refused } = await desk.decide(say, gate);
        if (refused !== undefined) throw new CliError('no', refused);
        if (desk.engine !== undefined && verdict === 'rejected') await worktreesGivenBack(desk.engine);
        if (values.json === true) await writeJson(terminal, lastDecision(desk.state, gate.id));
        else await writeLines(terminal, [decidedText(desk.state, gate.id)]);
        if (verdict === 'approved') terminal.note(desk.goOn(`wavegate resume ${run} --key FILE`));
        if (verdict === 'rejected' && leadsOn.has(gate.kind)) terminal.note(desk.goOn(`wavegate adapt ${run}`));
        return exitCodes.done;
      } finally {
        await desk.close();
      }
    },
  });
}

function lastDecision(state: RunState, id: string): Decision | undefined {
  return state.gates[id]?.decision ?? state.gates[id]?.approvals?.at(-1);
}

/** Status of the gate after a decision: `launch-1: approved by Ann.`, or how many more have to approve. */
function decidedText(state: RunState, id: string): string {
  const { decision, approvals = [], required = 1 } = state.gates[id] ?? {};
  const last = lastDecision(state, id);
  const more =
    decision === undefined ? ` ${approvals.length} of ${required} approvals; the gate waits for the others.` : '';
  return `${id}: ${last?.verdict ?? 'decided'} by ${last?.who ?? 'somebody'}.${more}`;
}

function verdictsOf(files: readonly string[] | undefined, verdict: 'ok' | 'not-ok'): Answers {
  return Object.fromEntries(pathsOf(files).map((file) => [markName(file), verdict]));
}

function pathsOf(files: readonly string[] = []): readonly string[] {
  return files.map((file) => file.replace(/^\.\//, ''));
}

/** @throws CliError `usage` for a verdict on a file that the gate is not about */
function requireFiles(state: RunState, gate: Gate, files: readonly string[]): void {
  const changed = new Set((gateSpecs[gate.kind].files?.changed(state, gate) ?? []).map(({ path }) => path));
  const other = files.find((file) => !changed.has(file));
  if (other === undefined) return;
  throw new CliError(
    'usage',
    `Gate ${gate.id} is not about a file ${JSON.stringify(other)}. \`wavegate diff ${state.run} ${gate.id} --name-only\` lists its files.`,
  );
}

/** @throws CliError `usage` for an answer without a name, or that the gate does not ask for */
function answersAt(state: RunState, gate: Gate, said: readonly string[]): Answers {
  return Object.fromEntries(
    said.map((answer) => {
      const read = readAnswer(state, gate, answer);
      if ('objection' in read) throw new CliError('usage', read.objection);
      return [read.name, read.text];
    }),
  );
}

function onlyPending(state: RunState, named: string): Gate {
  const pending = pendingGates(state);
  const ofKind = isGateKind(named)
    ? pending.filter(({ kind }) => kind === named)
    : pending.filter(({ name }) => name === named);
  if (ofKind.length === 1 && ofKind[0] !== undefined) return ofKind[0];
  const waiting = pending.map(({ id }) => id).join(', ');
  throw new CliError(
    'usage',
    `Run ${state.run} has no gate ${named}. ${waiting === '' ? 'No gate waits now.' : `These wait: ${waiting}.`}`,
  );
}

function isGateKind(word: string): word is GateKind {
  return gateKinds.some((kind) => kind === word);
}

function unmarkedByAudit({ audit }: RunState): readonly string[] {
  return audit.findings.filter(({ triage }) => triage === undefined).map(({ id }) => id);
}
