import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { bundledYaml } from '../../scripts/bundledYaml.ts';
import { cacheFolder } from '../../scripts/vscodeHost/cacheFolder.ts';
import { renderDigest } from '../../src/core/digest/renderDigest.ts';
import { digestFacts } from '../../src/git/changes/digestFacts.ts';
import { largePlan } from '../support/largePlan.ts';

const files = 20_000;
const tasks = 60;
/** Rounds that count, behind some in which code is still being compiled. */
const rounds = { digest: { warmUp: 1, counted: 5 }, check: { warmUp: 15, counted: 25 } } as const;
/** Longest acceptable medians, in milliseconds. */
const limits = { digest: 2_000, check: 50 };

/** Digest a planner gets of a large repository, and the cost of checking its answer, beside that of only reading its YAML. */
export const bench: Benchmark = {
  name: 'drafting a plan',
  async run() {
    const repository = makeRepository();
    try {
      const digest = await median(rounds.digest, async () => {
        const facts = await digestFacts(repository, 'HEAD', ['makeGreeting', 'readConfig']);
        renderDigest(facts, 'Change `makeGreeting` and `readConfig` in m7/file1007.js.');
      });
      const source = largePlan(tasks);
      const checks = await bundleChecks();
      const yaml = await median(rounds.check, () => Promise.resolve(checks.readYaml(source)));
      const check = await median(rounds.check, () => Promise.resolve(checks.check(source)));
      const what = `check of a draft of ${tasks} tasks`;
      return [
        {
          what: `digest of ${files.toLocaleString('en')} files`,
          ours: digest,
          peerOrLimit: { name: 'limit', value: limits.digest },
          unit: 'ms',
        },
        { what, ours: check, peerOrLimit: { name: 'limit', value: limits.check }, unit: 'ms' },
        { what, ours: check, peerOrLimit: { name: 'YAML alone', value: yaml }, unit: 'ms' },
      ];
    } finally {
      rmSync(repository, { recursive: true, force: true });
    }
  },
};

interface Checks {
  readonly check: (source: string) => unknown;
  readonly readYaml: (source: string) => unknown;
}

/** The checks as they are in the programs people have. */
async function bundleChecks(): Promise<Checks> {
  const outfile = path.join(cacheFolder(), 'bench', 'draftChecks.mjs');
  const contents = `
    import { judgeDraft } from './src/core/draft/judgeDraft.ts';
    import { parsePlan } from './src/core/planRules/check/parsePlan.ts';
    export { readYaml } from './src/core/planText/readYaml.ts';
    export const check = (source) => judgeDraft(source, parsePlan(source));
  `;
  const resolveDir = path.join(import.meta.dirname, '..', '..');
  await build({
    alias: bundledYaml,
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    minify: true,
    outfile,
    platform: 'node',
    stdin: { contents, loader: 'ts', resolveDir },
    target: 'node20',
  });
  return (await import(`${pathToFileURL(outfile).href}?${Date.now()}`)) as Checks;
}

/** Median in milliseconds. */
async function median(
  { warmUp, counted }: { readonly warmUp: number; readonly counted: number },
  work: () => Promise<unknown>,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < warmUp + counted; round += 1) {
    const begun = performance.now();
    await work();
    if (round >= warmUp) times.push(performance.now() - begun);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(counted / 2)] ?? 0;
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
