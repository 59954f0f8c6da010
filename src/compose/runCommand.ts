import { randomUUID } from 'node:crypto';
import { afterRunTime } from '../clock/runTime.ts';
import type { RunCommand } from '../git/provisionWorktree.ts';
import type { Programs } from '../ports/programs.ts';

/** Enough to see why a set-up failed. */
const keptOutput = 64 * 1024;

const usualMinutes = 15;

/**
 * Runs a worktree's setup and teardown commands as the person would: with their own environment, because installing
 * dependencies needs their registries and caches. The whole process tree is ended when it takes too long.
 */
export function createRunCommand(programs: Programs): RunCommand {
  return async (argv, folder, minutes = usualMinutes) => {
    const name = 'WAVEGATE_SETUP';
    const value = randomUUID();
    const chunks: Buffer[] = [];
    const running = await programs.start({
      argv,
      cwd: folder,
      env: { ...definedOnly(process.env), [name]: value },
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

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
