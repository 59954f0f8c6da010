import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { readPrivateGitSource, writePrivateGit } from '../../src/git/privateGit/privateGit.ts';
import { testRepository } from '../integration/git/testRepository.ts';
import { scope, session, settings, worktreeOf, workspacesOf } from '../integration/git/testWorkspaces.ts';

const count = 10;
const files = 1_000;
/** The least disturbed of these counts. */
const rounds = 5;

/** Ten worktrees ready for agents, each with a git folder of its own, beside ten of `git worktree add` alone. */
export const bench: Benchmark = {
  name: 'worktrees with a git folder of their own',
  async run() {
    const ends: (() => void)[] = [];
    const content = Array.from(
      { length: files },
      (_, index) => [`lib/part${Math.floor(index / 100)}/file${index}.js`, `export const v = ${index};\n`] as const,
    );
    const context = { after: (end: () => void) => void ends.push(end) } as unknown as TestContext;
    const repository = testRepository(context, Object.fromEntries(content));
    try {
      const base = repository.git('rev-parse', 'HEAD');
      const workspaces = workspacesOf(repository);
      const times: {
        readonly ours: number;
        readonly bare: number;
        readonly folders: number;
        readonly starts: number;
      }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const names = Array.from({ length: count }, (_, index) => `r${round}t${index}`);
        const begun = performance.now();
        await workspaces.prepare(
          scope,
          names.map((name) => session(name, base)),
          settings(),
        );
        const ready = performance.now();
        const bare = names.map((name) => path.join(repository.home, 'bare', name));
        bare.forEach((folder) => repository.git('worktree', 'add', '--quiet', '-b', path.basename(folder), folder));
        const made = performance.now();
        // A folder may be written again until an agent works in it.
        const source = await readPrivateGitSource(repository.folder, path.join(repository.folder, '.git'));
        for (const name of names) {
          const worktree = worktreeOf(repository, name);
          await writePrivateGit(source, { worktree, branch: name, commit: base, excluded: [], keys: {} });
        }
        const written = performance.now();
        for (const name of names) repository.gitIn(worktreeOf(repository, name), 'rev-parse', 'HEAD');
        const starts = performance.now() - written;
        times.push({ ours: ready - begun, bare: made - ready, folders: written - made, starts });
        for (const folder of [...bare, ...names.map((name) => worktreeOf(repository, name))]) {
          rmSync(folder, { recursive: true });
        }
        repository.git('worktree', 'prune');
      }
      const least = (key: keyof (typeof times)[number]) => Math.min(...times.map((time) => time[key]));
      const against = (name: string, key: keyof (typeof times)[number]) => ({ name, value: least(key) });
      return [
        {
          what: `${count} worktrees ready for agents, ${files.toLocaleString('en')} files`,
          ours: least('ours'),
          peerOrLimit: against(`${count} git worktree add`, 'bare'),
          unit: 'ms',
        },
        {
          what: `their ${count} git folders alone`,
          ours: least('folders'),
          peerOrLimit: against(`${count} git rev-parse`, 'starts'),
          unit: 'ms',
        },
      ];
    } finally {
      for (const end of ends) end();
    }
  },
};
