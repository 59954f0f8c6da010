import { errorMessage } from '../util/errors.ts';
import { adapt } from './commands/adapt.ts';
import { agents } from './commands/agents.ts';
import { allow } from './commands/allow.ts';
import { answer } from './commands/answer.ts';
import { approvers } from './commands/approvers.ts';
import { attach } from './commands/attach.ts';
import { bisect } from './commands/bisect.ts';
import { clean } from './commands/clean.ts';
import { budget } from './commands/budget.ts';
import { cost } from './commands/cost.ts';
import { database } from './commands/database.ts';
import { approve, hold, reject } from './commands/decide.ts';
import { diff } from './commands/diff.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { flows } from './commands/flows.ts';
import { forensics } from './commands/forensics.ts';
import { draft } from './commands/draft.ts';
import { gates } from './commands/gates.ts';
import { graph } from './commands/graph.ts';
import { host } from './commands/host.ts';
import { keygen } from './commands/keygen.ts';
import { learn } from './commands/learn.ts';
import { limit } from './commands/limit.ts';
import { lint } from './commands/lint.ts';
import { divide } from './commands/divide.ts';
import { move } from './commands/move.ts';
import { predict } from './commands/predict.ts';
import { record } from './commands/record.ts';
import { newPlan } from './commands/newPlan.ts';
import { revert } from './commands/revert.ts';
import { reopen } from './commands/reopen.ts';
import { report } from './commands/report.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { reviewPlan } from './commands/reviewPlan.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { takeOver } from './commands/takeOver.ts';
import { tryIt } from './commands/try.ts';
import { triage } from './commands/triage.ts';
import { up } from './commands/up.ts';
import { verify } from './commands/verify.ts';
import type { Command } from './shared/command.ts';
import { CliError, exitCodeOf, exitCodes } from './shared/exit.ts';
import type { ExitCode } from './shared/exit.ts';
import { commandHelp, overview } from './help.ts';
import { writeJson } from './shared/terminal.ts';
import type { Terminal } from './shared/terminal.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
  lint,
  newPlan,
  draft,
  reviewPlan,
  graph,
  run,
  status,
  gates,
  diff,
  approve,
  reject,
  answer,
  allow,
  hold,
  reopen,
  resume,
  adapt,
  divide,
  revert,
  retry,
  triage,
  stop,
  attach,
  takeOver,
  report,
  record,
  predict,
  show,
  bisect,
  tryIt,
  cost,
  budget,
  limit,
  forensics,
  flows,
  learn,
  verify,
  clean,
  agents,
  keygen,
  approvers,
  database,
  move,
  exportCommand,
  importCommand,
  host,
  serve,
  up,
];

/**
 * Runs one command line. Never throws: whatever goes wrong becomes a message and an exit code.
 * @param argv everything after the program's name
 */
export async function dispatch(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  try {
    return await invoke(argv, terminal, version);
  } catch (error) {
    const message = errorMessage(error);
    const exitCode = exitCodeOf(error);
    if (argv.includes('--json')) await writeJson(terminal, { error: message, exitCode });
    terminal.note(message);
    return exitCode;
  }
}

async function invoke(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  const [name = 'help', ...rest] = argv;
  if (name === 'version' || name === '--version') {
    if (rest.includes('--json')) await writeJson(terminal, { version });
    else await terminal.write(`${version}\n`);
    return exitCodes.done;
  }
  if (name === 'help' || name === '--help' || name === '-h') return help(rest, terminal);
  const command = find(name);
  const result = await command.invoke(rest, terminal);
  return result === 'help' ? help([name], terminal) : result;
}

async function help(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const named = argv.find((word) => !word.startsWith('-'));
  const shown = named === undefined ? commands : [find(named)];
  if (argv.includes('--json')) {
    await writeJson(
      terminal,
      shown.map((command) => ({
        name: command.name,
        usage: command.usage,
        summary: command.summary,
        details: command.details,
      })),
    );
  } else await terminal.write(named === undefined ? overview(commands) : shown.map(commandHelp).join(''));
  return exitCodes.done;
}

function find(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  throw new CliError('usage', `There is no command ${JSON.stringify(name)}. See \`wavegate help\`.`);
}
