import { stat } from 'node:fs/promises';
import type { LeftWorktree } from '../../core/model/repository.ts';
import type { Plan } from '../../core/plan/schema/plan.ts';
import { errorMessage } from '../../util/errors.ts';
import { runCommands } from './provisionWorktree.ts';
import type { CommandSurroundings, RunCommand } from './provisionWorktree.ts';
import type { WantedWorktree } from './worktreeGate.ts';

/** Number of tries: a teardown may fail because something is busy for a moment, so it gets a second one. */
const tries = 2;

/**
 * Runs the teardown commands of the plan in a worktree. Whatever they take down was only needed by work that is over, so
 * a failure is an answer and no error.
 *
 * @returns why it failed, also when tried again; undefined when it did not
 */
export async function tearDown(
  settings: Pick<Plan['worktree'], 'teardown'> & CommandSurroundings,
  worktree: string,
  run: RunCommand,
): Promise<string | undefined> {
  let why: string | undefined;
  for (let tried = 0; tried < tries; tried += 1) {
    try {
      await runCommands(settings, 'teardown', worktree, run);
      return undefined;
    } catch (error) {
      why = errorMessage(error);
    }
  }
  return why;
}

/** Runs teardown in the worktrees that are there. @returns those where it failed, and why */
export async function tearDownAll(
  sessions: readonly WantedWorktree[],
  settings: Parameters<typeof tearDown>[0],
  run: RunCommand,
): Promise<readonly LeftWorktree[]> {
  const left: LeftWorktree[] = [];
  for (const { id, folder, variables = {} } of sessions) {
    if ((await stat(folder).catch(() => undefined)) === undefined) continue;
    const why = await tearDown({ ...settings, variables }, folder, run);
    if (why !== undefined) left.push({ session: id, why });
  }
  return left;
}
