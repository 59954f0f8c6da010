import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { acceptedProblem, flowsFile, withAccepted } from '../../core/flows/accepted.ts';
import type { Flow } from '../../core/flows/flows.ts';
import { commandOfScript, flowScript, latestArguments, scriptFileOf, scriptSentence } from '../../core/flows/script.ts';
import { agentsFile, skillFor } from '../../core/flows/skill.ts';
import { durationText } from '../../core/history/spans.ts';
import { resolveObject } from '../../git/refs/commits.ts';
import { learningsFile, settled } from '../../core/learnings/learnings.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import { unifiedDiff } from '../../core/text/lineDiff.ts';
import { fileInside } from '../../runs/shared/fileInside.ts';
import type { Runs } from '../../runs/find/findRuns.ts';
import { textOf } from '../../runs/flows/flowReport.ts';
import { flowTrial, trials } from '../../runs/flows/flowTrial.ts';
import { CliError, exitCodes } from './exit.ts';
import type { ExitCode } from './exit.ts';
import { accessRun } from './openRun.ts';
import type { OpenValues } from './openRun.ts';
import { runToEnd } from './runToEnd.ts';
import { writeJson, writeText } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Ways to tell agents of a script besides the learnings that runs read. */
export const tellings = ['skill', 'agent-skill', 'agents'] as const;
export type Telling = (typeof tellings)[number];

/** File that accepting a flow writes, from the root of the repository, as it is and as it would be. */
export interface ChangedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Files that come with the script of a flow. The first is the script itself. */
export async function agentFiles(
  repository: string,
  flow: Flow,
  { file: named, telling }: { readonly file: string | undefined; readonly telling: readonly Telling[] },
): Promise<readonly [ChangedFile, ...ChangedFile[]]> {
  const file = await scriptFile(repository, named ?? scriptFileOf(flow.name));
  const read = (name: string): Promise<string> => textOf(path.join(repository, ...name.split('/')));
  const script = { file, before: await read(file), after: flowScript(flow, file) };
  if (script.before !== '' && script.before !== script.after) {
    throw new CliError('usage', `${file} is there already, and is not overwritten. Name another file with --write.`);
  }
  const { name, keys, milliseconds, running } = flow;
  const [kept, learnings] = [await read(flowsFile), await read(learningsFile)];
  const problem = acceptedProblem(kept);
  if (problem !== undefined) {
    throw new CliError(
      'usage',
      `${problem} Accepting would overwrite that part. Correct the file, or restore its last good version from git, and try again.`,
    );
  }
  const learning = { id: `flow/${file}`, text: scriptSentence(flow, file), evidence: '' };
  const told = await Promise.all(
    [...new Set(telling)].map(async (each): Promise<ChangedFile> => {
      if (each === 'agents') {
        const before = await read('AGENTS.md');
        return { file: 'AGENTS.md', before, after: agentsFile(before, flow, file).text };
      }
      const { file: to, text } = skillFor(each === 'skill' ? 'claude' : 'others', flow, file);
      return { file: to, before: await read(to), after: text };
    }),
  );
  return [
    script,
    {
      file: flowsFile,
      before: kept,
      after: withAccepted(kept, { name, file, since: Date.now(), keys, milliseconds, running }),
    },
    { file: learningsFile, before: learnings, after: settled(learnings, [learning], []) },
    ...told,
  ];
}

/** @throws CliError `usage` for a file outside of the repository, or no module */
async function scriptFile(repository: string, named: string): Promise<string> {
  const file = path.isAbsolute(named) ? undefined : await fileInside(repository, path.join(repository, named));
  if (file === undefined || /^\.git(?:\/|$)/i.test(file) || !/^[\w./@+-]+\.mjs$/.test(file)) {
    throw new CliError(
      'usage',
      `The script cannot be ${named}. Name a file below the root of the repository that ends with .mjs, of letters, digits, and -, _, ., @ and +.`,
    );
  }
  return file;
}

interface MakeValues extends OpenValues {
  readonly args?: readonly string[] | undefined;
  readonly at?: string | undefined;
  readonly try?: boolean | undefined;
  readonly accept: boolean;
  readonly json: boolean;
}

interface Made {
  readonly flow: Flow;
  readonly files: readonly [ChangedFile, ...ChangedFile[]];
  readonly runs: Runs;
  readonly known: readonly string[];
}

