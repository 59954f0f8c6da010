import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../scripts/vscodeHost/cacheFolder.ts';
import { systemClock } from '../../src/clock/systemClock.ts';
import type { AgentEvent } from '../../src/core/agents/events.ts';
import type { AgentProfile } from '../../src/core/plan/schema/plan.ts';
import { agentLimits } from '../../src/core/queries/agentLimits.ts';
import type { Job } from '../../src/core/model/effects.ts';
import type { AgentWork, StageWork } from '../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import { createLocalExecutor } from '../../src/executors/local/localExecutor.ts';
import type { Executor } from '../../src/ports/executor.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { sessionFiles } from '../../src/protocol/sessionFiles.ts';
import type { SessionEventLine, TakenOverRecord } from '../../src/protocol/sessionFiles.ts';
import { createSessionRecords } from '../../src/sessionHost/sessionRecords.ts';
import { bundledSessionHost } from '../support/sessionHostBundle.ts';
import { applySetup } from './applySetup.ts';
import { giveOwnGit } from '../support/ownGit.ts';
import { cleanEnvironment } from './cleanEnvironment.ts';
import type { CliSetup, TestedDriver } from './clis.ts';
import { profileFor } from './clis.ts';

/** One session of a real CLI: where it works, and what became of it. */
export interface AgentRun {
  readonly worktree: string;
  readonly folder: string;
  readonly started: Promise<void>;
  readonly result: Promise<SessionResult>;
  stop(): Promise<void>;
  takeOver(): Promise<void>;
  handBack(): Promise<void>;
  /** Program that a person's terminal would open; undefined while nobody has taken over. */
  takenOver(): TakenOverRecord | undefined;
  /** Events that the driver has read so far. */
  events(): readonly AgentEvent[];
  /** Output of the CLI so far. */
  output(): string;
}

export interface AgentFixture {
  /** A new worktree of the repository, at its first commit. */
  worktree(name: string): string;
  /** Runs the CLI through the real session host. */
  run(worktree: string, setup: CliSetup, changes?: RunChanges): AgentRun;
  /** Makes the CLI talk to a model: its variables and its files in the home folder. */
  configure(setup: CliSetup): void;
  /** Removes everything. */
  close(): void;
}

export interface RunChanges {
  readonly work?: Partial<AgentWork>;
  readonly stages?: (profile: AgentProfile) => readonly StageWork[];
  readonly limits?: Partial<AgentProfile['limits']>;
  readonly epoch?: number;
}

/**
 * A repository, an empty home folder and a cleaned environment for one CLI of the tested version, outside of temporary
 * folders, as worktrees are.
 *
 * @param bin folder that holds the CLI
 */
export async function createAgentFixture(driver: TestedDriver, bin: string): Promise<AgentFixture> {
  const cache = cacheFolder();
  mkdirSync(path.join(cache, 'agent-tests'), { recursive: true });
  const root = realpathSync(mkdtempSync(path.join(cache, 'agent-tests', `${driver}-`)));
  const [home, repository] = [path.join(root, 'home'), path.join(root, 'repository')];
  const restoreEnvironment = cleanEnvironment(home, [bin]);
  mkdirSync(home);
  const git = createRepository(repository);
  const hostProgram = await bundledSessionHost();
  const base = git('rev-parse', 'HEAD');

  return {
    close: () => {
      restoreEnvironment();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
    configure: (setup) => applySetup(home, setup),
    worktree(name) {
      const folder = path.join(root, 'worktrees', name);
      git('worktree', 'add', '--quiet', '-b', branchOf(name), folder, base);
      giveOwnGit(repository, folder, branchOf(name), base);
      return folder;
    },
    run(worktree, setup, { work = {}, stages, limits = {}, epoch = 1 } = {}) {
      applySetup(home, setup);
      const name = path.basename(worktree);
      const profile = profileFor(driver, setup, limits);
      const state = path.join(root, 'state', `${name}.${epoch}`);
      const executor = createLocalExecutor({
        layout: {
          stateRoot: path.join(root, 'state'),
          worktreeRoot: path.join(root, 'worktrees'),
          runFolder: () => state,
          journalFile: () => path.join(state, 'journal.jsonl'),
          sessionFolder: () => state,
          backupFolder: () => path.join(root, 'backup', name),
          worktree: () => worktree,
        },
        repository,
        hostProgram,
        nodePath: process.execPath,
        clock: systemClock,
        programs: createPrograms(),
        records: createSessionRecords(),
      });
      const job = jobFor(name, epoch, profile, {
        ...{ branch: branchOf(name), base, ...work },
        ...(stages === undefined ? {} : { stages: stages(profile) }),
      });
      return follow(executor, job, worktree, state);
    },
  };
}

/** A command that ends when it is ended, or once the session's work is done; others say when as an argument. */
const waitUntilDone = [
  "import { existsSync } from 'node:fs';",
  'const how = process.argv[3];',
  "if (how === 'briefly') setTimeout(process.exit, 1500, 0);",
  "setInterval(() => how !== 'forever' && existsSync('.wavegate/handoff.json') && process.exit(), 100);",
  '',
].join('\n');

function createRepository(folder: string): (...args: string[]) => string {
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  for (const name of ['a', 'b']) writeFileSync(path.join(folder, 'src', `${name}.js`), `export const ${name} = 1;\n`);
  writeFileSync(path.join(folder, 'wait.mjs'), waitUntilDone);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@localhost');
  git('add', '.');
  git('commit', '--quiet', '-m', 'base');
  return git;
}

function jobFor(
  name: string,
  epoch: number,
  profile: AgentProfile,
  work: Partial<AgentWork> & Pick<AgentWork, 'branch' | 'base'>,
): Job {
  return {
    run: 'agents',
    session: name,
    epoch,
    kind: work.mode === 'read-only' ? 'audit' : 'implement',
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    subject: name,
    limits: agentLimits(profile, {}),
    work: {
      kind: 'agent',
      profile,
      mode: 'workspace-write',
      directive: '# Change src/a.js\n\nWrite a better constant into it.\n',
      mayBeEmpty: work.mode === 'read-only',
      owns: work.mode === 'read-only' ? [] : ['src/a.js'],
      deletes: [],
      protected: [],
      verify: [],
      port: 42_000,
      verifyEnv: [],
      report: [],
      sandbox: { sandbox: 'auto', writable: [] },
      reserved: false,
      ...work,
    },
  };
}

function follow(executor: Executor, job: Job, worktree: string, folder: string): AgentRun {
  const read = (name: string) => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const started = executor.ensureSession(job);
  return {
    worktree,
    folder,
    started,
    result: started.then(() => executor.awaitResult(job)),
    stop: () => executor.stop(job),
    takeOver: () => executor.takeOver(job),
    handBack: () => executor.handBack(job),
    takenOver() {
      const text = read(sessionFiles.takenOver);
      return text === '' ? undefined : (JSON.parse(text) as TakenOverRecord);
    },
    events: () =>
      read(sessionFiles.events)
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as SessionEventLine)
        .flatMap((line) => (line.type === 'agent' ? [line.event] : [])),
    output: () => read(sessionFiles.output),
  };
}

const branchOf = (name: string) => `wavegate/agents.sessions/one/${name}`;
