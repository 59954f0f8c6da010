import { randomUUID } from 'node:crypto';
import { draftOf } from '../../core/gates/gateDraft.ts';
import type { FileComment, Gate } from '../../core/model/gate.ts';
import type { DraftChange } from '../../core/model/gateDraft.ts';
import type { RunState } from '../../core/model/state.ts';
import { commitToTry } from '../../core/queries/commitToTry.ts';
import { manualSteps } from '../../core/queries/tophat.ts';
import { commentPlace } from '../../core/words/commentPlace.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import { appendDraft, readDrafts } from '../../decisions/draftFile.ts';
import { tryJob } from '../../runs/shared/tryResult.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { readComments } from '../shared/comments.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { accessRun } from '../shared/openRun.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { runToEnd } from '../shared/runToEnd.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';

export const tryIt = defineCommand({
  name: 'try',
  usage: 'RUN [--run COMMAND | --tick STEP=TEXT… | --finding FILE:LINE=TEXT… | --steps]',
  summary: 'Start the result of a run in a worktree of its own, and tick the steps that are tried by hand.',
  details: [
    'What was merged and waits at a spot-check is started, else what the run has committed, with what the plan names in',
    'tryIt.run, in a worktree set up as for checks, on a free port. Ctrl+C ends it; the worktree goes with it.',
    '--run COMMAND  starts this instead; {port} stands for the port',
    '--steps  shows the steps to try by hand (tophat of the waves) and what was seen, and the findings noted, by their ids',
    '--tick STEP=TEXT  ticks a step, such as tophat-1, with what you saw; "no: …" says that it does not go as it should',
    '--finding FILE:LINE=TEXT  notes what is wrong at a line: rejecting the gate sends it to the task that owns the file',
    'Steps and findings are kept for the gate that waits, in the editor and here, until it is decided.',
  ],
  options: {
    ...placeOptions,
    run: { type: 'string' },
    steps: { type: 'boolean', default: false },
    tick: { type: 'string', multiple: true, default: [] },
    finding: { type: 'string', multiple: true, default: [] },
  },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), run);
    const changes = [...readTicks(state, values.tick ?? []), ...readFindings(values.finding ?? [])];
    if (changes.length > 0 || values.steps === true) {
      await keep(runs.layout, state, changes);
      const steps = await stepsSeen(runs.layout, state);
      const findings = await findingsNoted(runs.layout, state);
      if (values.json === true) await writeJson(terminal, { run, steps, findings });
      else await writeLines(terminal, [...stepLines(steps), ...findings.map(findingLine)]);
      return exitCodes.done;
    }
    return start(
      terminal,
      state,
      values.run,
      async (job) => {
        const { ports, layout } = await accessRun(terminal, values, run);
        return { executor: ports.executor, layout, folder: layout.sessionFolder(run, job.session, job.epoch) };
      },
      runs.layout,
    );
  },
});

type Access = (job: { readonly session: string; readonly epoch: number }) => Promise<{
  readonly executor: Awaited<ReturnType<typeof accessRun>>['ports']['executor'];
  /** With the folder for worktrees that the plan names. */
  readonly layout: LocalLayout;
  readonly folder: string;
}>;

async function start(
  terminal: Terminal,
  state: RunState,
  named: string | undefined,
  access: Access,
  layout: LocalLayout,
): Promise<0 | 1 | 130> {
  const { run: planned, minutes } = state.plan.plan.tryIt;
  const command = named ?? planned ?? '';
  if (command.trim() === '') {
    throw new CliError(
      'usage',
      'The plan does not say how to start the result. Name it: --run "npm start -- --port {port}", or write it into the plan as tryIt: {run: …}.',
    );
  }
  const commit = commitToTry(state);
  const { job, port } = await tryJob({ state, commit, command, minutes, id: randomUUID().slice(0, 8) });
  const { executor, folder, layout: own } = await access(job);
  terminal.note(`Trying ${commit.slice(0, 10)} in ${own.worktree(state.run, job.scope, job.subject)}`);
  terminal.note(`Port ${port}: http://localhost:${port}   End it, and remove its worktree: Ctrl+C`);
  for (const line of stepLines(await stepsSeen(layout, state))) terminal.note(line);
  const { outcome, message } = await runToEnd(terminal, executor, job, folder);
  terminal.note(outcome === 'cancelled' ? 'Ended, and its worktree is removed.' : message);
  return outcome === 'cancelled' || outcome === 'done' ? exitCodes.done : exitCodes.no;
}

