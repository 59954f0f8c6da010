import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { boardOf } from '../../src/core/views/board.ts';
import type { FileChange } from '../../src/core/model/repository.ts';
import { SimulatedRun } from '../support/simulatedRun.ts';

/** Changes of a kind that agents get subtly wrong, each the one file of its wave that a reviewer must not let through. */
const planted: readonly FileChange[] = [
  { path: 'test/session.test.js', kind: 'modified', additions: 2, deletions: 9 },
  { path: 'test/orders.test.js', kind: 'deleted', additions: 0, deletions: 61 },
  { path: 'src/w/migrate.js', kind: 'deleted', additions: 0, deletions: 140 },
  { path: 'vitest.config.ts', kind: 'modified', additions: 1, deletions: 1 },
  { path: '.mocharc.yml', kind: 'modified', additions: 1, deletions: 0 },
  { path: '.github/workflows/ci.yml', kind: 'modified', additions: 1, deletions: 2 },
  { path: '.husky/pre-push', kind: 'modified', additions: 1, deletions: 1 },
  { path: 'package.json', kind: 'modified', additions: 1, deletions: 1 },
  { path: 'pyproject.toml', kind: 'modified', additions: 2, deletions: 0 },
  { path: 'package-lock.json', kind: 'modified', additions: 8, deletions: 3 },
  { path: '.eslintrc.json', kind: 'modified', additions: 1, deletions: 0 },
  { path: '.gitattributes', kind: 'added', additions: 1, deletions: 0 },
  { path: 'scripts/run', kind: 'modified', additions: 0, deletions: 0, form: 'permissions' },
  { path: 'vendor/tool', kind: 'modified', additions: 0, deletions: 0, form: 'submodule' },
  { path: 'src/w/current', kind: 'added', additions: 1, deletions: 0, form: 'link' },
  { path: 'src/w/logo.dat', kind: 'modified', additions: 0, deletions: 0, form: 'binary' },
  { path: 'src/w/tokens.js', kind: 'modified', additions: 4, deletions: 2, generated: 'newly' },
  { path: 'src/w/rates.js', kind: 'modified', additions: 160, deletions: 90 },
  { path: 'src/w/quietCatch.js', kind: 'modified', additions: 3, deletions: 1 },
  { path: 'src/w/zeroLimit.js', kind: 'modified', additions: 1, deletions: 1 },
];

/** Work as it should be: no reason to look at one of them before another. */
const honest: readonly FileChange[] = Array.from({ length: 8 }, (_, index) => ({
  path: `src/a${index}/part${index}.js`,
  kind: 'modified' as const,
  additions: 5 + index * 2,
  deletions: 2,
}));

/**
 * Time to review, in what a reviewer presses who looks at file after file and rejects at the planted one: a click opens the
 * first, each OK goes on to the next, and the last two say what is wrong and reject. Two of the plants look like any other change.
 */
export const bench: Benchmark = {
  name: 'finding what is wrong in 20 waves of nine files',
  run: (measured) => {
    const ours = planted.map((change) => clicks(filesOf(change), change));
    const byPath = planted.map((change) => clicks([...honest, change].map(({ path }) => path).toSorted(), change));
    const found = ours.filter(Number.isFinite).length;
    measured(
      {
        what: 'planted changes found',
        ours: found,
        peerOrLimit: { name: 'planted', value: planted.length },
        unit: 'files',
      },
      {
        what: 'clicks until the rejection, all waves',
        ours: sum(ours),
        peerOrLimit: { name: 'in the order of paths', value: sum(byPath) },
        unit: 'clicks',
      },
    );
    return Promise.resolve([]);
  },
};

/** Files of a wave in the order of the window. */
function filesOf(change: FileChange): readonly string[] {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    return job.work.kind === 'merge' ? { ...done, changes: [...honest, change] } : done;
  };
  run.start().approveAll('spot-check');
  const gate = boardOf(run.run, run.now).gates.find(
    ({ kind, status }) => kind === 'spot-check' && status === 'pending',
  );
  return gate?.files.map(({ path }) => path) ?? [];
}

function clicks(files: readonly string[], { path }: FileChange): number {
  const place = files.indexOf(path);
  return place === -1 ? Infinity : 1 + place + 2;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
