import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { newRepository, newestCommit } from '../../support/newRepository.ts';
import { wholly } from '../../support/wholly.ts';

/** A real repository in a folder of its own, and ways to act in it like a person or an agent. */
export interface TestRepository {
  /** Folder that holds everything of the test. */
  readonly home: string;
  readonly folder: string;
  readonly git: (...args: string[]) => string;
  /** Runs git in another folder. */
  readonly gitIn: (folder: string, ...args: string[]) => string;
  readonly write: (file: string, text: string) => void;
  /** Commits everything and gives the commit. */
  readonly commit: (message?: string) => string;
}

/** A repository with these files in one commit; none without files. It is removed when the test ends. */
export function testRepository(context: TestContext, files: Readonly<Record<string, string>>): TestRepository {
  const home = mkdtempSync(path.join(tmpdir(), 'wavegate git '));
  context.after(() => rmSync(home, wholly));
  const folder = path.join(home, 'the repository');
  mkdirSync(folder);
  const gitIn = (where: string, ...args: string[]): string =>
    execFileSync('git', ['-C', where, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const git = (...args: string[]): string => gitIn(folder, ...args);
  const write = (file: string, text: string): void => writeIn(folder, file, text);
  const commit = (message = 'Change'): string => {
    git('add', '-A');
    git('-c', 'maintenance.auto=false', 'commit', '--quiet', '--allow-empty', '-m', message);
    return newestCommit(folder);
  };
  newRepository(folder, 'A Person', 'person@example.org');
  for (const [file, text] of Object.entries(files)) write(file, text);
  if (Object.keys(files).length > 0) commit('First');
  return { home, folder, git, gitIn, write, commit };
}

/** Writes a file and the folders above it. */
export function writeIn(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
