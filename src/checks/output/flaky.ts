/** How runners name a test that failed and passed when they ran it again themselves. Group 1 is its name. */
const lines: readonly RegExp[] = [
  /^ +FLAKY \d+\/\d+ \[.*?\] (?:\( *\d+\/\d+\) )?(.+)$/gm, // cargo nextest
  /^RERUN (\S+::.+?)(?: - .*)?$/gm, // pytest-rerunfailures with -rR
  /^(\/\/\S+) +FLAKY\b.*$/gm, // bazel
  /^ *✓ (?!.* › .* › .*\(retry #\d+\))(.+?) \(?\d+(?:\.\d+)?m?s\)? \(retry x\d+\)$/gm, // Vitest
  /^ +RETRY ERRORS +(.+)$/gm, // jest
  /^ *\(Attempt [1-9]\d* of \d+\) (.+)$/gm, // Cypress
];

/** How they count such tests without naming them. Group 1 is the number. */
const counts: readonly { readonly runner: string; readonly count: RegExp }[] = [
  { runner: 'pytest', count: /^(?:=+ )?.*\b([1-9]\d*) rerun\b.* in [\d.]+s/gm },
  { runner: 'cargo nextest', count: /^ +Summary \[.*\b([1-9]\d*) flaky\b/gm },
  { runner: 'maven', count: /^(?:\[\w+\] +)?Tests run: .*, Flakes: ([1-9]\d*)/gm },
];

/**
 * Tests that a runner's own retries have made green, by name, or how many where it does not name them.
 *
 * @param text plain lines, see plainText
 */
export function flakyIn(text: string): readonly string[] {
  const named = lines.flatMap((line) => [...text.matchAll(line)].map(([, name = '']) => name.trim()));
  const names = [...new Set([...named, ...listed(text)])];
  if (names.length > 0) return names;
  return counts.flatMap(({ runner, count }) => {
    const many = [...text.matchAll(count)].reduce((sum, [, number]) => Math.max(sum, Number(number)), 0);
    return many === 0
      ? []
      : [many === 1 ? `1 test, which ${runner} does not name` : `${many} tests, which ${runner} does not name`];
  });
}

/** Names below a heading: Playwright's "N flaky", and Surefire's "Flakes:". */
function listed(text: string): readonly string[] {
  const playwright = /^ {2}\d+ flaky\n((?: {4}.*\n)+)/m.exec(text)?.[1] ?? '';
  const surefire =
    /^(?:\[\w+\] )?Flakes: *\n((?:(?:\[\w+\] ).*\n)+?)(?=\[INFO\] *\n|(?:\[\w+\] +)?Tests run:)/m.exec(text)?.[1] ?? '';
  return [
    ...playwright.split('\n').map((line) =>
      line
        .trim()
        .replace(/ ─+$/, '')
        .replace(/:\d+:\d+ › /, ' › ')
        .trim(),
    ),
    ...surefire
      .split('\n')
      .map((line) => line.replace(/^\[\w+\] /, ''))
      .filter((line) => /^\S/.test(line)),
  ].filter((name) => name !== '');
}
