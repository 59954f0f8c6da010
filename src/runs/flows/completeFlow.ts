import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { choosePlanner } from '../../core/draft/planner.ts';
import { completedScript } from '../../core/flows/completedScript.ts';
import type { Flow } from '../../core/flows/flows.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { RunState } from '../../core/model/state.ts';
import { completeScript } from '../../engine/draft/completeScript.ts';
import { RunError } from '../../engine/runError.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { errorCode } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { newRunId } from '../shared/runId.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** Script of a flow that an agent is to complete. */
export interface CompletionWish {
  /** Of the run whose plan names the agent, and says how worktrees are kept in. */
  readonly state: RunState;
  readonly flow: Flow;
  /** Of the script, from the root of the repository. */
  readonly file: string;
  /** Text of the script, as code has written it. */
  readonly byCode: string;
  /** Profile of the plan, or driver. */
  readonly agent: string;
}

/** Script as an agent has completed it, kept beside the runs until a person accepts it. */
export interface Completion {
  readonly file: string;
  readonly text: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly summary: string;
  /** Session that wrote it: its folder is below that of this run. */
  readonly run: string;
  readonly usage?: Usage;
}

/**
 * Has a read-only agent complete the script of a flow, and keeps its text beside the runs. Nothing in the repository is changed.
 *
 * @throws RunError `plan` without such an agent, or where its text is not usable; WorkspaceError, ExecutorError
 */
export async function completeFlow(
  { state, flow, file, byCode, agent }: CompletionWish,
  { ports, layout }: Pick<ComposedEngine, 'ports' | 'layout'>,
  services: Pick<WorkerServices, 'installedAgents'>,
  redactor: Pick<Redactor, 'text'>,
  signal: AbortSignal,
): Promise<Completion> {
  const { plan, file: planFile } = state.plan;
  const installed = await services.installedAgents(path.dirname(ports.planFile.file));
  const chosen = choosePlanner(plan, { named: agent, installed });
  if ('problem' in chosen) throw new RunError('plan', chosen.problem);
  const run = newRunId(ports.clock.now());
  const reader = { run, file: planFile, settings: plan, profile: chosen.profile };
  const alive = setInterval(() => undefined, 2 ** 31 - 1);
  const asked = completeScript({ ...reader, flow, text: byCode, script: file }, ports, signal);
  const {
    outcome,
    message,
    script,
    usage,
    summary = '',
  } = await asked.finally(() => {
    clearInterval(alive);
  });
  if (script === undefined || outcome !== 'done') {
    throw new RunError('plan', `The agent gave no script, so the one generated without an agent is kept. ${message}`);
  }
  const judged = completedScript(flow, file, byCode, script);
  if ('problem' in judged)
    throw new RunError(
      'plan',
      `The agent's script was rejected, so the one generated without an agent is kept. ${judged.problem}`,
    );
  if ((await redactor.text(judged.text)).secrets > 0) {
    throw new RunError(
      'plan',
      "The agent's script was rejected, so the one generated without an agent is kept. There is a secret in it.",
    );
  }
  const used = usage === undefined ? {} : { usage };
  const completion = { file, text: judged.text, by: agent, at: ports.clock.now(), summary, run, ...used };
  const kept = completionFile(layout, flow.name);
  await mkdir(path.dirname(kept), { recursive: true });
  await writeFile(kept, `${JSON.stringify(completion, null, 2)}\n`, { mode: 0o600 });
  return completion;
}

/** The completed script of a flow that was kept last; undefined where there is none for this file. */
export async function keptCompletion(
  layout: Pick<LocalLayout, 'runsFolder'>,
  flow: string,
  file: string,
): Promise<Completion | undefined> {
  const text = await readFile(completionFile(layout, flow), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  const value = parseJson(text);
  return isCompletion(value) && value.file === file ? value : undefined;
}

function completionFile({ runsFolder }: Pick<LocalLayout, 'runsFolder'>, flow: string): string {
  return path.join(path.dirname(runsFolder), 'scripts', `${flow}.json`);
}

function isCompletion(value: unknown): value is Completion {
  if (!isRecord(value) || typeof value['at'] !== 'number') return false;
  return ['file', 'text', 'by', 'summary', 'run'].every((key) => typeof value[key] === 'string');
}
