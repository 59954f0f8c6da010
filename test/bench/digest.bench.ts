import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { renderDigest } from '../../src/core/digest/renderDigest.ts';
import { judgeDraft } from '../../src/core/draft/judgeDraft.ts';
import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import { digestFacts } from '../../src/git/digestFacts.ts';
import { largePlan } from '../support/largePlan.ts';

const files = 20_000;
const tasks = 60;
const tries = 8;
/** Longest acceptable times, in milliseconds. */
const limits = { digest: 2_000, check: 50 };

/** Size of what a planner gets for a large repository, and the cost of checking its answer. */
export const bench: Benchmark = {
  name: 'drafting a plan',
  async run() {
    const repository = makeRepository();
    try {
      const digest = await best(async () => {
        const facts = await digestFacts(repository, 'HEAD', ['makeGreeting', 'readConfig']);
        renderDigest(facts, 'Change `makeGreeting` and `readConfig` in m7/file1007.js.');
      });
      const source = largePlan(tasks);
      const check = await best(async () => {
        judgeDraft(source, parsePlan(source));
        await Promise.resolve();
      });
      const bound = (value: number) => ({ name: 'limit', value });
      return [
        {
          what: `digest of ${files.toLocaleString('en')} files`,
          ours: digest,
          peerOrLimit: bound(limits.digest),
          unit: 'ms',
        },
        { what: `check of a draft of ${tasks} tasks`, ours: check, peerOrLimit: bound(limits.check), unit: 'ms' },
      ];
    } finally {
      rmSync(repository, { recursive: true, force: true });
    }
  },
};

/** Milliseconds of the least disturbed of some tries. */
async function best(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < tries; round += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return Math.min(...times);
}

function makeRepository(): string {
  const repository = mkdtempSync(path.join(tmpdir(), 'wavegate-digest-'));
  for (let index = 0; index < files; index += 1) {
    const folder = path.join(repository, `m${index % 100}`);
    if (index < 100) mkdirSync(folder);
    const use = index % 10 === 0 ? 'makeGreeting(1);\n' : '';
    writeFileSync(path.join(folder, `file${index}.js`), `export const value${index} = ${index};\n${use}`);
  }
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message', 'Files');
  // As a repository is that has been fetched.
  git('repack', '-a', '-d', '--quiet');
  return repository;
}
