import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { allCommands } from '../src/cli/commandTable.ts';
import { commandHelp, overview } from '../src/cli/help.ts';
import { formatted } from './formatted.ts';

/** Writes docs/commands.md from the commands themselves: `node scripts/generateCommands.ts`. A test fails when it is older. */

const page = path.join(import.meta.dirname, '..', 'docs', 'commands.md');

/** The page as it should be now. */
export async function commandsPage(): Promise<{ readonly file: string; readonly text: string }> {
  const commands = await allCommands();
  const text = [
    '# The command line',
    'Written by `scripts/generateCommands.ts` from what `wavegate help` and `wavegate help COMMAND` print.',
    fenced(overview(commands)),
    ...commands.flatMap((command) => [`## wavegate ${command.name}`, fenced(commandHelp(command))]),
  ].join('\n\n');
  return { file: page, text: await formatted(page, text) };
}

const fenced = (text: string): string => `\`\`\`text\n${text}\`\`\``;

if (import.meta.main) {
  const { file, text } = await commandsPage();
  await writeFile(file, text);
}
