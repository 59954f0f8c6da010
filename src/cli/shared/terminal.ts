import type { WorkerServices } from '../../runs/shared/workerServices.ts';
import { visible } from './visible.ts';

/** Surroundings of a command: the folder it was started in, and where its output goes. */
export interface Terminal {
  /** Folder the command was started in. Absolute. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Fires on Ctrl+C. */
  readonly interrupted: AbortSignal;
  /** Starter of programs for the runs it drives. Default: a worker of its own. */
  readonly services?: WorkerServices;
  /** Whether results are shown on a screen, where characters in them could act; else they go to a file or a program. */
  readonly screen?: boolean;
  /** Results, as text or bytes: standard output. Resolves when more can be taken. */
  write(text: string | Uint8Array): Promise<void>;
  /** Asks for a text that is not shown; absent where it is not interactive. Undefined when the person left. */
  readonly secret?: (prompt: string) => Promise<string | undefined>;
  /**
   * Asks for a line; absent where nobody is there to answer. Undefined when the person left or the question was taken
   * back by the signal.
   */
  readonly ask?: (prompt: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Writes a line that is not part of the result to standard error. */
  note(line: string): void;
}

/** Prints text that may contain words of others: on a screen it can only be read. */
export async function writeText(terminal: Terminal, text: string): Promise<void> {
  await terminal.write(terminal.screen === true ? visible(text) : text);
}

/** Prints lines to standard output. */
export async function writeLines(terminal: Terminal, lines: readonly string[]): Promise<void> {
  await writeText(terminal, lines.map((line) => `${line}\n`).join(''));
}

/** Prints one JSON document, indented for people who look at it. */
export async function writeJson(terminal: Terminal, value: unknown): Promise<void> {
  await terminal.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
