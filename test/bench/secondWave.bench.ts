import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { Plan } from '../../src/core/plan/schema/plan.ts';
import { testRepository } from '../integration/git/testRepository.ts';
import type { TestRepository } from '../integration/git/testRepository.ts';
import { scope, session, settings, worktreeOf, workspacesOf } from '../integration/git/testWorkspaces.ts';

const worktrees = 10;
const packages = 300;
/** Files of a package: with 300 packages about as many as a small web application installs. */
const filesEach = 12;

/** Commits packages as archives, with the lock file that npm makes of them: an install that needs no network. */
function addPackages({ folder, write, commit }: TestRepository): void {
  const names = Array.from({ length: packages }, (_, index) => `p${index}`);
  for (const name of names) {
    write(`made/${name}/package/package.json`, JSON.stringify({ name, version: '1.0.0' }));
    for (let file = 0; file < filesEach; file += 1) {
      write(`made/${name}/package/f${file}.js`, `export const v = '${name}';\n${'// a line\n'.repeat(200)}`);
    }
    write(`vendor/${name}.tgz`, '');
    execFileSync('tar', ['-czf', `../../vendor/${name}.tgz`, 'package'], { cwd: path.join(folder, 'made', name) });
  }
  rmSync(path.join(folder, 'made'), { recursive: true });
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:vendor/${name}.tgz`]));
  write('package.json', JSON.stringify({ name: 'whole', version: '1.0.0', dependencies }));
  const quiet = ['--offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', '--package-lock-only', ...quiet], { cwd: folder, stdio: 'ignore' });
  commit('Packages');
}

/** Ten worktrees of a second wave with the packages that the first has installed, beside setting each up anew. */
export const bench: Benchmark = {
  name: 'second wave of ten with installed packages',
  async run() {
    const ends: (() => void)[] = [];
    const context = { after: (end: () => void) => void ends.push(end) } as unknown as TestContext;
    const repository = testRepository(context, {
      '.gitignore': 'node_modules/\n',
      ...Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`src/file${index}.js`, 'export {};\n'])),
    });
    try {
      addPackages(repository);
      const workspaces = workspacesOf(repository);
      const keep = { worktrees: 20, days: 7, gigabytes: 5, setups: 20 };
      const kept = settings({ keep, setup: ['npm ci --offline --no-audit --no-fund'] });
      const wave = async (number: number, plan: Plan['worktree']): Promise<number> => {
        const base = repository.git('rev-parse', 'HEAD');
        const names = Array.from({ length: worktrees }, (_, index) => `w${number}t${index}`);
        const sessions = names.map((name) => session(name, base));
        const begun = performance.now();
        await workspaces.prepare(scope, sessions, plan);
        const took = performance.now() - begun;
        disk.push(usedBy(names.map((name) => worktreeOf(repository, name))));
        await workspaces.remove(scope, sessions, plan);
        repository.write('src/file0.js', `export const wave = ${number};\n`);
        repository.commit(`Wave ${number}`);
        return took;
      };
      const disk: number[] = [];
      const anew = await wave(1, { ...kept, keep: 'off' });
      await wave(2, kept);
      const second = await wave(3, kept);
      const rows: readonly BenchmarkRow[] = [
        {
          what: `${worktrees} worktrees of a second wave with ${packages} packages`,
          ours: second,
          peerOrLimit: { name: 'set up anew', value: anew },
          unit: 'ms',
        },
        {
          what: `disk of ${worktrees} worktrees of a second wave`,
          ours: disk[2] ?? 0,
          peerOrLimit: { name: 'set up anew', value: disk[0] ?? 0 },
          unit: 'MB',
        },
        {
          what: 'disk of worktrees and set-ups that are kept',
          ours: usedBy([path.join(repository.home, 'worktrees')]),
          peerOrLimit: { name: 'set up anew', value: disk[0] ?? 0 },
          unit: 'MB',
        },
      ];
      return rows;
    } finally {
      for (const end of ends) end();
    }
  },
};

/** Megabytes on disk, with what folders share counted once. */
function usedBy(folders: readonly string[]): number {
  const lines = execFileSync('du', ['-sk', ...folders], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.reduce((sum, line) => sum + Number(line.split('\t')[0]), 0) / 1_024;
}
