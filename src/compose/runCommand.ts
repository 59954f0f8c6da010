import { randomUUID } from 'node:crypto';
import { afterRunTime } from '../clock/runTime.ts';
import { allowedEnvironment } from '../drivers/environment.ts';
import type { RunCommand } from '../git/provisionWorktree.ts';
import type { Programs } from '../ports/programs.ts';

/** Enough to see why a set-up failed. */
const keptOutput = 64 * 1024;

const usualMinutes = 15;

/**
 * Runs a worktree's setup and teardown commands. What they run may be the work of agents, so of the person's variables they
 * see the usual ones and those that the plan names in worktree.env. The whole process tree is ended when it takes too long.
 */
export function createRunCommand(programs: Programs): RunCommand {
  return async (argv, folder, { minutes = usualMinutes, env = [], variables = {} }) => {
    const name = 'WAVEGATE_SETUP';
    const value = randomUUID();
    const chunks: Buffer[] = [];
    const running = await programs.start({
      argv,
      cwd: folder,
      env: { ...allowedEnvironment(process.env, env, process.platform), ...variables, [name]: value },
      marker: `${name}=${value}`,
      output: (chunk) => void chunks.push(Buffer.from(chunk)),
    });
    const cancelLimit = afterRunTime(minutes * 60_000, () => void running.end());
    try {
      const { exitCode } = await running.exited;
      return { exitCode, output: Buffer.concat(chunks).toString('utf8').slice(-keptOutput) };
    } finally {
      cancelLimit();
      await running.end();
    }
  };
}
