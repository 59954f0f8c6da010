import type { TestContext } from 'node:test';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { predictConflicts } from '../../src/git/merge/predictConflicts.ts';
import { testRepository } from '../integration/git/testRepository.ts';

const parts = 10;
const sizes = [1_000, 20_000] as const;
const rounds = 5;

/** Every pair of a wave of ten tried before anything is merged, beside a process of git for each pair. */
export const bench: Benchmark = {
  name: 'merge prediction of a wave',
  async run(measured) {
    for (const files of sizes) measured(await measure(files));
    return [];
  },
};

async function measure(files: number): Promise<BenchmarkRow> {
  const ends: (() => void)[] = [];
  const content = Array.from(
    { length: files },
    (_, index) => [`lib/part${Math.floor(index / 100)}/file${index}.js`, `export const v = ${index};\n`] as const,
  );
  const context = { after: (end: () => void) => void ends.push(end) } as unknown as TestContext;
  const repository = testRepository(context, Object.fromEntries(content));
  try {
    const onto = repository.git('rev-parse', 'HEAD');
    const branches = Array.from({ length: parts }, (_, part) => {
      repository.git('checkout', '--quiet', '--detach', onto);
      for (let index = 0; index < 3; index += 1)
        repository.write(`lib/part${part}/file${part * 100 + index}.js`, 'x\n');
      return { subject: `t${part}`, commit: repository.commit(`Part ${part}`) };
    });
    const commits = [onto, ...branches.map(({ commit }) => commit)];
    const pairs = commits.flatMap((left, index) => commits.slice(index + 1).map((right) => [left, right] as const));
    const [own, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      await predictConflicts({ repository: repository.folder, onto, parts: branches });
      const ended = performance.now();
      for (const [left, right] of pairs) repository.git('merge-tree', '--write-tree', left, right);
      own.push(ended - begun);
      bare.push(performance.now() - ended);
    }
    return {
      what: `${pairs.length} pairs of a wave of ${parts} tried, ${files.toLocaleString('en')} files`,
      ours: median(own),
      peerOrLimit: { name: 'git merge-tree a pair', value: median(bare) },
      unit: 'ms',
    };
  } finally {
    for (const end of ends) end();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