interface StepSeen {
  readonly id: string;
  readonly text: string;
  /** Words about it; empty while it is not ticked. */
  readonly seen: string;
}

/** Manual steps with what was said of them: in the draft of the gate that waits, else in the last decision. */
async function stepsSeen(layout: LocalLayout, state: RunState): Promise<readonly StepSeen[]> {
  const gate = Object.values(state.gates).findLast(({ kind }) => kind === 'acceptance');
  const { entries } = await readDrafts(layout.draftsFile(state.run));
  const answers = gate === undefined ? {} : { ...draftOf(entries, state, gate).answers, ...gate.decision?.answers };
  return manualSteps(state).map(({ id, text }) => ({ id, text, seen: answers[id] ?? '' }));
}

function stepLines(steps: readonly StepSeen[]): readonly string[] {
  if (steps.length === 0) return ['The plan names no steps to try by hand (tophat of its waves).'];
  return steps.map(
    ({ id, text, seen }) => `[${seen === '' ? ' ' : 'x'}] ${id}  ${text}${seen === '' ? '' : ` — ${seen}`}`,
  );
}

/** Findings that wait to be sent with a rejection of the gate they were noted at. */
async function findingsNoted(layout: LocalLayout, state: RunState): Promise<readonly FileComment[]> {
  const { entries } = await readDrafts(layout.draftsFile(state.run));
  return pendingGates(state).flatMap((gate) => draftOf(entries, state, gate).comments);
}

function findingLine(comment: FileComment): string {
  return `${comment.id ?? ''}  ${commentPlace(comment)}: ${comment.text.replace(/\s+/g, ' ')}`;
}

/** @throws CliError `usage` for a step that the plan does not have */
function readTicks(state: RunState, ticks: readonly string[]): readonly DraftChange[] {
  return ticks.map((tick) => {
    const [, id = '', text = ''] = /^([^=]+)=(.*\S.*)$/s.exec(tick) ?? [];
    const known = manualSteps(state).map((step) => step.id);
    if (id === '')
      throw new CliError(
        'usage',
        `--tick takes STEP=TEXT, such as tophat-1="the message appears", not ${JSON.stringify(tick)}.`,
      );
    if (!known.includes(id)) {
      const has = known.length === 0 ? 'no steps to try by hand (tophat of its waves)' : known.join(', ');
      throw new CliError('usage', `The plan has no step ${id}. It has ${has}.`);
    }
    return { type: 'answer', name: id, value: text };
  });
}

function readFindings(findings: readonly string[]): readonly DraftChange[] {
  return readComments(findings, '--finding').map(({ file, line, text, isDeleted }) => {
    if (isDeleted) throw new CliError('usage', 'A finding is about a line of the result: FILE:LINE=TEXT.');
    return { type: 'comment', comment: { file, line, text } };
  });
}

/** @throws CliError `no` where no gate waits that they could be kept for */
async function keep(layout: LocalLayout, state: RunState, changes: readonly DraftChange[]): Promise<void> {
  for (const change of changes) {
    const kinds = change.type === 'answer' ? ['acceptance'] : ['acceptance', 'spot-check'];
    const gate: Gate | undefined = pendingGates(state).find(({ kind }) => kinds.includes(kind));
    if (gate === undefined) {
      const waits = kinds.join(' or ');
      throw new CliError(
        'no',
        `No gate of run ${state.run} waits that this could be kept for (${waits}). See: wavegate gates ${state.run}`,
      );
    }
    await appendDraft(layout.draftsFile(state.run), { gate: gate.id, change });
  }
}
