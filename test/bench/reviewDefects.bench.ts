import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { handoffSchema } from '../../src/core/handoff/schema.ts';
import type { ValidatorFinding } from '../../src/core/model/finding.ts';
import { reviewProblem } from '../../src/core/validators/judgeReview.ts';
import { liveFindings } from '../../src/core/validators/liveFindings.ts';
import { changedLines, riskyPlaces } from '../../src/core/validators/riskyPlaces.ts';
import { diffText } from '../../src/git/changes/diffText.ts';
import { verifyFindings } from '../../src/sessions/agent/findings.ts';
import { defectsAroundCode } from './defects/aroundCode.ts';
import { defectsInCode } from './defects/inCode.ts';
import type { PlantedDefect } from './defects/plantedDefect.ts';

const defects = [...defectsInCode, ...defectsAroundCode];
const share = 0.15;
const draws = 25;
const sources = path.join(import.meta.dirname, '..', '..', 'src', 'core');

interface Line {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}
type Way = 'risky' | 'files' | 'random' | 'all';

/**
 * Each planted defect is in a change of a few hundred lines of its own, most of them this project's code. Reviewers are
 * scripts that know a defect when they read its line, so what differs is which lines they read; one of them is also wrong
 * once in each change. Git, the difference, the order, the handoff, its citations and the merging of findings are real; no
 * sessions are started.
 */
export const bench: Benchmark = {
  name: 'planted defects, found by reviewers who read a part of the change',
  async run() {
    const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-defects-'));
    try {
      return await review(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function review(folder: string): Promise<readonly BenchmarkRow[]> {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], {
      encoding: 'utf8',
      maxBuffer: 50_000_000,
    }).trim();
  git('init', '--quiet', '--initial-branch', 'main');
  const found: Record<Way, number> = { risky: 0, files: 0, random: 0, all: 0 };
  const missed: string[] = [];
  let wrong = 0;
  let lines = 0;
  for (const [index, defect] of defects.entries()) {
    const { from, to } = commitChange(folder, git, defect, index);
    const { text } = await diffText({ repository: folder, from, to, first: [], kilobytes: 100_000 });
    const all = linesOf(text);
    const most = Math.ceil(all.length * share);
    lines += changedLines(text);
    const read = async (chosen: readonly Line[]): Promise<Outcome> => await pipeline(git, to, defect, chosen);
    const risky = await read(riskyPlaces(text, share));
    found.risky += Number(risky.found);
    wrong += risky.wrong;
    if (!risky.found) missed.push(`${defect.kind} in ${defect.file}`);
    found.files += Number((await read(all.slice(0, most))).found);
    found.all += Number((await read(all)).found);
    for (let draw = 0; draw < draws; draw += 1) {
      found.random += Number(
        all.some((line, at) => isDefect(defect, line) && chance(index, draw, at, most / all.length)),
      );
    }
  }
  for (const each of missed) console.error(`  missed among the riskiest: ${each}`);
  const percent = (amount: number): number => Math.round((1_000 * amount) / defects.length) / 10;
  const row = (what: string, ours: number, unit = '%'): BenchmarkRow => ({ what, ours, unit });
  return [
    {
      ...row(
        `${defects.length} planted defects found, reading the riskiest 15 % of ${lines} changed lines`,
        percent(found.risky),
      ),
      peerOrLimit: { name: 'goal', value: 90 },
    },
    row('the same, reading random 15 %', percent(found.random / draws)),
    row('the same, reading the first 15 % in the order of files', percent(found.files)),
    row('the same, reading everything', percent(found.all)),
    row('missed among the riskiest', missed.length, 'defects'),
    row('false findings of the reviewer who is wrong once in each change, all of them kept apart', wrong, 'findings'),
  ];
}

/** A commit with the defect, two new files and edits of a third, all of them real code. */
function commitChange(
  folder: string,
  git: (...args: readonly string[]) => string,
  defect: PlantedDefect,
  index: number,
): { readonly from: string; readonly to: string } {
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const files = codeFiles();
  const pick = (offset: number): string => readFileSync(files[(index * 7 + offset) % files.length] ?? '', 'utf8');
  const edited = pick(2).split('\n');
  const before = edited
    .filter((_, line) => line % 9 !== 4)
    .map((line, at) => (at % 13 === 6 ? line.replace(/\b([a-z]\w{3,})\b/, '$1Before') : line));
  write(defect.file, defect.before);
  write(`src/edited${index}.ts`, before.join('\n'));
  git('add', '--all');
  git('commit', '--quiet', '--message', `Before ${index}`);
  const from = git('rev-parse', 'HEAD');
  write(defect.file, defect.after);
  write(`src/edited${index}.ts`, edited.join('\n'));
  write(`lib/new${index}.ts`, pick(0));
  write(`src/new${index}.ts`, pick(1));
  git('add', '--all');
  git('commit', '--quiet', '--message', `Change ${index}`);
  return { from, to: git('rev-parse', 'HEAD') };
}

function codeFiles(): readonly string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(sources, file));
}

