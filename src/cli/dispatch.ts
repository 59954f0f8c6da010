import { errorMessage } from '../util/errors.ts';
import { allCommands, commandNamed } from './commandTable.ts';
import type { Command } from './shared/command.ts';
import { CliError, exitCodeOf, exitCodes } from './shared/exit.ts';
import type { ExitCode } from './shared/exit.ts';
import { commandHelp, overview } from './help.ts';
import { writeJson } from './shared/terminal.ts';
import type { Terminal } from './shared/terminal.ts';

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
  const command = await find(name);
  const result = await command.invoke(rest, terminal);
  return result === 'help' ? help([name], terminal) : result;
}

async function help(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const named = argv.find((word) => !word.startsWith('-'));
  const shown = named === undefined ? await allCommands() : [await find(named)];
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
  } else await terminal.write(named === undefined ? overview(shown) : shown.map(commandHelp).join(''));
  return exitCodes.done;
}

async function find(name: string): Promise<Command> {
  const command = await commandNamed(name);
  if (command !== undefined) return command;
  throw new CliError('usage', `There is no command ${JSON.stringify(name)}. See \`wavegate help\`.`);
}
