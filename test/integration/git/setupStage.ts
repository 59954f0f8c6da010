import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Plan } from '../../../src/core/plan/schema/plan.ts';
import { prepareWorktrees } from '../../../src/git/worktrees/prepareWorktrees.ts';
import { testRepository } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { runCommand, scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

/** Stands for an install: says that it ran, and leaves packages, a program that names its place, and a link. */
const install = `
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
appendFileSync(process.argv[2], 'x');
mkdirSync('node_modules/.bin', { recursive: true });
mkdirSync('node_modules/pad');
writeFileSync('node_modules/pad/index.js', readFileSync('lock.json'));
writeFileSync('node_modules/.bin/pad', '#!/bin/sh\\nexec ' + process.cwd() + '/node_modules/pad\\n', { mode: 0o755 });
symlinkSync('../lib', 'node_modules/lib');
symlinkSync(process.cwd() + '/lib', 'node_modules/absolute');
if (process.argv[3]) (await import('./' + process.argv[3])).default();
`;

export const keep = { worktrees: 5, days: 7, gigabytes: 1, setups: 2 };

/** A repository with an install, whose sessions follow each other. */
export interface SetupStage {
  readonly repository: TestRepository;
  readonly base: string;
  /** Folder of the pool that holds set-ups. */
  readonly kept: string;
  /** How often the install ran. */
  readonly installs: () => number;
  /** Lines that launch gates would say of the set-ups of all sessions. */
  readonly notes: readonly string[];
  /** Starts a session, lets it work in its worktree, and ends it. @returns what its launch gate would say of the set-up */
  readonly session: (
    subject: string,
    commit: string,
    work?: (folder: string) => void,
    given?: Partial<Plan['worktree']>,
  ) => Promise<readonly string[]>;
}

export function setupStage(
  context: TestContext,
  files: Readonly<Record<string, string>> = {},
  argument = '',
): SetupStage {
  const repository = testRepository(context, {
    '.gitignore': 'node_modules/\n.env\n',
    'install.mjs': install,
    'lock.json': '1',
    'lib/a.js': 'export const a = 1;\n',
    ...files,
  });
  const base = repository.git('rev-parse', 'HEAD');
  const workspaces = workspacesOf(repository);
  const log = path.join(repository.home, 'log');
  const kept = path.join(repository.home, 'worktrees', '.kept', 'setups');
  const notes: string[] = [];
  const run = `node install.mjs "${log}" ${argument}`.trim();
  return {
    repository,
    base,
    kept,
    notes,
    installs: () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0),
    async session(subject, commit, work = () => undefined, given = {}) {
      const set = settings({ keep, setup: [{ run, inputs: ['lock.json', 'install.mjs'] }], ...given });
      const sessions = [session(subject, commit)];
      const before = notes.length;
      const folder = worktreeOf(repository, subject);
      const [{ id, branch = '' } = { id: '', branch: '' }] = sessions;
      const guard = path.join(repository.home, 'guards', subject);
      const wanted = [{ id, folder, branch, base: commit, guard }];
      await prepareWorktrees(repository.folder, wanted, set, runCommand, path.dirname(kept), (line) =>
        notes.push(line),
      );
      mkdirSync(path.join(folder, '.wavegate'));
      work(folder);
      assert.deepEqual(await workspaces.remove(scope, sessions, set), []);
      return notes.slice(before);
    },
  };
}

/** Traces the install has left of its lock file. */
export const packaged = (folder: string): string =>
  readFileSync(path.join(folder, 'node_modules/pad/index.js'), 'utf8');
