/** A variable, program or service that a red check lacked. */
interface Lack {
  readonly pattern: RegExp;
  readonly sentence: (found: string, command: string) => string;
}

const again = 'then run the checks again';
const variable = (name: string) =>
  `the variable ${name} is not set. Checks see the variables that checkpoint.env of the plan names; name it there, or set it where you start the run, ${again}.`;
const program = (name: string) => `the program ${name} is not there. Install it or correct PATH, ${again}.`;
const service = (name: string) => `nothing answers at ${name}. Start the service, ${again}.`;

const lacks: readonly Lack[] = [
  {
    pattern:
      /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b["'`]? (?:environment variable )?(?:is |was |has )?(?:not set|not been set|not defined|undefined|missing|unset)\b/,
    sentence: variable,
  },
  {
    pattern:
      /(?:missing|required|undefined|no such) (?:required )?(?:environment|env)(?:ironment)? ?variables?[: ]+["'`$]*([A-Z][A-Z0-9_]{2,})\b/i,
    sentence: variable,
  },
  {
    pattern:
      /(?:environment|env) variable ["'`$]*([A-Z][A-Z0-9_]{2,})["'`]* (?:is |was )?(?:required|not|missing|must)/i,
    sentence: variable,
  },
  { pattern: /\b([A-Z][A-Z0-9_]{2,}): (?:unbound variable|parameter (?:null or )?not set)/, sentence: variable },
  { pattern: /^KeyError: '([A-Z][A-Z0-9]*_[A-Z0-9_]+)'/m, sentence: variable },
  { pattern: /^(?:.*: )?(?:line \d+: )?([\w./+-]+): command not found$/m, sentence: program },
  { pattern: /^[^\s:]+: (?:line )?\d+: (?:exec: )?([\w./+-]+): not found$/m, sentence: program },
  { pattern: /^\S+: (?:line )?\d*:? ?command not found: ([\w./+-]+)$/m, sentence: program },
  { pattern: /^fish: Unknown command: ([\w./+-]+)$/m, sentence: program },
  { pattern: /\bThe term '([\w./+-]+)' is not recognized as/, sentence: program },
  { pattern: /\bCannot run program "([\w./+-]+)".*\berror=2\b/, sentence: program },
  { pattern: /An error occurred trying to start process '([\w./+-]+)'/, sentence: program },
  { pattern: /_execute_child[^]{0,400}?^FileNotFoundError: .*: '([\w./+-]+)'$/m, sentence: program },
  { pattern: /^(?:.*: )?env: [‘'"]?([\w./+-]+)[’'"]?: No such file or directory$/m, sentence: program },
  { pattern: /'([\w./+-]+)' is not recognized as an internal or external command/, sentence: program },
  { pattern: /\bspawn ([\w./+-]+) ENOENT\b/, sentence: program },
  { pattern: /exec: "([\w./+-]+)": executable file not found/, sentence: program },
  { pattern: /^make: ([\w./+-]+): No such file or directory$/m, sentence: program },
  {
    pattern: /Cannot connect to the (Docker daemon)/,
    sentence: () => `the Docker daemon does not answer. Start it, ${again}.`,
  },
  { pattern: /\bECONNREFUSED\b ?([\w.:[\]-]*)/, sentence: (at) => service(at === '' ? 'its address' : at) },
  { pattern: /\bdial tcp ([\w.:[\]-]+): connect: connection refused/, sentence: service },
  {
    pattern:
      /(?:could not connect to server|connection to server at ["']?([\w.:-]+)["']?.* failed): ?(?:Connection refused)?/,
    sentence: (at) => service(at === '' ? 'the database server' : at),
  },
  {
    pattern: /\b(?:Connection refused|Can't connect to (?:local )?\w*SQL server)/i,
    sentence: () => service('an address it needs'),
  },
  {
    pattern: /\b(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
    sentence: (host) => `the host ${host} cannot be found from here. Mend the network or the name, ${again}.`,
  },
  {
    pattern: /\bEADDRINUSE\b[^\n]*?((?:[\w.:[\]*]*:)?\d{2,5})/,
    sentence: (at) =>
      `the port ${at} is in use already. Let the tests listen on WAVEGATE_PORT, or end what uses it, ${again}.`,
  },
  { pattern: /\b(?:ENOSPC|No space left on device)\b/, sentence: () => `the disk is full. Free some space, ${again}.` },
  {
    pattern: /\b(?:EMFILE|Too many open files)\b/,
    sentence: () => `too many files are open. Raise the limit (ulimit -n), ${again}.`,
  },
];

/** Missing requirement behind a red check, and what to do, as the second half of a sentence; undefined if unknown. */
export function missingIn(text: string, command: string): string | undefined {
  for (const { pattern, sentence } of lacks) {
    const found = pattern.exec(text);
    if (found !== null) return sentence(found[1] ?? '', command);
  }
  return undefined;
}
