import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';

/** How a child process ended, with everything it printed. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs a program to its end and collects what it prints (stdout and stderr in the order they arrive).
 * Never rejects on a non-zero exit code; rejects only when the program cannot be started.
 */
export async function runProgram(
  command: string,
  argv: readonly string[],
  options: SpawnOptions = {},
): Promise<Outcome> {
  const child = spawn(command, [...argv], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  return { exitCode, output };
}

/**
 * How npm is started without a shell: the npm that runs this script, else the one on the PATH.
 * Throws on Windows when started without npm, as its `npm.cmd` needs a shell.
 */
export function npmCommand(): { readonly command: string; readonly leading: readonly string[] } {
  const program = process.env['npm_execpath'];
  if (program !== undefined) return { command: process.execPath, leading: [program] };
  if (process.platform !== 'win32') return { command: 'npm', leading: [] };
  throw new Error('npm was not found: start this script through `npm run`, not through node.');
}
