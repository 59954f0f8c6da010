import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { mergeParts } from '../../../src/git/merge/mergeParts.ts';
import { predictConflicts } from '../../../src/git/merge/predictConflicts.ts';
import { commitToBranch } from '../../../src/git/commit/waveCommit.ts';
import { testRepository } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';

const source = path.join(import.meta.dirname, '..', '..', '..', 'src', 'git');

const message = 'Wave 1\n\nWavegate-Run: r1\n';

/** A program that merges two parts and commits the result, as the merge and commit sessions of a wave do. */
const program = `
  import { mergeParts } from ${JSON.stringify(path.join(source, 'merge', 'mergeParts.ts'))};
  import { commitToBranch } from ${JSON.stringify(path.join(source, 'commit', 'waveCommit.ts'))};
  const { repository, onto, parts, keep } = JSON.parse(process.argv[2]);
  const { tree } = await mergeParts({ repository, onto, parts, keep });
  const message = ${JSON.stringify(message)};
  console.log(await commitToBranch({ repository, tree, parent: onto, message, branch: 'wavegate/r1' }));`;

/** Builds that program: it is started once for each call of git, and loads in a tenth of the time then. */
async function build(folder: string): Promise<string> {
  const outfile = path.join(folder, 'program.mjs');
  const { build: bundle } = await import('esbuild');
  const stdin = { contents: program, loader: 'ts', resolveDir: source } as const;
  await bundle({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
  return outfile;
}

/**
 * Stands in for git and kills whoever called it once the real git has done a call: that is also before the next one.
 * Each call takes its number by creating the file of that name, as calls that run side by side would read the same count.
 */
function deadlyGit(home: string): string {
  const folder = path.join(home, 'bin');
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'git'),
    `#!/bin/sh
set -o noclobber
count=1
until true 2>/dev/null >"$DEADLY_COUNT/$count"; do count=$((count + 1)); done
"${git}" "$@"
code=$?
[ "$count" = "$DEADLY_AT" ] && kill -9 $PPID
exit $code
`,
  );
  chmodSync(path.join(folder, 'git'), 0o755);
  return folder;
}

function changed(repository: TestRepository, base: string, file: string, text: string): string {
  repository.git('checkout', '--quiet', '--detach', base);
  repository.write(file, text);
  const commit = repository.commit('Part');
  repository.git('checkout', '--quiet', 'main');
  return commit;
}

test(
  'a merge and its commit, killed at any call of git, come out the same when they are repeated',
  { skip: process.platform === 'win32' },
  async (t) => {
    const repository = testRepository(t, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const onto = repository.git('rev-parse', 'HEAD');
    const keep = 'refs/wavegate/r1/merged/one';
    const parts = [
      { subject: 'a', commit: changed(repository, onto, 'a.txt', 'A\n') },
      { subject: 'b', commit: changed(repository, onto, 'b.txt', 'B\n') },
    ];
    const folder = deadlyGit(repository.home);
    const built = await build(repository.home);
    const counter = path.join(repository.home, 'count');
    const run = (at: string) => {
      rmSync(counter, { force: true, recursive: true });
      mkdirSync(counter);
      const env = {
        ...process.env,
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        DEADLY_COUNT: counter,
        DEADLY_AT: at,
      };
      const request = JSON.stringify({ repository: repository.folder, onto, parts, keep });
      return spawnSync(process.execPath, [built, request], { env, encoding: 'utf8' });
    };
    const begin = () => {
      repository.git('update-ref', 'refs/heads/wavegate/r1', onto);
      repository.git('update-ref', '-d', keep);
    };
    begin();
    const whole = run('never');
    assert.equal(whole.status, 0, whole.stderr);
    const calls = readdirSync(counter).length;
    const tree = repository.git('rev-parse', 'wavegate/r1^{tree}');
    const before = repository.git('status', '--porcelain=v2', '--branch');
    for (let call = 1; call <= calls; call += 1) {
      begin();
      assert.equal(run(String(call)).signal, 'SIGKILL', `call ${call}`);
      const merged = await mergeParts({ repository: repository.folder, onto, parts, keep });
      assert.ok('tree' in merged, `killed after call ${call}`);
      const commit = { repository: repository.folder, tree: merged.tree, parent: onto, message, branch: 'wavegate/r1' };
      await commitToBranch(commit);
      assert.equal(repository.git('rev-parse', 'wavegate/r1^{tree}'), tree);
      assert.equal(repository.git('rev-list', '--count', `${onto}..wavegate/r1`), '1');
    }
    assert.equal(repository.git('status', '--porcelain=v2', '--branch'), before);
    repository.git('fsck', '--strict', '--no-dangling');
  },
);

test('conflicts are known before anything is merged, each with the pair it is between', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a\n', 'with space.txt': 'b\n', 'c.txt': 'c\n' });
  const onto = repository.git('rev-parse', 'HEAD');
  const parts = [
    { subject: 'first', commit: changed(repository, onto, 'a.txt', '1\n') },
    { subject: 'second', commit: changed(repository, onto, 'with space.txt', '2\n') },
    { subject: 'third', commit: changed(repository, onto, 'a.txt', '3\n') },
  ];
  const moved = changed(repository, onto, 'with space.txt', 'moved on\n');
  const refs = repository.git('for-each-ref');
  assert.deepEqual(await predictConflicts({ repository: repository.folder, onto, parts }), [
    { between: ['first', 'third'], files: ['a.txt'] },
  ]);
  assert.deepEqual(await predictConflicts({ repository: repository.folder, onto: moved, parts }), [
    { between: ['the run branch', 'second'], files: ['with space.txt'] },
    { between: ['first', 'third'], files: ['a.txt'] },
  ]);
  assert.equal(repository.git('for-each-ref'), refs);
  assert.deepEqual(await predictConflicts({ repository: repository.folder, onto, parts: [] }), []);
});
