import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { CliError } from './exit.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

type Values<O extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: O & typeof common }>>['values'];

/** Options of every command. */
const common = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Place where runs are looked for, the same in every command that looks for runs. */
export const placeOptions = {
  repo: { type: 'string' },
  state: { type: 'string' },
  database: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** Which key decides, and so who; the same in every command that signs. */
export const signingOptions = {
  key: { type: 'string' },
  'passphrase-fd': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const signingDetails = [
  '--key FILE  sign decisions with this key (see keygen); without it, with one that ends with this process',
  '--key ssh-agent[:KEY]  sign with an Ed25519 or hardware key of your SSH agent, by its fingerprint or comment',
  '--passphrase-fd N  read its passphrase from this open file, where there is no terminal to ask at',
  'Who decides is whoever the key belongs to: see `wavegate approvers`.',
] as const;

export const waitOptions = { wait: { type: 'boolean', default: false } } as const satisfies ParseArgsOptionsConfig;

export const waitDetails = [
  '--wait  stay where only a person can go on, and go on as soon as somebody decides with a key in another terminal;',
  '        without it you are asked, at a terminal; elsewhere the command ends there, with exit code 4',
] as const;

/** How a command reaches a run that another process drives. */
export const drivenDetails = [
  '--key FILE  where another process drives the run (see status): a key of the run, to sign what that process is asked',
  '--passphrase-fd N  read its passphrase from this open file, where there is no terminal to ask at',
] as const;

interface Definition<O extends ParseArgsOptionsConfig> {
  readonly name: string;
  /** Arguments, as help shows them after the name: `PLAN [--json]`. */
  readonly usage: string;
  /** Summary of its purpose, in one line. */
  readonly summary: string;
  /** Further lines of its help. */
  readonly details?: readonly string[];
  readonly options: O;
  /** Fewest and most arguments that are not options. */
  readonly arguments: readonly [number, number];
  run(call: {
    readonly values: Values<O>;
    readonly positionals: readonly string[];
    readonly terminal: Terminal;
  }): Promise<ExitCode>;
}

/** A command as the dispatcher sees it. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** Names of its own options, without dashes. */
  readonly options: readonly string[];
  /** Runs it with the arguments after its name. @throws CliError `usage` and whatever the command throws */
  invoke(argv: readonly string[], terminal: Terminal): Promise<ExitCode | 'help'>;
}

/** Declares a command: its options are parsed, and wrong ones refused, before it runs. */
export function defineCommand<const O extends ParseArgsOptionsConfig>(definition: Definition<O>): Command {
  const { name, usage, summary, details = [] } = definition;
  return {
    name,
    usage,
    summary,
    details,
    options: Object.keys(definition.options),
    async invoke(argv, terminal) {
      const { values, positionals } = parse(argv, definition);
      if ((values as { readonly help?: boolean }).help === true) return 'help';
      const [fewest, most] = definition.arguments;
      if (positionals.length < fewest || positionals.length > most) {
        throw new CliError('usage', `Usage: wavegate ${name} ${usage}`);
      }
      return definition.run({ values, positionals, terminal });
    },
  };
}

function parse<const O extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  { name, options }: Definition<O>,
): { readonly values: Values<O>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options: { ...options, ...common }, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new CliError('usage', `${reason}. See \`wavegate help ${name}\`.`, { cause: error });
  }
}
