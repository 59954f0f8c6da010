/**
 * The packages, projects or tasks that a tool which runs tests for many says are red, so that each can be asked for its
 * failures. Tools that name none give none.
 */
export function redUnits(text: string): readonly string[] {
  const units = [
    ...matches(text, /^(\S+ [\w:.-]+): Failed$/gm), // pnpm
    ...matches(text, /^npm (?:ERR!|error) workspace (\S+)$/gm),
    ...matches(text, /^lerna ERR! .* exited \d+ in '(\S+)'/gm),
    ...(/^ *Failed: +(\S.*)$/m.exec(text)?.[1]?.split(/, ?/) ?? []).filter((name) => name.includes('#')), // turbo
    ...listedAfter(text, /^Failed tasks:$/m), // nx
    ...matches(text, /^(\[[^\]\s]+\]): Process exited \(exit code [1-9]/gm), // yarn
    ...(/^--> Sending SIG\w+ to other processes/m.test(text)
      ? []
      : matches(text, /^(\[[\w:.-]+\]) .* exited with code [1-9]/gm)), // concurrently
    ...matches(text, /^(\/\/\S+) +FAILED in \d/gm), // bazel
  ];
  return [...new Set(units)];
}

/** Lines with which a tool that goes on after a red part ends the output of that part. */
const ends =
  /^(?:g?make(?:\[\d+\])?: \*\*\* \[.+\] Error \d+|[\w.{},-]+: exit [1-9]\d* \(.*|nox > Session \S+ failed\.|error: (?:doc)?test failed, to rerun pass `.*)$/m;

/**
 * Parts that make, tox, nox and cargo printed before each line that ends a red part, one after the other; empty where there are
 * less than two. Make says the same once more for each folder that it was in: nothing is printed in between.
 */
export function redParts(text: string): readonly string[] {
  const parts = text
    .split(ends)
    .slice(0, -1)
    .filter((part) => part.replace(/^g?make(?:\[\d+\])?: (?:Entering|Leaving) directory .*$/gm, '').trim() !== '');
  return parts.length < 2 ? [] : parts;
}

/** Tasks of Gradle and goals of Maven that are red for another reason than failing tests. */
export function redBesidesTests(text: string): readonly string[] {
  const tasks = matches(text, /^Execution failed for task '([^']+)'\.(?!\n> There were failing tests)/gm);
  const goals = matches(
    text,
    /^\[ERROR\] Failed to execute goal (?:[\w.-]+:)?(?!maven-(?:surefire|failsafe)-plugin|surefire|failsafe)([\w-]+:\S+) /gm,
  );
  return [...new Set([...tasks, ...goals])];
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
