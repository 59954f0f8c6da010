import type { TestReportParser } from '../output/testReport.ts';
import { failedTest, sumOf } from '../output/testReport.ts';

/** A linter that counts what it finds. */
interface Linter {
  readonly name: string;
  readonly count: RegExp;
  /** Groups: file, rule, message. */
  readonly problem: RegExp;
}

const linters: readonly Linter[] = [
  {
    name: 'ruff',
    count: /^Found (\d+) errors?\.$/gm,
    problem: /^(?<file>\S+?):\d+:\d+: (?<rule>[A-Z]+\d+) (?:\[\*\] )?(?<message>.+)$/gm,
  },
  {
    name: 'ruff',
    count: /^Found (\d+) errors?\.$/gm,
    problem: /^(?<rule>[A-Z]+\d+) (?:\[\*\] )?(?<message>.+)\n *--> (?<file>\S+?):\d+:\d+$/gm,
  },
  {
    name: 'golangci-lint',
    count: /^(\d+) issues?:$/gm,
    problem: /^(?<file>\S+?\.go):\d+(?::\d+)?: (?<message>.+) \((?<rule>[\w-]+)\)$/gm,
  },
  {
    name: 'rubocop',
    count: /^\d+ files? inspected, (\d+) offenses? detected/gm,
    problem: /^(?<file>\S+?):\d+:\d+: [CWEFR]: (?:\[\w+\] )?(?<rule>[\w/]+): (?<message>.+)$/gm,
  },
];

/** Problems of ruff, golangci-lint and RuboCop, by file and rule: lines move with every edit above them. */
export const parseLinters: TestReportParser = (text) => {
  for (const { name, count, problem } of linters) {
    const failures = sumOf(text, count);
    const found = [...text.matchAll(problem)];
    if (failures === undefined || found.length === 0) continue;
    const failed = found.map(({ 0: line, groups }) =>
      failedTest(`${groups?.['rule'] ?? ''}: ${groups?.['message'] ?? ''}`, groups?.['file'], [line]),
    );
    return { runner: name, failed, failures };
  }
  return undefined;
};
