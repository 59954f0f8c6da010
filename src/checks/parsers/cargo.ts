import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** `cargo test`: one section "---- name stdout ----" for each failure, one result line for each test program. */
export const parseCargo: TestReportParser = (text) => {
  const results = text.match(/^test result: /gm)?.length ?? 0;
  const stopped = /^error: (?:test|doctest) failed, to rerun pass/m.test(text);
  if (results === 0 && !stopped) return undefined;
  const sections = sectionsOf(text);
  const failed = [...text.matchAll(/^test (.+) \.\.\. FAILED$/gm)].map(([, name = '']) => {
    const [section = ''] = sections.get(name)?.splice(0, 1) ?? [];
    const [explanation = ''] = section.split(/^(?:stack backtrace:|note: .*|---- .* ----|failures:)$/m);
    const file = /panicked at (.+?):\d+:\d+/.exec(explanation)?.[1];
    return failedTest(name, file, explanation.split('\n'));
  });
  const programs = text.match(/^ +(?:Running .*\(.*\)|Doc-tests \S+)$/gm)?.length ?? 0;
  const listed = /^error: \d+ targets? failed:$/m.test(text);
  return {
    runner: 'cargo test',
    passed: sumOf(text, /^test result: .*?(\d+) passed;/gm) ?? 0,
    skipped:
      (sumOf(text, /^test result: .*?(\d+) ignored;/gm) ?? 0) +
      (sumOf(text, /^test result: .*?(\d+) filtered out/gm) ?? 0),
    failed,
    failures: sumOf(text, /^test result: .*?(\d+) failed;/gm) ?? 0,
    exits: [101],
    doubts: [
      ...doubtIf(
        (stopped || failed.length > 0) && !listed,
        'Cargo stopped at the first red test program, so what comes after it never ran. Add --no-fail-fast to the command.',
      ),
      ...doubtIf(programs > results, 'A test program ended without its result.'),
    ],
  };
};

/** Output of tests, by name and in order: two programs may have tests of the same name. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const block of text.split(/^(?=---- .+ stdout ----$)/m)) {
    const name = /^---- (.+) stdout ----\n/.exec(block)?.[1];
    if (name === undefined) continue;
    sections.set(name, [...(sections.get(name) ?? []), block.slice(block.indexOf('\n') + 1)]);
  }
  return sections;
}
