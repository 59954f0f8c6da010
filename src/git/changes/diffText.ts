import { gitText, runGit } from '../call/runGit.ts';

/** Paths whose differences are asked for in one call: command lines are bounded. */
const pathsAtOnce = 100;

/**
 * Difference between two commits as text, file by file, until the limit is reached. What is too large by itself is left out,
 * so that what comes after it has its place.
 *
 * @returns the text, and the paths that did not fit
 */
export async function diffText({
  repository,
  from,
  to,
  first,
  kilobytes,
}: {
  readonly repository: string;
  readonly from: string;
  readonly to: string;
  /** Paths that come first, in this order. */
  readonly first: readonly string[];
  readonly kilobytes: number;
}): Promise<{ readonly text: string; readonly left: readonly string[] }> {
  const names = await gitText(['diff', '--name-only', '-z', '--no-renames', '--end-of-options', from, to], {
    folder: repository,
  });
  const changed = names.split('\0').filter((name) => name !== '');
  const there = new Set(changed);
  const paths = [...new Set([...first.filter((path) => there.has(path)), ...changed])];
  const parts: string[] = [];
  const left: string[] = [];
  let room = kilobytes * 1_024;
  for (let at = 0; at < paths.length; at += pathsAtOnce) {
    const some = paths.slice(at, at + pathsAtOnce);
    const texts = room <= 0 ? new Map<string, string>() : await textsOf(repository, from, to, some);
    for (const path of some) {
      const text = texts.get(path) ?? '';
      const size = Buffer.byteLength(text);
      if (text === '' || size > room) {
        left.push(path);
        continue;
      }
      room -= size;
      parts.push(text);
    }
  }
  return { text: parts.join(''), left };
}

async function textsOf(
  repository: string,
  from: string,
  to: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const options = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '-U5'];
  const { stdout } = await runGit(['diff', ...options, '--end-of-options', from, to, '--', ...paths], {
    folder: repository,
  });
  // Git prints them in its own order, which is that of the sorted paths.
  const pieces = stdout.toString('utf8').split(/^(?=diff --git )/m);
  const sorted = [...paths].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return pieces.length === sorted.length
    ? new Map(sorted.map((path, index) => [path, pieces[index] ?? '']))
    : new Map(
        pieces.flatMap((piece) => {
          const path = paths.find((each) => piece.startsWith(`diff --git a/${each} b/${each}`));
          return path === undefined ? [] : [[path, piece] as const];
        }),
      );
}
