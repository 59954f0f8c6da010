import type { TestNames } from '../../core/model/checkRun.ts';
import type { TestReport } from '../output/testReport.ts';

/**
 * Names of the tests that passed or were skipped, by the same names as a report has for failures. Undefined unless the
 * output lists exactly as many as the report counts: a list with gaps would make tests disappear that are there.
 */
export function listedTests(text: string, { runner, passed, skipped = 0 }: TestReport): TestNames | undefined {
  const candidates = (lists[runner] ?? (() => []))(text);
  return candidates.find((names) => names.passed.length === passed && names.skipped.length === skipped);
}

/** All names together; undefined as soon as one report has none. */
export function allNames(reports: readonly (TestNames | undefined)[]): TestNames | undefined {
  const known = reports.flatMap((names) => names ?? []);
  if (known.length === 0 || known.length < reports.length) return undefined;
  return { passed: known.flatMap(({ passed }) => passed), skipped: known.flatMap(({ skipped }) => skipped) };
}

type Lister = (text: string) => readonly TestNames[];

const lists: Readonly<Record<string, Lister>> = {
  'node --test': nodeSpec,
  TAP: tap,
  'cargo test': (text) => [byLine(text, /^test (.+) \.\.\. ok$/gm, /^test (.+) \.\.\. ignored(?:, .*)?$/gm)],
  'cargo nextest': (text) => [
    byLine(text, /^ +PASS \[.*?\] (?:\(.*?\) )?(.+)$/gm, /^ +SKIP \[.*?\] (?:\(.*?\) )?(.+)$/gm),
  ],
  'go test': (text) => [
    byLine(text, /^ *--- PASS: (.+?) \([\d.]+s\)$/gm, /^ *--- SKIP: (.+?) \([\d.]+s\)$/gm),
    goJson(text),
  ],
  pytest,
  jest: (text) => [
    indented(text, /^( +)[✓√] (.+?)(?: \([\d.]+ m?s\))?$/, /^( +)[○✎] (?:skipped |todo )?(.+)$/, jestOther),
  ],
  mocha: (text) => [indented(text, /^( +)[✔✓√] (.+?)(?: \(\d+ms\))?$/, /^( +)- (.+)$/, /^( +)\d+\) .+$/)],
  vitest: (text) => [
    byLine(
      text,
      /^ *[✓√] (?:\|.*?\| +)?\S+ > (.+?)(?: \d+ms)?$/gm,
      /^ *[↓] (?:\|.*?\| +)?\S+ > (.+?)(?: \[skipped\])?$/gm,
    ),
  ],
  unittest: (text) => [
    byLine(
      text,
      /^(\w+ \(.+?\))(?:\n.*)?? \.\.\. ok$/gm,
      /^(\w+ \(.+?\))(?:\n.*)?? \.\.\. (?:skipped|expected failure)\b.*$/gm,
    ),
  ],
  googletest: (text) => [byLine(text, /^\[ {7}OK \] (\S+) \(.*\)$/gm, /^\[ {2}SKIPPED \] (\S+) \(.*\)$/gm)],
  ctest: (text) => [
    byLine(
      text,
      /^ *\d+\/\d+ Test +#\d+: (.+?) \.+ +Passed/gm,
      /^ *\d+\/\d+ Test +#\d+: (.+?) \.+\*+(?:Skipped|Not Run)/gm,
    ),
  ],
  'bun test': (text) => [
    byLine(text, /^(?:✓|\(pass\)) (.+?)(?: \[[\d.]+m?s\])?$/gm, /^(?:»|\(skip\)|\(todo\)) (.+?)(?: \[[\d.]+m?s\])?$/gm),
  ],
  'deno test': (text) => [byLine(text, /^(.+?) \.\.\. ok \(.*\)$/gm, /^(.+?) \.\.\. ignored \(.*\)$/gm)],
};

const jestOther = /^( +)[✕×] .+$/;

function byLine(text: string, passed: RegExp, skipped: RegExp): TestNames {
  const names = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
  return { passed: names(passed), skipped: names(skipped) };
}

