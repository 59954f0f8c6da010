import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createSample } from '../../scripts/sample.ts';
import type { PlanTask } from '../../src/core/plan/schema/plan.ts';
import type { TaskWork } from './model/scripts.ts';

const rehearse = [
  "import { Worktree } from './tools/agents/lib/worktree.mjs';",
  "import { taskNamed } from './tools/agents/tasks/tasks.mjs';",
  'const [, task, ...owns] = process.argv;',
  'await taskNamed(task)(new Worktree(owns));',
].join('\n');

/**
 * Has the stand-in for an agent that comes with the sample do a task in a copy of the sample, so that a scripted model
 * knows what to write.
 *
 * @param folder does not exist yet, and is gone afterwards
 */
export async function rehearseTask(folder: string, task: PlanTask): Promise<TaskWork> {
  await createSample(folder);
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, WAVEGATE_SAMPLE_PACE: '0' },
    });
  try {
    run(process.execPath, '--input-type=module', '--eval', rehearse, task.id, ...task.owns);
    const changed = run('git', 'status', '--porcelain', '--untracked-files=all', '-z').split('\0').filter(Boolean);
    return { files: changed.map((line) => fileOf(folder, line)), verify: task.verify };
  } finally {
    for (const made of [folder, `${folder}.remote.git`]) rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param line of `git status --porcelain -z`: two letters, a space, the path */
function fileOf(folder: string, line: string): TaskWork['files'][number] {
  const file = line.slice(3);
  const absolute = path.join(folder, file);
  if (!existsSync(absolute)) throw new Error(`${file} was deleted, which this rehearsal has no words for.`);
  return { path: file, content: readFileSync(absolute, 'utf8'), isNew: line.startsWith('??') };
}
