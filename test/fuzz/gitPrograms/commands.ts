/** One thing somebody does: a git command, or something done to a file of the checkout. */
export type Step =
  | { readonly git: readonly string[]; readonly input?: string }
  | { readonly write: string; readonly text: string; readonly mode?: number }
  | { readonly append: string; readonly text: string }
  | { readonly remove: string }
  | { readonly link: string; readonly to: string }
  /** A hook of the repository, which leaves a line in a file of the git folder whenever it runs. */
  | { readonly hook: string };

/** Values of the names in a program at the place where it is run. */
export interface Surroundings {
  /** Folder for further worktrees. Absolute. */
  readonly outside: string;
  /** A bare repository to fetch from and push to. Absolute. */
  readonly remote: string;
}

/** Makes the steps of a kind of command from three small numbers. */
type Kind = (given: Given) => readonly Step[];

interface Given {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly around: Surroundings;
}

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const file = (n: number): string => pick(['a.txt', 'b.txt', 'dir/c.txt', 'dir/d.txt', 'e.txt', 'new/f.txt'], n);
const branch = (n: number): string => pick(['main', 'one', 'two', 'three/deep'], n);
const at = (n: number): string => pick(['HEAD', 'HEAD~1', 'main', 'one', 'two', 'v1', 'HEAD@{1}', 'origin/main'], n);
const tag = (n: number): string => pick(['v1', 'v2', 'release/3'], n);
const place = (n: number, { outside }: Surroundings): string => `${outside}/${pick(['review', 'hotfix'], n)}`;
const git = (...args: string[]): Step => ({ git: args });
const content = (b: number, c: number): string => `line ${b}\nline ${c}\n`;
const edit = (a: number, b: number, c: number): Step => ({ write: file(a), text: content(b, c) });