/** Reports a suite like a test with subtests, but counts only the latter: one of the two readings fits its counts. */
function nodeSpec(text: string): readonly TestNames[] {
  const [listing = ''] = text.split(/^✖ failing tests:$/m, 1);
  const names = { passed: [] as string[], leaves: [] as string[], skipped: [] as string[] };
  const open: string[] = [];
  for (const line of listing.split('\n')) {
    const [, indent = '', mark = '', rest = ''] = /^( *)([▶✔✖﹣⚠]) (.*)$/.exec(line) ?? [];
    if (mark === '') continue;
    const name = rest.replace(/ # .*$/, '').replace(/ \([\d.]+m?s\)$/, '');
    if (mark === '▶') {
      open.push(`${indent}${name}`);
      continue;
    }
    const closes = open.lastIndexOf(`${indent}${name}`);
    if (closes >= 0) open.splice(closes, 1);
    if (mark === '﹣' || mark === '⚠' || / # (?:SKIP|TODO)\b/.test(rest)) names.skipped.push(name);
    else if (mark === '✔') {
      names.passed.push(name);
      if (closes < 0) names.leaves.push(name);
    }
  }
  return [
    { passed: names.passed, skipped: names.skipped },
    { passed: names.leaves, skipped: names.skipped },
  ];
}

/** A test with subtests counts as one more in some producers, in others not. */
function tap(text: string): readonly TestNames[] {
  const titles: string[] = [];
  const all = { passed: [] as string[], leaves: [] as string[], top: [] as string[], skipped: [] as string[] };
  let deepest = 0;
  for (const line of text.split('\n')) {
    const [, subtestIndent, subtest] = /^( *)# Subtest: (.*)$/.exec(line) ?? [];
    if (subtest !== undefined) titles[depthOf(subtestIndent)] = subtest.trim();
    const [, indent, not, title] = /^( *)(not )?ok\b(?: \d+)?(?: -)? ?(.*)$/.exec(line) ?? [];
    if (title === undefined) continue;
    const depth = depthOf(indent);
    const isParent = depth < deepest;
    deepest = depth;
    const name = [...titles.slice(0, depth), title.replace(/ # .*$/, '').trim()].join(' > ');
    if (/ # (?:skip|todo)\b/i.test(title)) all.skipped.push(name);
    else if (not === undefined) {
      all.passed.push(name);
      if (!isParent) all.leaves.push(name);
      if (depth === 0) all.top.push(name);
    }
  }
  const { skipped } = all;
  return [all.leaves, all.passed, all.top].map((passed) => ({ passed, skipped }));
}

const depthOf = (indent: string | undefined) => Math.floor((indent?.length ?? 0) / 4);

/** With -v: `tests/test_cart.py::test_total PASSED [ 50%]`. */
function pytest(text: string): readonly TestNames[] {
  const named = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, id = '']) => id.trim().split('::').slice(1).join('.'));
  return [
    {
      passed: named(/^(\S+?::.+?) (?:PASSED|XPASS)\b.*$/gm),
      skipped: named(/^(\S+?::.+?) (?:SKIPPED|XFAIL)\b.*$/gm),
    },
  ];
}

function goJson(text: string): TestNames {
  const names = { passed: [] as string[], skipped: [] as string[] };
  for (const [line] of text.matchAll(/^\{"(?=.*"Action":"(?:pass|skip)").*"Test":.*\}$/gm)) {
    try {
      const { Action, Test } = JSON.parse(line) as { readonly Action: string; readonly Test: string };
      (Action === 'pass' ? names.passed : names.skipped).push(Test);
    } catch {
      // A line cut off in the middle: the counts will not fit.
    }
  }
  return names;
}

/** Lists in which titles of groups are indented less than what is in them; names are the titles from the outermost on. */
function indented(text: string, passed: RegExp, skipped: RegExp, other: RegExp): TestNames {
  const names = { passed: [] as string[], skipped: [] as string[] };
  let groups: { readonly depth: number; readonly title: string }[] = [];
  for (const line of text.split('\n')) {
    const within = (indent: string) => groups.filter(({ depth }) => depth < indent.length).map(({ title }) => title);
    const ok = passed.exec(line);
    const skip = skipped.exec(line);
    if (ok !== null) names.passed.push([...within(ok[1] ?? ''), ok[2] ?? ''].join(' > '));
    else if (skip !== null) names.skipped.push([...within(skip[1] ?? ''), skip[2] ?? ''].join(' > '));
    else if (!other.test(line)) {
      const [, indent, title] = /^( +)(\S.*)$/.exec(line) ?? [];
      if (title === undefined || indent === undefined) groups = line === '' ? groups : [];
      else groups = [...groups.filter(({ depth }) => depth < indent.length), { depth: indent.length, title }];
    }
  }
  return names;
}
