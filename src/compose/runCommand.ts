import { randomUUID } from 'node:crypto';
import { afterRunTime } from '../clock/runTime.ts';
import { deniedAccess } from '../core/agents/deniedAccess.ts';
import { leftRunningSentence } from '../core/agents/leftRunning.ts';
import { setupEnvironment } from '../drivers/shared/environment.ts';
import { gitOnlyIn } from '../git/privateGit/environment.ts';
import type { CommandPlace, CommandsOf } from '../git/worktrees/provisionWorktree.ts';
import type { Programs } from '../ports/programs.ts';
import type { Sandbox } from '../sessionPorts/sandbox.ts';
import type { Inside } from '../ports/inside.ts';
import { WorkspaceError } from '../ports/workspaces.ts';

/** Enough to see why a set-up failed. */
const keptOutput = 64 * 1024;

const usualMinutes = 15;

/**
 * Runs a worktree's setup and teardown commands. What they run may be the work of agents, so of the person's variables they
 * see the usual ones, those of package managers and those that the plan names in worktree.env, and they run in the sandbox that the plan asks for. The
 * whole process tree is ended when it takes too long.
 */
export function createRunCommand(programs: Programs, sandbox: Sandbox): CommandsOf {
  return (place) =>
    async (argv, folder, { minutes = usualMinutes, env = [], variables = {} }) => {
      const inside = await enter(sandbox, place, folder);
      const name = 'WAVEGATE_SETUP';
      const value = randomUUID();
      const chunks: Buffer[] = [];
      const running = await programs.start({
        argv,
        inside,
        cwd: folder,
        env: {
          ...setupEnvironment(process.env, env, process.platform),
          ...variables,
          ...gitOnlyIn(folder),
          [name]: value,
        },
        marker: `${name}=${value}`,
        output: (chunk) => void chunks.push(Buffer.from(chunk)),
      });
      const cancelLimit = afterRunTime(minutes * 60_000, () => void running.end());
      try {
        const { exitCode } = await running.exited;
        const left = leftRunningSentence('It', await running.end());
        const output = Buffer.concat(chunks).toString('utf8').slice(-keptOutput);
        const why = exitCode !== 0 && inside.confined ? deniedAccess(output, folder) : undefined;
        const text = [output.trimEnd(), why ?? '', left].filter((part) => part !== '').join('\n');
        return { exitCode, output: text, confined: inside.confined };
      } finally {
        cancelLimit();
        await running.end();
      }
    };
}

/** @throws WorkspaceError when the plan requires a sandbox and there is none */
async function enter(
  sandbox: Sandbox,
  { repository, worktreeRoot, stateRoot, sandbox: { sandbox: wanted, writable } }: CommandPlace,
  worktree: string,
): Promise<Inside> {
  const inside = await sandbox.enter(wanted, {
    worktree,
    repository,
    worktreeRoot,
    hidden: [stateRoot],
    readable: [],
    writable,
    environment: process.env,
  });
  if (inside !== 'missing') return inside;
  const { detail } = await sandbox.status();
  throw new WorkspaceError('setup-failed', `The plan requires a sandbox (worktree.sandbox). ${detail}`);
}
