import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/clock/systemClock.ts';
import type { Job, Work } from '../../../src/core/model/effects.ts';
import type { AgentWork } from '../../../src/core/model/sessionWork.ts';
import { createLocalExecutor } from '../../../src/executors/local/localExecutor.ts';
import type { LocalExecutorOptions } from '../../../src/executors/local/options.ts';
import type { Executor } from '../../../src/ports/executor.ts';
import type { Layout } from '../../../src/ports/layout.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import { createSessionRecords } from '../../../src/sessionHost/sessionRecords.ts';
import { endHostedSessions } from '../../support/hostedSessions.ts';
import { newRepository, newestCommit } from '../../support/newRepository.ts';
import { giveOwnGit } from '../../support/ownGit.ts';
import { bundledSessionHost } from '../../support/sessionHostBundle.ts';
import { until } from '../../support/until.ts';
import { wholly } from '../../support/wholly.ts';

const agentProgram = path.join(import.meta.dirname, 'agent.mjs');
const hostProgram = await bundledSessionHost();
const branch = 'wavegate/run.sessions/one/task';

/** A real repository with the worktree of one session, and an executor for it. */
export interface SessionFixture {
  readonly repository: string;
  readonly worktree: string;
  readonly base: string;
  readonly layout: Layout;
  readonly folder: (epoch?: number) => string;
  readonly executor: (options?: Partial<LocalExecutorOptions>) => Executor;
  /** The job of an agent that behaves as named; see agent.mjs. */
  readonly agentJob: (behaviour: readonly string[], work?: Partial<AgentWork>, job?: Partial<Job>) => Job;
  readonly job: (work: Work, job?: Partial<Job>) => Job;
  readonly git: (...args: string[]) => string;
  /** Text of a file in the worktree's `.wavegate`, once it is there. */
  readonly left: (name: string) => Promise<string>;
  /** Does something when the test ends, before the sessions and the folders go; the last one first. */
  readonly atEnd: (step: () => Promise<void>) => void;
}

/** Everything it makes is removed when the test ends, with what still runs of it. */
export function createSessionFixture(t: TestContext): SessionFixture {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'wavegate-host-')));
  const steps: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const step of steps.reverse()) await step();
    await endHostedSessions(root);
    rmSync(root, wholly);
  });
  const repository = path.join(root, 'repository');
  const worktree = path.join(root, 'worktrees', 'one', 'task');
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  mkdirSync(path.join(repository, 'src'), { recursive: true });
  for (const name of ['a', 'b', 'c'])
    writeFileSync(path.join(repository, 'src', `${name}.js`), `export const ${name} = 1;\n`);
  writeFileSync(path.join(repository, '.gitignore'), 'node_modules\n');
  newRepository(repository, 'Test', 'test@localhost');
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
  const base = newestCommit(repository);
  git('worktree', 'add', '--quiet', '-b', branch, worktree, base);
  giveOwnGit(repository, worktree, branch, base);

  const layout: Layout = {
    stateRoot: path.join(root, 'state'),
    worktreeRoot: path.join(root, 'worktrees'),
    runFolder: (run) => path.join(root, 'state', run),
    journalFile: (run) => path.join(root, 'state', run, 'journal.jsonl'),
    sessionFolder: (run, session, epoch) => path.join(root, 'state', run, 'sessions', `${session}.${epoch}`),
    backupFolder: (run) => path.join(root, 'state', run, 'backup'),
    worktree: (_run, _scope, subject) => path.join(root, 'worktrees', 'one', subject),
  };
  const job = (work: Work, changes: Partial<Job> = {}): Job => ({
    run: 'run',
    session: 'one-task',
    epoch: 1,
    kind: work.kind === 'agent' ? 'implement' : work.kind === 'watch' ? 'ci' : work.kind,
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    subject: 'task',
    limits: { minutes: 15, idleMinutes: 15 },
    work,
    ...changes,
  });
  return {
    repository,
    worktree,
    base,
    layout,
    git,
    job,
    folder: (epoch = 1) => layout.sessionFolder('run', 'one-task', epoch),
    executor: (options = {}) =>
      createLocalExecutor({
        layout,
        repository,
        hostProgram,
        nodePath: process.execPath,
        clock: systemClock,
        programs: createPrograms(),
        records: createSessionRecords(),
        ...options,
      }),
    agentJob: (behaviour, work = {}, changes = {}) =>
      job(
        {
          kind: 'agent',
          profile: {
            driver: 'command',
            argv: [process.execPath, agentProgram, ...behaviour],
            mode: 'workspace-write',
            limits: { minutes: 15, idleMinutes: 15 },
            env: [],
          },
          mode: 'workspace-write',
          directive: '# Change a file\n',
          branch,
          base,
          owns: ['src/a.js', 'src/new/**'],
          deletes: [],
          mayBeEmpty: false,
          protected: [],
          verify: [],
          port: 42_000,
          verifyEnv: [],
          report: [],
          sandbox: { sandbox: 'off', writable: [] },
          reserved: false,
          ...work,
        },
        changes,
      ),
    atEnd: (step) => void steps.push(step),
    async left(name) {
      const file = path.join(worktree, '.wavegate', name);
      await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
      return readFileSync(file, 'utf8');
    },
  };
}

/** Whether a process is there and not a zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await createPrograms().identify(pid)) !== undefined;
}