/** Shows what would be written; tries the script and writes it as asked. */
export async function makeScript(terminal: Terminal, values: MakeValues, made: Made): Promise<ExitCode> {
  const { accept, json } = values;
  const { flow, files, runs } = made;
  const [script] = files;
  if (!json) for (const { file, before, after } of files) await writeText(terminal, unifiedDiff(before, after, file));
  if (!accept && values.try !== true) {
    if (json) await writeJson(terminal, { flow: flow.name, files });
    else
      terminal.note(`Nothing is written yet. Try it with --try; --accept tries it and writes it into your checkout.`);
    return exitCodes.done;
  }
  const args = values.args ?? latestArguments(flow);
  if (args.length !== flow.parameters.length) {
    const names = flow.parameters.map(({ name }) => name.toUpperCase()).join(' ') || 'none';
    throw new CliError(
      'usage',
      `The script takes these arguments: ${names}. Give as many with --with, not ${args.length}.`,
    );
  }
  const at = values.at ?? (values.args === undefined ? await placeOfLatest(terminal, made, args) : undefined);
  const checks = await tried(terminal, { ...values, at }, made, commandOfScript(script.file, args));
  const green = checks.filter(({ exitCode }) => exitCode === 0).length;
  const isAccepted = accept && green === trials;
  if (isAccepted) {
    for (const { file, after } of files) {
      const target = path.join(runs.repository, ...file.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, after);
    }
  }
  if (json) await writeJson(terminal, { flow: flow.name, files, trials: checks, accepted: isAccepted });
  else for (const line of outcomeLines(checks, flow)) terminal.note(line);
  if (isAccepted) {
    terminal.note(`Written: ${files.map(({ file }) => file).join(', ')}. Commit them, so that the next run has them.`);
    terminal.note(
      `Agents that may only run what a plan names need it there: agents.NAME.allow: [${JSON.stringify(commandOfScript(script.file, []))}]`,
    );
  } else if (green < trials) {
    terminal.note(
      `Nothing is written: ${green} of ${trials} trials were green. Where its arguments are files that HEAD does not have, name others with --with, or a commit that has them with --at wavegate/RUN; else keep it a conversation.`,
    );
  }
  return green === trials ? exitCodes.done : exitCodes.no;
}

/**
 * Branch of the run that used the flow last, where HEAD does not have a file of that use: what a run has made is rarely in the
 * checkout yet. @returns undefined where HEAD has them all, or the branch does not either
 */
async function placeOfLatest(
  terminal: Terminal,
  { flow, runs: { repository } }: Made,
  args: readonly string[],
): Promise<string | undefined> {
  const lacks = async (commit: string): Promise<string | undefined> => {
    for (const [index, { kind }] of flow.parameters.entries()) {
      const file = args[index] ?? '';
      if (kind === 'path' && (await resolveObject(repository, `${commit}:${file}`)) === undefined) return file;
    }
    return undefined;
  };
  const file = await lacks('HEAD');
  const branch = `wavegate/${flow.uses.at(-1)?.run ?? ''}`;
  if (file === undefined || (await lacks(branch)) !== undefined) return undefined;
  terminal.note(`HEAD does not have ${file}, so it is tried on ${branch}, where it was used last.`);
  return branch;
}

function outcomeLines(checks: readonly CheckRun[], { milliseconds }: Flow): readonly string[] {
  const lines = checks.map(
    ({ name, exitCode, milliseconds: took, timedOut }) =>
      `${name}: ${exitCode === 0 ? 'green' : timedOut ? 'ran out of time' : `red, exit code ${String(exitCode)}`}, ${durationText(took)}`,
  );
  const mean = checks.reduce((sum, check) => sum + check.milliseconds, 0) / Math.max(1, checks.length);
  return [...lines, `On average ${durationText(mean)}; agents took ${durationText(milliseconds)}.`];
}

/** @throws CliError `environment` where the trials could not be run at all, `interrupted` after Ctrl+C */
async function tried(
  terminal: Terminal,
  values: MakeValues,
  { files: [script], runs, known }: Made,
  command: string,
): Promise<readonly CheckRun[]> {
  const [latest] = known;
  if (latest === undefined) throw new CliError('usage', 'There is no run whose settings a trial could have.');
  const { state, ports, layout } = await accessRun(terminal, values, latest);
  const id = randomUUID().slice(0, 8);
  const { job } = await flowTrial({
    state,
    repository: runs.repository,
    at: values.at ?? 'HEAD',
    file: script.file,
    text: script.after,
    command,
    id,
  });
  terminal.note(`Trying ${command} ${trials} times in ${layout.worktree(latest, job.scope, job.subject)}`);
  const result = await runToEnd(terminal, ports.executor, job, layout.sessionFolder(latest, job.session, job.epoch));
  if (result.outcome === 'cancelled') throw new CliError('interrupted', 'The trials were ended. Nothing is written.');
  if (result.checks === undefined || result.checks.length < trials) throw new CliError('environment', result.message);
  return result.checks;
}