function linesOf(diff: string): readonly Line[] {
  return diff.split(/^(?=diff --git )/m).flatMap((part) => {
    const file = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? '';
    return part
      .split(/^(?=@@ )/m)
      .slice(1)
      .flatMap((hunk) => {
        const [head = '', ...rest] = hunk.split('\n');
        let line = Number(/\+(\d+)/.exec(head)?.[1] ?? 1) - 1;
        return rest.flatMap((text) => {
          if (!text.startsWith('-')) line += 1;
          if (text.startsWith('+')) return [{ file, line, text: text.slice(1) }];
          return text.startsWith('-') ? [{ file, line: line + 1, text }] : [];
        });
      });
  });
}

function isDefect({ file, at }: PlantedDefect, line: Line): boolean {
  return line.file === file && line.text.includes(at);
}

interface Outcome {
  readonly found: boolean;
  readonly wrong: number;
}

/** Two reviewers read the lines; what they hand in goes the way of every review. */
async function pipeline(
  git: (...args: readonly string[]) => string,
  commit: string,
  defect: PlantedDefect,
  read: readonly Line[],
): Promise<Outcome> {
  const seen = read.find((line) => isDefect(defect, line));
  const true_ =
    seen === undefined
      ? []
      : [{ severity: 'blocker', file: seen.file, line: seen.line, title: `It is a ${defect.kind}` }];
  const [other] = read.filter((line) => line.file !== defect.file);
  const false_ =
    other === undefined
      ? []
      : [{ severity: 'issue', file: other.file, line: other.line, title: 'A guess that is wrong' }];
  const lineCount = (file: string): Promise<number | undefined> =>
    Promise.resolve(git('show', `${commit}:${file}`).split('\n').length + 1);
  const reports = [];
  for (const [index, findings] of [true_, [...true_, ...false_]].entries()) {
    const verdict = findings.length === 0 ? 'approve' : 'changes';
    const { review } = handoffSchema.parse({
      ...{ session: 's', task: 'validator', status: 'done', summary: 'Read what was chosen.', filesChanged: [] },
      review: { verdict, findings },
    });
    if (review === undefined || reviewProblem(review) !== undefined) throw new Error('a review was refused');
    const looked = (await verifyFindings(review.findings, lineCount)).map(({ criteria: _none, ...each }) => each);
    reports.push({ validator: `validator-${index + 1}`, knows: false, review: { findings: looked } });
  }
  const merged: readonly ValidatorFinding[] = liveFindings([], reports, 1, 'validation~1');
  const hits = merged.filter(({ file, citation }) => file === defect.file && citation === 'verified');
  return { found: hits.length === 1 && hits[0]?.validators.length === 2, wrong: merged.length - hits.length };
}

/** The same choice in every run. */
function chance(change: number, draw: number, line: number, part: number): boolean {
  let state = (change * 73_856_093) ^ (draw * 19_349_663) ^ (line * 83_492_791);
  for (let round = 0; round < 3; round += 1) state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return (state >>> 0) / 2 ** 32 < part;
}
