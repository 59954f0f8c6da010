import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { takeFingerprint, takeLaterFingerprint } from '../../src/git/guard/fingerprint.ts';
import { compareFingerprints } from '../../src/git/guard/compareFingerprints.ts';
import { readSharedCheckout, shareCheckout, takeSharedCheckout } from '../../src/git/guard/sharedCheckout.ts';
import { predictConflicts } from '../../src/git/merge/predictConflicts.ts';
import { SimulatedRun, planText } from '../support/simulatedRun.ts';

const sizes = [20_000, 100_000] as const;
const sessions = 10;
const rounds = 7;
/** Nothing but the repository tells who did what. */
const alone = { reserved: false, wrote: [], others: false };
/** Milliseconds for all mechanical steps of a wave, without git's own time. */
const stepsGoal = 100;

/** The gates on repositories of two sizes, beside the git they are made of. */
export const bench: Benchmark = {
  name: 'gates',
  run: async (measured) => {
    const steps = `gates: all steps of a wave of ${sessions} sessions, without git`;
    measured(row(steps, await stepsTime(), 'goal', stepsGoal));
    for (const files of sizes) measured(...(await rowsOf(files)));
    return [];
  },
};

async function rowsOf(files: number): Promise<readonly BenchmarkRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-bench-'));
  try {
    const { repository, worktree, branch, parts } = repositoryOf(folder, files);
    const status = await median(() => git(repository, 'status', '--porcelain=v2', '-z', '--untracked-files=all'));
    const request = { repository, worktree, branch };
    const guards = Array.from({ length: sessions }, (_, index) => path.join(folder, 'backup', `t${index}.guard`));
    const shared = await median(async () =>
      shareCheckout(await readSharedCheckout(repository, path.join(folder, 'backup')), guards),
    );
    const checkout = await takeSharedCheckout(guards[0] ?? '', Date.now());
    const waited = await median(async () => {
      const before = await takeFingerprint(request, checkout);
      compareFingerprints(before, await takeLaterFingerprint(request, before), alone);
    });
    const onto = parts[0]?.commit ?? '';
    const pairs = (sessions * (sessions + 1)) / 2;
    const predicted = (await median(() => predictConflicts({ repository, onto, parts }))) / pairs;
    const bare = await median(() => git(repository, 'merge-tree', '--write-tree', onto, parts[1]?.commit ?? ''));
    const size = `${files.toLocaleString('en')} files`;
    return [
      row(`gates: fingerprints of ${size} before and after, waited for`, waited, 'git status', status),
      row(
        `gates: ${size} of the checkout read before a wave, once for ${sessions} sessions`,
        shared,
        'git status',
        status,
      ),
      row(`gates: conflicts of ten branches of ${size}, per pair`, predicted, 'git merge-tree', bare),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything the core decides and folds for a wave, from its opening to its commit, with answers that take no time. */
async function stepsTime(): Promise<number> {
  const source = planText(1).replace(/ {6}- id: b1[\s\S]*$/, '');
  const [head = '', task = ''] = source.split(/(?= {6}- id: a1)/);
  const tasks = Array.from({ length: sessions }, (_, index) => task.replaceAll('a1', `t${index}`));
  const plan = head + tasks.join('');
  return median(() => {
    const run = new SimulatedRun().start(plan);
    run.approveAll('acceptance');
  });
}

function repositoryOf(
  folder: string,
  files: number,
): {
  readonly repository: string;
  readonly worktree: string;
  readonly branch: string;
  readonly parts: readonly { readonly subject: string; readonly commit: string }[];
} {
  const repository = path.join(folder, 'repository');
  for (let index = 0; index < files; index += 1) {
    const place = path.join(repository, `d${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `f${index}.txt`), `${index}\n`);
  }
  git(repository, 'init', '--quiet', '--initial-branch=main');
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--message', 'base');
  const branch = 'wavegate/r1.sessions/one/t0';
  const worktree = path.join(folder, 'worktree');
  git(repository, 'worktree', 'add', '--quiet', '-b', branch, worktree);
  const base = git(repository, 'rev-parse', 'HEAD').trim();
  const parts = Array.from({ length: sessions }, (_, index) => {
    git(worktree, 'checkout', '--quiet', '--detach', base);
    writeFileSync(path.join(worktree, `d${index}`, 'new.txt'), `${index}\n`);
    git(worktree, 'add', '--all');
    git(worktree, 'commit', '--quiet', '--message', `part ${index}`);
    return { subject: `t${index}`, commit: git(worktree, 'rev-parse', 'HEAD').trim() };
  });
  git(worktree, 'checkout', '--quiet', branch);
  return { repository, worktree, branch, parts };
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
  return execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

async function median(once: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const begun = performance.now();
    await once();
    if (round > 0) times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function row(what: string, ours: number, name: string, value: number): BenchmarkRow {
  return { what, ours, peerOrLimit: { name, value }, unit: 'ms' };
}
