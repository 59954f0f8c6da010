import { here } from '../../compose/cli.ts';
import { redactorFor } from '../../compose/redactor.ts';
import type { ListedFlow } from '../../core/flows/flowTables.ts';
import { flowReportLines } from '../../core/flows/flowTables.ts';
import { returnOf } from '../../core/flows/flowReturn.ts';
import { flowReport, minutesToMake } from '../../runs/flows/flowReport.ts';
import { trials } from '../../runs/flows/flowTrial.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { agentFiles, makeScript, tellings } from '../shared/flowScript.ts';
import type { Telling } from '../shared/flowScript.ts';
import { withCompletion } from '../shared/flowCompletion.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const flows = defineCommand({
  name: 'flows',
  usage:
    '[RUN…] [--minutes N] [--script N|NAME [--write FILE] [--with ARG]… [--at COMMIT] [--as KIND]… [--agent NAME | --completed] [--try | --accept]]',
  summary: 'Show commands that agents ran one after the other again and again, and make a script of them.',
  details: [
    'From the events of sessions on this machine; without RUN, of all runs. What a person runs is not seen.',
    `--minutes N  what it takes you to read, try and commit a script, for the payback; default ${minutesToMake}`,
    '--script N|NAME  shows, as a diff, the script and what comes with it; changes nothing',
    `--try  runs it ${trials} times in a worktree, set up and kept in as for the checks of the latest run`,
    `--accept  the same, and if all ${trials} were green writes it into your checkout: the script, an entry in .wavegate/flows.json,`,
    '          and a line in .wavegate/learnings.md, from which planners and agents of later runs know it. Commit them',
    '--agent NAME  has an agent complete the script that code wrote, a profile of the latest plan or a driver: it may only read, within the',
    '          limits of a session; its text is kept beside the runs, and shown as a diff. Read it, then use it with --completed',
    '--completed  the script as an agent completed it last; default: as code has written it',
    '--write FILE  where the script goes, from the root of the repository; default scripts/NAME.mjs',
    '--with ARG  argument of the trials, in order; default: those of the latest use',
    '--at COMMIT  what it is tried on; default HEAD, or where that does not have the files of the latest use, the branch wavegate/RUN of its run',
    `--as ${tellings.join('|')}  tells agents outside of runs, too: a skill and slash command of Claude Code, a skill in .agents`,
    '          for Codex and others of the open standard, or a line in AGENTS.md',
  ],
  options: {
    ...placeOptions,
    minutes: { type: 'string', default: String(minutesToMake) },
    script: { type: 'string' },
    write: { type: 'string' },
    with: { type: 'string', multiple: true },
    at: { type: 'string' },
    as: { type: 'string', multiple: true, default: [] },
    agent: { type: 'string' },
    completed: { type: 'boolean', default: false },
    try: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
  },
  arguments: [0, 100],
  async run({ values, positionals, terminal }) {
    const toMake = minutesOf(values.minutes) * 60_000;
    const runs = await findRuns(here, placeOf(terminal, values));
    const known = (await runs.journals.list()).map(({ run }) => run);
    const unknown = positionals.find((run) => !known.includes(run));
    if (unknown !== undefined) {
      throw new CliError(
        'usage',
        `There is no run ${unknown} here. \`wavegate status\` lists the runs of this repository.`,
      );
    }
    const { repository, layout } = runs;
    const source = { repository, layout, runs: positionals.length > 0 ? positionals : known };
    const report = await flowReport(source, await redactorFor(terminal.env), toMake);
    if (values.script !== undefined) {
      const flow = chosen(report.flows, values.script);
      const telling = (values.as ?? []).map(tellingOf);
      const { accept = false, json = false, completed = false } = values;
      const byCode = await agentFiles(repository, flow, { file: values.write, telling });
      const asked = { ...values, accept, json, completed };
      const files = await withCompletion(terminal, asked, { flow, files: byCode, runs, latest: known[0] });
      return makeScript(terminal, { ...values, accept, json, args: values.with }, { flow, files, runs, known });
    }
    const stray = (['write', 'with', 'at', 'agent', 'completed', 'try', 'accept'] as const).find(
      (name) => values[name] !== undefined && values[name] !== false,
    );
    if (stray !== undefined)
      throw new CliError('usage', `--${stray} goes with --script N. See \`wavegate help flows\`.`);
    if (values.json === true)
      await writeJson(terminal, { ...report, flows: report.flows.map((flow) => shown(flow, toMake)) });
    else if (report.flows.length + report.accepted.length === 0) {
      terminal.note(
        `No commands came three times or more, one after the other, in ${report.telling} sessions of agents that told their commands (of ${report.sessions}).`,
      );
    } else await writeLines(terminal, flowReportLines(report));
    return exitCodes.done;
  },
});

/** A flow without what may contain a secret. */
function shown(flow: ListedFlow, toMake: number): object {
  const { name, lines, uses, runs, drivers, calls, milliseconds, running, tokens, estimated, secret } = flow;
  const parameters = flow.parameters.map(({ name: word, kind }) => ({ name: word, kind }));
  return {
    name,
    lines,
    parameters,
    uses,
    runs,
    drivers,
    calls,
    milliseconds,
    running,
    tokens,
    estimated,
    secret,
    return: returnOf(flow, toMake),
  };
}

function chosen(flows: readonly ListedFlow[], word: string): ListedFlow {
  const found = /^\d+$/.test(word) ? flows[Number(word) - 1] : flows.find(({ name }) => name === word);
  if (found !== undefined) {
    if (!found.secret) return found;
    throw new CliError(
      'no',
      `Flow ${found.name} contains a secret, so no script is made of it. Have agents take it from a variable.`,
    );
  }
  const there = flows.length === 0 ? 'There is none now' : `They have the numbers 1 to ${flows.length}`;
  throw new CliError('usage', `There is no flow ${word}. ${there}: \`wavegate flows\` lists them.`);
}

function tellingOf(word: string): Telling {
  const found = tellings.find((telling) => telling === word);
  if (found === undefined) throw new CliError('usage', `--as takes ${tellings.join(', ')}, not "${word}".`);
  return found;
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (text.trim() !== '' && Number.isFinite(minutes) && minutes > 0) return minutes;
  throw new CliError('usage', `--minutes takes a number greater than 0, not "${text}".`);
}
