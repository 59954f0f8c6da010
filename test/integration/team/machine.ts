import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Outcome } from '../cli/commands.ts';
import type { Project } from '../cli/project.ts';

/** A clone of a project's repository with state and worktrees of its own, as on another machine of the team. */
export interface Machine {
  readonly repository: string;
  /** Starts `wavegate` there, with the team's database in the environment. */
  readonly start: Project['start'];
  /** The same with more variables in its environment. */
  readonly startWith: (
    more: Readonly<Record<string, string>>,
    ...argv: readonly string[]
  ) => ReturnType<Project['start']>;
  readonly wavegate: (...argv: readonly string[]) => Promise<Outcome>;
}

/** @param url address of the database @param name of the machine: a folder beside the project's repository */
export function makeMachine(project: Project, url: string, name: string): Machine {
  const home = path.join(project.home, name);
  const repository = path.join(home, 'modules');
  execFileSync('git', ['clone', '--quiet', '--branch=main', path.join(project.home, 'remote.git'), repository], {
    stdio: 'pipe',
  });
  for (const [key, value] of [
    ['user.name', `${name} Test`],
    ['user.email', `${name}@localhost`],
  ]) {
    execFileSync('git', ['-C', repository, 'config', key ?? '', value ?? '']);
  }
  const variables = {
    WAVEGATE_STATE: path.join(home, 'state'),
    WAVEGATE_WORKTREES: path.join(home, 'worktrees'),
    WAVEGATE_DATABASE_URL: url,
  };
  const startWith: Machine['startWith'] = (more, ...argv) =>
    project.startIn(repository, { ...variables, ...more }, argv);
  const start: Machine['start'] = (...argv) => startWith({}, ...argv);
  return { repository, start, startWith, wavegate: (...argv) => project.wavegateIn(repository, variables, argv) };
}