/** Kinds of commands people use, by name. Every one may fail, as it may for a person. */
export const kinds: Readonly<Record<string, Kind>> = {
  write: ({ a, b, c }) => [edit(a, b, c)],
  append: ({ a, b }) => [{ append: file(a), text: `more ${b}\n` }],
  'remove a file': ({ a }) => [{ remove: file(a) }],
  'make executable': ({ a, b }) => [{ write: file(a), text: `#!/bin/sh\n: ${b}\n`, mode: 0o755 }],
  link: ({ a, b }) => [{ link: `link${a % 2}`, to: file(b) }],
  'ignored file': ({ a }) => [{ write: `out/${a}.log`, text: 'built\n' }],
  add: ({ a }) => [git('add', file(a))],
  'add everything': () => [git('add', '--all')],
  'add intent': ({ a, b, c }) => [edit(a, b, c), git('add', '-N', file(a))],
  'add known': () => [git('add', '--update')],
  commit: ({ a, b, c }) => [edit(a, b, c), git('add', '--all'), git('commit', '-m', `Change ${a}${b}${c}`)],
  'commit what is staged': ({ a }) => [git('commit', '-m', `Staged ${a}`)],
  'commit known': ({ a, b, c }) => [edit(a, b, c), git('commit', '-a', '-m', `Known ${a}`)],
  amend: ({ a, b, c }) => [edit(a, b, c), git('commit', '-a', '--amend', '-m', `Amended ${b}`)],
  'commit nothing': ({ a }) => [git('commit', '--allow-empty', '-m', `Nothing ${a}`)],
  fixup: ({ a, b, c }) => [edit(a, b, c), git('commit', '-a', '--fixup', 'HEAD')],
  branch: ({ a, b }) => [git('branch', branch(a), at(b))],
  'branch, forced': ({ a, b }) => [git('branch', '--force', branch(a), at(b))],
  'rename branch': ({ a, b }) => [git('branch', '-m', branch(a), branch(b))],
  'copy branch': ({ a, b }) => [git('branch', '-c', branch(a), branch(b))],
  'delete branch': ({ a }) => [git('branch', '-d', branch(a))],
  'delete branch, forced': ({ a }) => [git('branch', '-D', branch(a))],
  upstream: ({ a }) => [git('branch', '--set-upstream-to=origin/main', branch(a))],
  tag: ({ a, b }) => [git('tag', tag(a), at(b))],
  'annotate tag': ({ a, b }) => [git('tag', '--annotate', '--force', '-m', 'Tag', tag(a), at(b))],
  'delete tag': ({ a }) => [git('tag', '--delete', tag(a))],
  switch: ({ a }) => [git('switch', branch(a))],
  'switch to a new branch': ({ a, b }) => [git('switch', '--create', branch(a), at(b))],
  'switch, forced': ({ a }) => [git('switch', '--discard-changes', branch(a))],
  detach: ({ a }) => [git('switch', '--detach', at(a))],
  'switch back': () => [git('switch', '-')],
  'checkout a file': ({ a, b }) => [git('checkout', at(b), '--', file(a))],
  'checkout orphan': ({ a }) => [git('checkout', '--orphan', `orphan${a % 2}`)],
  restore: ({ a }) => [git('restore', file(a))],
  unstage: ({ a }) => [git('restore', '--staged', file(a))],
  'reset softly': ({ a }) => [git('reset', '--soft', at(a))],
  reset: ({ a }) => [git('reset', at(a))],
  'reset hard': ({ a }) => [git('reset', '--hard', at(a))],
  'reset and keep': ({ a }) => [git('reset', '--keep', at(a))],
  stash: ({ a, b, c }) => [edit(a, b, c), git('stash', 'push', '-m', `Stash ${a}`)],
  'stash untracked': ({ a, b, c }) => [edit(a, b, c), git('stash', 'push', '--include-untracked')],
  'stash pop': () => [git('stash', 'pop')],
  'stash apply': () => [git('stash', 'apply', '--index')],
  'stash drop': ({ a }) => [git('stash', 'drop', `stash@{${a % 2}}`)],
  'stash clear': () => [git('stash', 'clear')],
  'stash branch': ({ a }) => [git('stash', 'branch', `stashed${a % 2}`)],
  merge: ({ a }) => [git('merge', '--no-edit', at(a))],
  'merge without fast-forward': ({ a }) => [git('merge', '--no-ff', '--no-edit', '-X', 'ours', at(a))],
  squash: ({ a }) => [git('merge', '--squash', at(a))],
  'merge --abort': () => [git('merge', '--abort')],
  rebase: ({ a }) => [git('rebase', at(a))],
  'rebase with autosquash': ({ a }) => [git('rebase', '--interactive', '--autosquash', '--autostash', at(a))],
  'rebase onto': ({ a, b }) => [git('rebase', '--onto', at(a), at(b))],
  'rebase --abort': () => [git('rebase', '--abort')],
  'rebase --continue': () => [git('add', '--all'), git('rebase', '--continue')],
  'rebase --skip': () => [git('rebase', '--skip')],
  'cherry-pick': ({ a }) => [git('cherry-pick', '-x', at(a))],
  'cherry-pick --abort': () => [git('cherry-pick', '--abort')],
  revert: ({ a }) => [git('revert', '--no-edit', at(a))],
  'revert --quit': () => [git('revert', '--quit')],
  'worktree add': ({ a, b, around }) => [git('worktree', 'add', place(a, around), at(b))],
  'worktree add with a branch': ({ a, b, c, around }) => [
    git('worktree', 'add', '-b', pick(['one', 'two', 'for-review'], b), place(a, around), at(c)),
  ],
  'worktree remove': ({ a, around }) => [git('worktree', 'remove', '--force', place(a, around))],
  'worktree lock': ({ a, b, around }) => [git('worktree', b % 2 === 0 ? 'lock' : 'unlock', place(a, around))],
  'worktree prune': () => [git('worktree', 'prune', '--expire=now')],
  config: ({ a, b }) => [
    git('config', pick(['core.editor', 'pull.rebase', 'rerere.enabled', 'merge.ff'], a), pick(['true', 'false'], b)),
  ],
  'config --unset': ({ a }) => [git('config', '--unset-all', pick(['core.editor', 'pull.rebase', 'merge.ff'], a))],
  'remote add': ({ a, around }) => [git('remote', 'add', pick(['fork', 'upstream'], a), around.remote)],
  'remote remove': ({ a }) => [git('remote', 'remove', pick(['fork', 'upstream', 'origin'], a))],
  'remote rename': ({ a }) => [git('remote', 'rename', 'fork', pick(['upstream', 'mirror'], a))],
  fetch: ({ a, around }) => [git('fetch', '--quiet', a % 2 === 0 ? 'origin' : around.remote, 'main')],
  'fetch into a branch': ({ a, around }) => [git('fetch', '--quiet', around.remote, `main:${branch(a)}`)],
  'fetch --prune': () => [git('fetch', '--quiet', '--all', '--prune', '--tags')],
  pull: () => [git('pull', '--quiet', '--rebase', 'origin', 'main')],
  push: ({ a, around }) => [git('push', '--quiet', '--force', around.remote, `HEAD:refs/heads/pushed${a % 3}`)],
  gc: () => [git('gc', '--quiet')],
  'gc --prune=now': () => [git('gc', '--quiet', '--prune=now')],
  repack: () => [git('repack', '-a', '-d', '-q')],
  'pack-refs': () => [git('pack-refs', '--all')],
  'expire reflogs': ({ a }) => [git('reflog', 'expire', '--expire=now', ...(a % 2 === 0 ? ['--all'] : ['HEAD']))],
  'delete from a reflog': () => [git('reflog', 'delete', 'HEAD@{1}')],
  notes: ({ a, b }) => [git('notes', 'add', '--force', '-m', `Note ${b}`, at(a))],
  'notes remove': ({ a }) => [git('notes', 'remove', at(a))],
  rm: ({ a }) => [git('rm', '--force', file(a))],
  'rm --cached': ({ a }) => [git('rm', '--cached', file(a))],
  mv: ({ a, b }) => [git('mv', file(a), pick(['moved.txt', 'dir/moved.txt', 'b.txt'], b))],
  'sparse-checkout': ({ a }) => [git('sparse-checkout', 'set', pick(['dir', 'new'], a))],
  'sparse-checkout disable': () => [git('sparse-checkout', 'disable')],
  hook: ({ a }) => [
    { hook: pick(['pre-commit', 'post-commit', 'post-checkout', 'post-merge', 'post-rewrite', 'pre-push'], a) },
  ],
  clean: ({ a }) => [git('clean', '--force', '-d', ...(a % 2 === 0 ? ['-x'] : []))],
  'bisect start': () => [git('bisect', 'start', 'HEAD', 'HEAD~2')],
  'bisect answer': ({ a }) => [git('bisect', pick(['good', 'bad', 'skip'], a))],
  'bisect reset': () => [git('bisect', 'reset')],
  'assume unchanged': ({ a }) => [git('update-index', '--assume-unchanged', file(a))],
  'skip worktree': ({ a }) => [git('update-index', '--skip-worktree', file(a))],
  'executable bit': ({ a }) => [git('update-index', '--chmod=+x', file(a))],
  'update-ref': ({ a, b }) => [git('update-ref', `refs/heads/${branch(a)}`, at(b))],
  'update-ref elsewhere': ({ a, b }) => [git('update-ref', `refs/mine/${a % 2}`, at(b))],
  'symbolic-ref': ({ a }) => [git('symbolic-ref', 'refs/heads/alias', `refs/heads/${branch(a)}`)],
  replace: ({ a }) => [git('replace', '--graft', at(a))],
  'rerere clear': () => [git('rerere', 'clear')],
  'commit-graph': () => [git('commit-graph', 'write', '--reachable')],
  apply: ({ a }) => [
    {
      git: ['apply', '--index'],
      input: `diff --git a/applied${a % 2}.txt b/applied${a % 2}.txt\nnew file mode 100644\n--- /dev/null\n+++ b/applied${a % 2}.txt\n@@ -0,0 +1 @@\n+applied\n`,
    },
  ],
  exclude: ({ a }) => [git('config', 'core.excludesFile', `.ignore${a % 2}`)],
  status: () => [git('status', '--porcelain')],
  'init again': () => [git('init', '--quiet')],
};
