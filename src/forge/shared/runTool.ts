import type { ForgePlace } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { Programs } from '../../ports/programs.ts';
import { ProgramError } from '../../ports/programs.ts';
import { onAbort } from '../../util/onAbort.ts';

export interface ToolAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolRequest {
  readonly argv: readonly [string, ...string[]];
  /** Variables beside those of the person. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Longest time it may take, in milliseconds. */
  readonly timeout: number;
  /** Whether what it prints is not for people: data, or a secret. */
  readonly isQuiet?: boolean;
}

/**
 * Runs the command line of a forge (or git's credential helper) to its end, with everything it starts.
 * @throws ForgeError `missing` when it is not installed, `silent` when it does not end in time
 */
export async function runTool(
  programs: Pick<Programs, 'start'>,
  { repository, environment, marker, signal, output }: ForgePlace,
  { argv, env, input, timeout, isQuiet = false }: ToolRequest,
): Promise<ToolAnswer> {
  const [program] = argv;
  const printed: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
  const running = await programs
    .start({
      argv,
      cwd: repository,
      env: { ...environment, ...env },
      marker,
      ...(input === undefined ? {} : { input }),
      heard: (chunk, stream) => void printed[stream].push(chunk),
      output: (chunk) => (isQuiet ? undefined : output(chunk)),
    })
    .catch((error: unknown) => {
      if (!(error instanceof ProgramError)) throw error;
      throw new ForgeError('missing', `${program} is not installed here (${error.message}).`);
    });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  const stop = (): void => void running.end();
  const either = AbortSignal.any([signal, late.signal]);
  const forget = onAbort(either, stop);
  const { exitCode } = await running.exited;
  clearTimeout(timer);
  forget();
  await running.end();
  if (late.signal.aborted) {
    throw new ForgeError('silent', `${program} did not answer within ${Math.round(timeout / 1000)} s.`);
  }
  const text = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('utf8');
  return { exitCode, stdout: text(printed.stdout), stderr: text(printed.stderr).trim() };
}

/** A command as a person would type it into a shell of their machine. */
export function byHand(argv: readonly string[]): string {
  const quoted = (word: string): string =>
    process.platform === 'win32' ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", `'\\''`)}'`;
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}
