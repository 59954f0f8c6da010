import { redactorFor } from '../../compose/redactor.ts';
import { here } from '../../compose/cli.ts';
import { usageText } from '../../core/agents/usage.ts';
import type { Flow } from '../../core/flows/flows.ts';
import { unifiedDiff } from '../../core/text/lineDiff.ts';
import type { Runs } from '../../runs/find/findRuns.ts';
import { completeFlow, keptCompletion } from '../../runs/flows/completeFlow.ts';
import type { Completion } from '../../runs/flows/completeFlow.ts';
import { CliError } from './exit.ts';
import type { ChangedFile } from './flowScript.ts';
import { accessRun } from './openRun.ts';
import type { OpenValues } from './openRun.ts';
import { writeText } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface CompletionValues extends OpenValues {
  /** Who is to complete the script now. */
  readonly agent?: string | undefined;
  /** Whether the script is the one that an agent has completed before. */
  readonly completed: boolean;
  readonly accept: boolean;
  readonly json: boolean;
}

type Files = readonly [ChangedFile, ...ChangedFile[]];

/**
 * The files of a flow with the script as an agent has completed it, where that is asked for; shows what the agent changed.
 *
 * @param files with the script as code has written it
 * @param latest run whose plan names the agent
 * @throws CliError `usage` where there is nothing to use, `no` where the agent gave nothing usable, `interrupted` after Ctrl+C
 */
export async function withCompletion(
  terminal: Terminal,
  values: CompletionValues,
  { flow, files, runs, latest }: { flow: Flow; files: Files; runs: Runs; latest: string | undefined },
): Promise<Files> {
  const { agent, completed, accept, json } = values;
  const [script, ...others] = files;
  if (agent === undefined && !completed) return files;
  if (agent !== undefined && accept) {
    throw new CliError(
      'usage',
      'Read what the agent writes first: leave --accept out, then run it again with --completed.',
    );
  }
  if (latest === undefined) throw new CliError('usage', 'There is no run whose plan could name an agent.');
  const completion =
    agent === undefined
      ? await keptCompletion(runs.layout, flow.name, script.file)
      : await askAgent(terminal, values, latest, { flow, file: script.file, byCode: script.after, agent });
  if (completion === undefined) {
    throw new CliError('usage', `No agent has completed ${script.file} yet. Ask one with --agent NAME.`);
  }
  if (!json) {
    terminal.note(completionNote(completion));
    await writeText(terminal, unifiedDiff(script.after, completion.text, script.file));
    terminal.note('With that, what is written:');
  }
  return [{ ...script, after: completion.text }, ...others];
}

function completionNote({ by, summary, usage, run }: Completion): string {
  const used = usage === undefined ? '' : ` It used ${usageText(usage)}.`;
  return `${by} has completed the script that code wrote: ${summary}${used} Its session is in the record of ${run}. What it changed:`;
}

async function askAgent(
  terminal: Terminal,
  values: OpenValues,
  latest: string,
  wish: { readonly flow: Flow; readonly file: string; readonly byCode: string; readonly agent: string },
): Promise<Completion> {
  const { state, ports, layout } = await accessRun(terminal, values, latest);
  terminal.note(`${wish.agent} completes ${wish.file}. It may only read.`);
  const redactor = await redactorFor(terminal.env);
  try {
    return await completeFlow({ state, ...wish }, { ports, layout }, here, redactor, terminal.interrupted);
  } catch (error) {
    if (terminal.interrupted.aborted) throw new CliError('interrupted', 'The agent was ended. Nothing is kept.');
    throw error;
  }
}
