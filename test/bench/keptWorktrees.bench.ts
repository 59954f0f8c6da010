import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { administrativeFolder } from '../../src/git/place/repositoryFolders.ts';
import { testRepository, writeIn } from '../integration/git/testRepository.ts';
import type { TestRepository } from '../integration/git/testRepository.ts';
import { scope, session, settings, worktreeOf, workspacesOf } from '../integration/git/testWorkspaces.ts';

const count = 10;
const sizes = [1_000, 20_000, 100_000] as const;
/** Files that a wave changes, which the next one begins with. */
const changed = 30;
const names = (wave: number): readonly string[] => Array.from({ length: count }, (_, index) => `w${wave}t${index}`);

/** Ten worktrees of a second wave, taken from those that the first has left, beside ten of `git worktree add` alone. */
export const bench: Benchmark = {
  name: 'kept worktrees',
  async run(measured) {
    for (const files of sizes) measured(...(await measure(files)));
    return [];
  },
};

async function measure(files: number): Promise<readonly BenchmarkRow[]> {
  const ends: (() => void)[] = [];
  const content = Array.from(
    { length: files },
    (_, index) => [`lib/part${Math.floor(index / 100)}/file${index}.js`, `export const v = ${index};\n`] as const,
  );
  const context = { after: (end: () => void) => void ends.push(end) } as unknown as TestContext;
  const repository = testRepository(context, Object.fromEntries(content));
  try {
    const workspaces = workspacesOf(repository);
    const plan = settings();
    const first = names(1).map((name) => session(name, repository.git('rev-parse', 'HEAD')));
    await workspaces.prepare(scope, first, plan);
    for (const name of names(1)) writeIn(worktreeOf(repository, name), '.wavegate/directive.md', 'do');
    await workspaces.remove(scope, first, plan);
    for (let index = 0; index < changed; index += 1) repository.write(`lib/part0/file${index}.js`, 'export {};\n');
    const base = repository.commit();
    const second = names(2).map((name) => session(name, base));
    const begun = performance.now();
    await workspaces.prepareAhead(scope, second, plan);
    const made = performance.now();
    await workspaces.prepare(scope, second, plan);
    const ready = performance.now();
    const floor = await statuses(
      repository,
      names(2).map((name) => worktreeOf(repository, name)),
    );
    const compared = performance.now();
    const bare = names(3).map((name) => path.join(repository.home, 'bare', name));
    for (const folder of bare) repository.git('worktree', 'add', '--quiet', '--detach', folder, base);
    const value = performance.now() - compared;
    for (const folder of bare) rmSync(folder, { recursive: true });
    const peerOrLimit = { name: `${count} git worktree add`, value };
    const size = `${files.toLocaleString('en')} files`;
    // A second of making them ahead is a wait for the clock of the file system.
    return [
      {
        what: `${count} worktrees of a second wave, kept from the first, ${size}`,
        ours: made - begun - 1_000,
        peerOrLimit,
        unit: 'ms',
      },
      {
        what: `${count} worktrees made ahead, looked at after the approval, ${size}`,
        ours: ready - made,
        peerOrLimit: { name: `${count + 1} git status`, value: floor },
        unit: 'ms',
      },
    ];
  } finally {
    for (const end of ends) end();
  }
}

/**
 * Milliseconds git needs to look at worktrees and at the checkout they are of, all at once, with what it has cached: nothing that
 * looks at all of them can take less.
 */
async function statuses(repository: TestRepository, worktrees: readonly string[]): Promise<number> {
  const args = ['status', '--porcelain', '--no-renames'];
  const calls = await Promise.all(
    worktrees.map(async (folder) => {
      const administrative = await administrativeFolder(path.join(repository.folder, '.git'), folder);
      return ['-c', 'core.untrackedCache=true', `--git-dir=${administrative ?? ''}`, `--work-tree=${folder}`, ...args];
    }),
  );
  const begun = performance.now();
  await Promise.all([['-C', repository.folder, ...args], ...calls].map((call) => gitAlone(call)));
  return performance.now() - begun;
}

async function gitAlone(args: readonly string[]): Promise<void> {
  const child = spawn('git', args, { stdio: 'ignore', env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}`);
}
