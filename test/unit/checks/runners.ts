import { gateOn, runOf } from './evidence.ts';
import type { Printed } from './evidence.ts';
import * as more from './moreOutputs.ts';
import * as o from './outputs.ts';
import { recordedReports } from './recorded.ts';
import { reportTexts } from './reportTexts.ts';

/** Output for an honest repository with one test that was red before, by runner. */
export const honest: Readonly<Record<string, Printed>> = {
  'node, spec': { text: o.nodeSpec(['adds']) },
  'node, TAP': { text: o.tap(['adds']) },
  jest: { text: o.jest(['adds']) },
  vitest: { text: o.vitest(['adds']) },
  mocha: { text: o.mocha(['adds']) },
  pytest: { text: o.pytest(['test_adds']) },
  unittest: { text: o.unittest(['test_adds']) },
  go: { text: o.go(['TestAdds']), command: 'go test ./...' },
  'cargo --no-fail-fast': { text: o.cargo(['tests::adds']), exit: 101, command: 'cargo test --no-fail-fast' },
  gradle: { text: o.gradle(['adds']), command: './gradlew test' },
  maven: { text: o.maven(['adds']), command: 'mvn test' },
  'JUnit console': { text: o.junit(['adds']) },
  'dotnet test': { text: o.dotnet(['A.Adds']) },
  rspec: { text: o.rspec(['A adds']) },
  minitest: { text: o.minitest(['test_adds']) },
  phpunit: { text: o.phpunit(['testAdds']) },
  ctest: { text: o.ctest(['adds']), exit: 8 },
  googletest: { text: o.googletest(['Adds']) },
  'swift test': { text: o.swift(['testAdds']) },
  ExUnit: { text: o.exunit(['adds']), exit: 2 },
  'bun test': { text: o.bun(['adds']) },
  'deno test': { text: o.deno(['adds']) },
  playwright: { text: o.playwright(['adds']) },
  jasmine: { text: more.jasmine(['adds']), exit: 3 },
  karma: { text: more.karma(['adds']) },
  uvu: { text: more.uvu(['adds']) },
  pest: { text: more.pest(['adds']) },
  gotestsum: { text: more.gotestsum(['TestAdds']) },
  'dotnet test (Microsoft.Testing.Platform)': { text: more.testingPlatform(['Adds']), exit: 2 },
  'dotnet test (terminal logger)': { text: more.terminalLogger(['Adds']) },
  Catch2: { text: more.catch2(['adds']) },
  doctest: { text: more.doctest(['adds']) },
  'Boost.Test': { text: more.boostTest(['adds']), exit: 201 },
  eslint: { text: o.eslint(['x is not defined']) },
  tsc: { text: o.tsc(['x']), exit: 2 },
  ruff: { text: more.ruff(['x']) },
  'golangci-lint': { text: more.golangci(['x']) },
  rubocop: { text: more.rubocop(['x']) },
};

/** How each runner is made to stop early, where it can be. */
const stopping: Readonly<Record<string, Partial<Printed>>> = {
  jest: { command: 'jest --bail' },
  vitest: { command: 'vitest run --bail=1' },
  mocha: { command: 'mocha --bail' },
  pytest: { command: 'pytest -x' },
  unittest: { command: 'python -m unittest --failfast' },
  go: { command: 'go test -failfast ./...' },
  'cargo --no-fail-fast': { command: 'cargo test', text: o.cargo(['tests::adds'], 5, '') },
  gradle: { text: o.gradle(['adds']).replaceAll(':test', ':a:test') },
  maven: { text: o.maven(['adds'], 5, '[INFO] b ......... SKIPPED\n') },
  rspec: { command: 'rspec --fail-fast' },
  phpunit: { command: 'phpunit --stop-on-failure' },
  ctest: { command: 'ctest --stop-on-failure' },
  ExUnit: { command: 'mix test --max-failures 1' },
  'bun test': { command: 'bun test --bail' },
  'deno test': { command: 'deno test --fail-fast' },
  playwright: { text: o.playwright(['adds'], 5, '  3 did not run\n') },
  jasmine: { command: 'jasmine --fail-fast' },
  karma: { text: more.karma(['adds'], 5, 9) },
  uvu: { command: 'uvu --bail test' },
  pest: { command: 'pest --bail' },
  gotestsum: { command: 'gotestsum --max-fails=1 ./...' },
  'dotnet test (Microsoft.Testing.Platform)': { command: 'dotnet test -- --maximum-failed-tests 1' },
  Catch2: { command: './build/tests --abort' },
  doctest: { command: './build/tests --abort-after=1' },
};

/** The rows of the table of runners: what a gate makes of what each prints. */
export function runnerRows(): readonly (readonly [string, ...string[]])[] {
  return Object.entries(honest).map(([name, printed]) => {
    const run = runOf(printed);
    const stop = stopping[name];
    const other = { ...printed, text: printed.text.replaceAll(/adds|Adds|\bx\b/g, (word) => `${word}Other`) };
    const crashed = { ...printed, text: `${printed.text}Segmentation fault (core dumped)\n`, exit: 139 };
    const counts = run.passed === undefined ? 'failures' : 'passed, failed';
    return [
      name,
      run.failed.length === 1 ? 'yes' : 'no',
      run.skipped === undefined ? counts : `${counts}, skipped`,
      stop === undefined ? '–' : red(gateOn({ ...printed, ...stop }, { ...printed, ...stop }).passes),
      red(gateOn(crashed, crashed).passes),
      gateOn(printed, printed).passes && !gateOn(other, printed).passes ? 'told apart' : 'no',
    ];
  });
}

/** Output and ending of a check that leaves this report file. */
const leaving = (text: string, format: string): Printed => ({
  text: 'done\n',
  exit: format === 'cargo JSON' ? 101 : 1,
  files: { report: text },
});

/** The rows of the table of report files: what a gate makes of each format. */
export function reportRows(): readonly (readonly [string, ...string[]])[] {
  const others = reportTexts(['divides'], 5);
  const own = Object.entries(reportTexts(['adds'], 5)).map(([format, text]) =>
    reportRow(format, text, others[format] ?? ''),
  );
  const recordings = Object.entries(recordedReports()).map(([format, text]) =>
    reportRow(format, text, text.replaceAll(/adds/gi, 'sorts')),
  );
  return [...own, ...recordings];
}

function reportRow(format: string, text: string, withOther: string): readonly [string, ...string[]] {
  const report = leaving(text, format);
  const run = runOf(report);
  const cut = leaving(text.trimEnd().slice(0, -40), format);
  const other = leaving(withOther, format);
  return [
    format,
    run.failed.length === 1 ? 'yes' : 'no',
    (run.passed ?? 0) > 0 ? 'passed, failed, skipped' : 'failures',
    red(gateOn(cut, cut).passes),
    gateOn(report, report).passes && !gateOn(other, report).passes ? 'told apart' : 'no',
  ];
}

const red = (passes: boolean) => (passes ? 'not seen' : 'stays red');
