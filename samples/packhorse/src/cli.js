import { parseArgs } from 'node:util';
import { install } from './commands/install.js';
import { publish } from './commands/publish.js';
import { search } from './commands/search.js';
import { whoami } from './commands/whoami.js';

const commands = { install, publish, search, whoami };

const usage = `Usage: packhorse <command> [options]

  install NAME     fetch a pack and write its files into this project
  publish FOLDER   upload a folder with a pack.json as a pack
  search TEXT      find packs by name
  whoami           show where the token of each host comes from

Options:
  --host NAME      use this host instead of the default one
  --verbose        show requests and written files
  --help           show this text`;

const options = {
  host: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/**
 * Runs one command line.
 * @param {string[]} argv arguments without the program's name
 * @param {{cwd: string, env: Record<string, string | undefined>}} surroundings
 * @returns {Promise<number>} the exit code: 0 done, 1 the command failed, 2 wrong usage
 */
export async function main(argv, { cwd, env }) {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    console.error(`✗ ${error.message}`);
    return 2;
  }
  const { host, verbose, help } = parsed.values;
  const [name, ...positionals] = parsed.positionals;
  if (help) {
    console.log(usage);
    return 0;
  }
  if (!name) {
    console.error(usage);
    return 2;
  }
  if (!Object.hasOwn(commands, name)) {
    console.error(`✗ There is no command "${name}".\n\n${usage}`);
    return 2;
  }
  const context = { cwd, env, verbose };
  try {
    await commands[name]({ positionals, host }, context);
    return 0;
  } catch (error) {
    console.error(`✗ ${error.message}`);
    return 1;
  }
}
