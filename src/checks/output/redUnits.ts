/**
 * The packages, projects or tasks that a tool which runs tests for many says are red, so that each can be asked for its
 * failures. Tools that name none give none.
 */
export function redUnits(text: string): readonly string[] {
  const units = [
    ...matches(text, /^(\S+ [\w:.-]+): Failed$/gm), // pnpm
    ...matches(text, /^npm (?:ERR!|error) workspace (\S+)$/gm),
    ...matches(text, /^lerna ERR! .* exited \d+ in '(\S+)'/gm),
    ...(/^ *Failed: +(\S.*)$/m.exec(text)?.[1]?.split(/, ?/) ?? []), // turbo
    ...listedAfter(text, /^Failed tasks:$/m), // nx
    ...matches(text, /^(\[[^\]\s]+\]): Process exited \(exit code [1-9]/gm), // yarn
    ...matches(text, /^(\[[\w:.-]+\]) .* exited with code [1-9]/gm), // concurrently
  ];
  return [...new Set(units)];
}

/** Tasks that turbo counts and says nothing about: it ends what runs when the first one is red. */
export function unfinishedTasks(text: string): number {
  const counted = /^ *Tasks: +(\d+) successful, (\d+) total$/m.exec(text);
  if (counted === null) return 0;
  const failed = /^ *Failed: +(\S.*)$/m.exec(text)?.[1]?.split(/, ?/).length ?? 0;
  return Math.max(0, Number(counted[2]) - Number(counted[1]) - failed);
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);

function listedAfter(text: string, heading: RegExp): readonly string[] {
  const [, after = ''] = text.split(heading);
  const names: string[] = [];
  for (const line of after.split('\n')) {
    const name = /^- (\S+)$/.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    else if (line.trim() !== '') break;
  }
  return names;
}
