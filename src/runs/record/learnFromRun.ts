import path from 'node:path';
import { choosePlanner } from '../../core/draft/planner.ts';
import { checkedLearnings } from '../../core/learnings/checkedLearnings.ts';
import type { CheckedLearnings } from '../../core/learnings/checkedLearnings.ts';
import { learnedIn } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { recordLines } from '../../core/learnings/recordLines.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import { learnFrom } from '../../engine/draft/learnFrom.ts';
import { RunError } from '../../engine/runError.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { newRunId } from '../shared/runId.ts';
import { addProposed, proposedByAgent } from './learnedFile.ts';
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
  await addProposed(layout, state.run, checked.learnings, ports.clock.now());
  return checked;
}
