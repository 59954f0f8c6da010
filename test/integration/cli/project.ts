import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { endHostedSessions } from '../../support/hostedSessions.ts';
import { newBareRepository, newRepository } from '../../support/newRepository.ts';
import { bundledCli, hostingCli } from '../../support/sessionHostBundle.ts';
import { isThere } from '../../support/smallPlan.ts';
import { wholly } from '../../support/wholly.ts';
import { createCommands } from './commands.ts';
import type { Outcome } from './commands.ts';

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** Settles when it has ended. */
  readonly outcome: Promise<Outcome>;
  /** Output so far. */
  readonly shown: () => string;
  /** The same with what it noted beside it. */
  readonly heard: () => string;
}

/** A repository with a remote, an agent and a plan of two tasks, and a `wavegate` to run in it. */
export interface Project {
  readonly repository: string;
  readonly home: string;
  /** Where the runs of this repository are. */
  readonly state: string;
  readonly git: (...argv: readonly string[]) => string;
  /** Starts `wavegate` as a process: for what is about it, its signals or its end. */
  readonly start: (...argv: readonly string[]) => Started;
  /** The same with a process for each session, as it is shipped: for what is about those, too. */
  readonly startApart: (...argv: readonly string[]) => Started;
  /** `start` in another folder, with further variables. */
  readonly startIn: (folder: string, variables: NodeJS.ProcessEnv, argv: readonly string[]) => Started;
  /** Does what `wavegate` does, in this process. */
  readonly wavegate: (...argv: readonly string[]) => Promise<Outcome>;
  /** The same in another folder, with further variables that are for `wavegate` itself. */
  readonly wavegateIn: (folder: string, variables: NodeJS.ProcessEnv, argv: readonly string[]) => Promise<Outcome>;
  /** `wavegate` at a terminal, where a person answers what they are asked with these lines, and then leaves. */
  readonly atTerminal: (lines: readonly string[], ...argv: readonly string[]) => Promise<Outcome>;
}

/** Counts its starts beside the repository; as task b it works until the file `go` is there, or the test is over. */
const agent = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const { WAVEGATE_TASK: task, WAVEGATE_SESSION: session, WAVEGATE_HANDOFF: handoff } = process.env;
const [, , home] = process.argv;
appendFileSync(path.join(home, 'starts'), task + '\\n');
while (task === 'b' && existsSync(home) && !existsSync(path.join(home, 'go'))) await new Promise((resolve) => setTimeout(resolve, 20));
mkdirSync('src', { recursive: true });
writeFileSync('src/' + task + '.js', 'export const name = "' + task + '";\\n');
writeFileSync(handoff, JSON.stringify({ session, task, status: 'done', summary: 'Added.', filesChanged: ['src/' + task + '.js'], verification: [] }));
`;

/** The same for a shell, where there is one: Node takes longer to start than this takes in all. */
const shellAgent = `
printf '%s\\n' "$WAVEGATE_TASK" >> "$1/starts"
while [ "$WAVEGATE_TASK" = b ] && [ -e "$1" ] && [ ! -e "$1/go" ]; do sleep 0.1; done
mkdir -p src
printf 'export const name = "%s";\\n' "$WAVEGATE_TASK" > "src/$WAVEGATE_TASK.js"
printf '{"session":"%s","task":"%s","status":"done","summary":"Added.","filesChanged":["src/%s.js"],"verification":[]}' \\
  "$WAVEGATE_SESSION" "$WAVEGATE_TASK" "$WAVEGATE_TASK" > "$WAVEGATE_HANDOFF"
`;
const adder = process.platform === 'win32' ? ['node', 'agent.mjs'] : ['sh', 'agent.sh'];

const plan = (home: string): string => `waveplan: 1
title: Add two modules
agents:
  adder: {driver: command, argv: ${JSON.stringify([...adder, home])}}
checkpoint: {test: ${isThere('src/a.js')}}
worktree: {sandbox: off}
ship: {pr: false}
waves:
  - id: one
    title: Both modules
    tasks:
      - {id: a, title: Add a, owns: [src/a.js], objective: There is a module a., steps: [Look, Add, Check]}
      - {id: b, title: Add b, owns: [src/b.js], objective: There is a module b., steps: [Look, Add, Check]}
`;

export async function makeProject(test: Pick<TestContext, 'after'>): Promise<Project> {
  const home = await mkdtemp(path.join(tmpdir(), 'wavegate-cli-'));
  const commands: Started[] = [];
  const called = createCommands();
  test.after(async () => {
    // What still writes into the folder would keep it from going.
    for (const { child } of commands) child.kill('SIGKILL');
    await Promise.all([...commands.map(({ outcome }) => outcome), called.end()]);
    await endHostedSessions(home);
    await rm(home, wholly);
  });
  const repository = path.join(home, 'modules');
  const remote = path.join(home, 'remote.git');
  await mkdir(repository);
  const git = (...argv: readonly string[]): string =>
    execFileSync('git', ['-C', repository, ...argv], { encoding: 'utf8', stdio: 'pipe' }).trim();
  newBareRepository(remote);
  newRepository(repository, 'Zoë Test', 'zoe@localhost', remote);
  await writeFile(path.join(repository, 'agent.mjs'), agent);
  await writeFile(path.join(repository, 'agent.sh'), shellAgent);
  await writeFile(path.join(repository, 'plan.waveplan.yaml'), plan(home));
  git('add', '.');
  git('commit', '--quiet', '-m', 'Begin');

  const state = path.join(home, 'state');
  const env = { ...process.env, WAVEGATE_STATE: state, WAVEGATE_WORKTREES: path.join(home, 'worktrees') };
  const shipped = await bundledCli();
  const hosting = await hostingCli();
  const start = (program: string, folder: string, variables: NodeJS.ProcessEnv, argv: readonly string[]): Started => {
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: folder,
      env: { ...env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = { out: '', notes: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.notes += text));
    const outcome = once(child, 'close').then(() => ({ exitCode: child.exitCode, ...printed }));
    const started = { child, outcome, shown: () => printed.out, heard: () => printed.out + printed.notes };
    commands.push(started);
    return started;
  };
  return {
    repository,
    home,
    state,
    git,
    start: (...argv) => start(hosting, repository, {}, argv),
    startApart: (...argv) => start(shipped, repository, {}, argv),
    startIn: (folder, variables, argv) => start(hosting, folder, variables, argv),
    wavegate: (...argv) => called.call(argv, { folder: repository, env }),
    wavegateIn: (folder, variables, argv) => called.call(argv, { folder, env: { ...env, ...variables } }),
    atTerminal: (lines, ...argv) => called.call(argv, { folder: repository, env, lines }),
  };
}
