import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { OwnPlace } from '../sessionPorts/agentDriver.ts';
import type { FoundSandbox, Place } from './places.ts';

const program = '/usr/bin/sandbox-exec';

type Argv = readonly [string, ...string[]];

/** Finds sandbox-exec. */
export async function findSeatbelt(): Promise<FoundSandbox> {
  return access(program, constants.X_OK).then(
    () => ({ program }),
    () => ({ problem: `there is no ${program}` }),
  );
}

/** The arguments by which sandbox-exec of macOS starts a program so that it sees these places. */
export function seatbeltArgv(places: readonly Place[], files: readonly OwnPlace[], argv: Argv, home: string): Argv {
  return [program, '-p', seatbeltProfile(places, files, home), ...argv];
}

/**
 * A profile in the language of sandbox-exec, in which the last rule that fits counts. It goes by paths: it cannot show a copy
 * in the place of a file, so that may be written itself, also under temporary names beside it.
 *
 * @param files of the program's own, with `~/` for the home folder
 */
export function seatbeltProfile(places: readonly Place[], files: readonly OwnPlace[], home: string): string {
  const beside = files
    .filter(({ kind }) => kind === 'copy')
    .map(({ path: file }) => `(allow file-write* (regex ${pattern(file.replace(/^~(?=\/)/, () => home))}))`);
  return [
    '(version 1)',
    '(allow default)',
    '(deny file-write*)',
    '(allow file-write* (subpath "/dev"))',
    ...places.map(rule),
    ...beside,
    '',
  ].join('\n');
}

function rule({ path: place, access: allowed }: Place): string {
  const inside = `(subpath ${quoted(place)})`;
  switch (allowed) {
    case 'write':
      return `(allow file-write* file-read* ${inside})`;
    case 'read':
      return `(deny file-write* ${inside})\n(allow file-read* ${inside})`;
    case 'hide':
      return `(deny file-read* file-write* network-outbound ${inside})`;
    case 'keep':
      return `(deny file-write-unlink (literal ${quoted(place)}))`;
  }
}

/** A text of the profile language. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * The file itself and names that begin with its own, in the same folder. A literal of a pattern cannot contain a
 * quotation mark, so one stands for any character.
 */
function pattern(file: string): string {
  const escaped = path.normalize(file).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return `#"^${escaped.replaceAll('"', '.')}[^/]*$"`;
}
