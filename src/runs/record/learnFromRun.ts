import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { choosePlanner } from '../../core/draft/planner.ts';
import { checkedLearnings } from '../../core/learnings/checkedLearnings.ts';
import type { CheckedLearnings } from '../../core/learnings/checkedLearnings.ts';
import { isSettled, learnedIn } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { recordLines } from '../../core/learnings/recordLines.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import { learnFrom } from '../../engine/draft/learnFrom.ts';
import { RunError } from '../../engine/runError.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { errorCode } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import { newRunId } from '../shared/runId.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A run whose record an agent is to read. */
export interface LearnWish {
  readonly state: RunState;
  readonly events: readonly Recorded[];
  /** Text of the learnings file of the checkout. */
  readonly kept: string;
  /** Sentences that code proposes, which are not to be said again. */
  readonly proposed: readonly Learning[];
  /** Profile of the plan, or driver. */
  readonly agent: string;
}

/**
 * Has a read-only agent read the record of a run, and keeps those of its sentences whose evidence is there beside the record
 * of the run. Nothing else is written.
 *
 * @throws RunError `plan` without such an agent, or where it gives no answer; WorkspaceError, ExecutorError
 */
export async function learnFromRun(
  { state, events, kept, proposed, agent }: LearnWish,
  { ports, layout }: Pick<ComposedEngine, 'ports' | 'layout'>,
  services: Pick<WorkerServices, 'installedAgents'>,
  signal: AbortSignal,
): Promise<CheckedLearnings> {
  const { plan, file } = state.plan;
  const installed = await services.installedAgents(path.dirname(ports.planFile.file));
  const chosen = choosePlanner(plan, { named: agent, installed });
  if ('problem' in chosen) throw new RunError('plan', chosen.problem);
  const before = await proposedByAgent(layout, state.run);
  const record = recordLines(events);
  const known = [...proposed, ...before, ...learnedIn(kept).map((text) => ({ text }))];
  const reader = { run: newRunId(ports.clock.now()), file, settings: plan, profile: chosen.profile };
  const alive = setInterval(() => undefined, 2 ** 31 - 1);
  const asked = learnFrom({ ...reader, title: plan.title, record, known }, ports, signal);
  const { outcome, message, learnings } = await asked.finally(() => {
    clearInterval(alive);
  });
  if (learnings === undefined || outcome !== 'done') {
    throw new RunError('plan', `The agent has given no learnings, so nothing is proposed. ${message}`);
  }
  const checked = checkedLearnings(state.run, learnings, record, before);
  const all = [...before, ...checked.learnings];
  await mkdir(layout.runFolder(state.run), { recursive: true });
  await writeFile(fileOf(layout, state.run), `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  return checked;
}

/** Sentences that agents have proposed from the record of a run, settled ones too. */
export async function proposedByAgent(layout: LocalLayout, run: string): Promise<readonly Learning[]> {
  const text = await readFile(fileOf(layout, run), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '[]';
    throw error;
  });
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter((each: unknown) => isLearning(each)) : [];
}

/** Proposed sentences that are not settled yet. @param kept text of the learnings file */
export async function openOfAgent(layout: LocalLayout, run: string, kept: string): Promise<readonly Learning[]> {
  return (await proposedByAgent(layout, run)).filter((learning) => !isSettled(kept, learning));
}

function fileOf(layout: LocalLayout, run: string): string {
  return path.join(layout.runFolder(run), 'learned.json');
}

function isLearning(value: unknown): value is Learning {
  if (!isRecord(value)) return false;
  return ['id', 'text', 'evidence'].every((key) => typeof value[key] === 'string');
}
