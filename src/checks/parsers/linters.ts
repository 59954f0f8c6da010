import type { TestReport, TestReportParser } from '../output/testReport.ts';
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

/** Counts its problems with `--count` alone. */
const flake8: Linter = {
  name: 'flake8',
  count: /(?<=^\S+:\d+:\d+: [A-Z]+\d+ .*\n)(\d+)$/gm,
  problem: /^(?<file>\S+?):\d+:\d+: (?<rule>[A-Z]+\d+) (?<message>.+)$/gm,
};

/** Problems of ruff, golangci-lint and RuboCop, by file and rule: lines move with every edit above them. */
export const parseLinters: TestReportParser = (text) => {
  for (const linter of linters) {
    const report = readLinter(linter, text);
    if (report !== undefined) return report;
  }
  return undefined;
};

/** Problems of flake8, by file and rule. */
export const parseFlake8: TestReportParser = (text) => readLinter(flake8, text);

function readLinter({ name, count, problem }: Linter, text: string): TestReport | undefined {
  const failures = sumOf(text, count);
  const found = [...text.matchAll(problem)];
  if (failures === undefined || found.length === 0) return undefined;
  const failed = found.map(({ 0: line, groups }) =>
    failedTest(`${groups?.['rule'] ?? ''}: ${groups?.['message'] ?? ''}`, groups?.['file'], [line]),
  );
  return { runner: name, failed, failures };
}

/** Files that Prettier would write otherwise. Its total names no number where it is one file. */
export const parsePrettier: TestReportParser = (text) => {
  const one = /^\[warn\] Code style issues found in the above file\./gm;
  const many = sumOf(text, /^\[warn\] Code style issues found in (\d+) files\./gm);
  const failures = (many ?? 0) + [...text.matchAll(one)].length;
  if (failures === 0) return undefined;
  const found = [...text.matchAll(/^\[warn\] (?!Code style issues found)(\S.*)$/gm)];
  const failed = found.map(({ 0: line, 1: file }) => failedTest('is not formatted', file, [line]));
  return { runner: 'prettier', failed, failures };
};
