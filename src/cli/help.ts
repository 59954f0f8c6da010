import type { Command } from './shared/command.ts';

const places = [
  '--repo DIR  the repository; default: the folder you are in',
  '--state DIR  where runs are recorded; default: WAVEGATE_STATE, else your state folder',
  '--database URL  where runs of a team are recorded, or a file that holds the address; default: WAVEGATE_DATABASE_URL; off: in files',
  '--json  print JSON: one document, or for run and resume one line per event',
] as const;

/** All commands, and what their exit codes mean. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return text([
    'Usage: wavegate COMMAND …',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    `  ${'help'.padEnd(width)}Show this, or with COMMAND what it takes.`,
    `  ${'version'.padEnd(width)}Print the version.`,
    '',
    ...places.map((line) => `  ${line}`),
    '',
    'Exit codes: 0 done; 1 refused: an invalid plan, red checks, a rejection; 2 usage; 3 environment; 4 waiting for a person; 130 Ctrl+C.',
  ]);
}

/** Help text of one command. */
export function commandHelp({ name, usage, summary, details }: Command): string {
  return text([
    `Usage: wavegate ${name} ${usage}`,
    '',
    summary,
    '',
    ...[...details, ...places].map((line) => `  ${line}`),
  ]);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
