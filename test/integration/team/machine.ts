import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { bundledCli } from '../../support/sessionHostBundle.ts';
import type { Outcome, Project } from '../cli/project.ts';

/** A clone of a project's repository with state and worktrees of its own, as on another machine of the team. */
export interface Machine {
  readonly repository: string;
  /** Starts `wavegate` there, with the team's database in the environment. */
  readonly start: (...argv: readonly string[]) => {
    readonly child: ChildProcess;
    readonly outcome: Promise<Outcome>;
    readonly shown: () => string;
  };
  readonly wavegate: (...argv: readonly string[]) => Promise<Outcome>;
}

/** @param url address of the database @param name of the machine: a folder beside the project's repository */
export async function makeMachine(
  test: Pick<TestContext, 'after'>,
  project: Project,
  url: string,
  name: string,
): Promise<Machine> {
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
  const program = await bundledCli();
  const env = {
    ...process.env,
    WAVEGATE_STATE: path.join(home, 'state'),
    WAVEGATE_WORKTREES: path.join(home, 'worktrees'),
    WAVEGATE_DATABASE_URL: url,
  };
  const start: Machine['start'] = (...argv) => {
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: repository,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    test.after(() => child.kill('SIGKILL'));
    const printed = { out: '', notes: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.notes += text));
    return {
      child,
      outcome: once(child, 'close').then(() => ({ exitCode: child.exitCode, ...printed })),
      shown: () => printed.out + printed.notes,
    };
  };
  return { repository, start, wavegate: (...argv) => start(...argv).outcome };
}
