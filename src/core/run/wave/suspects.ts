import { matchesAny } from '../../glob/globs.ts';
import { placedTasks } from '../../plan/lookup.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import { planWave, taskSessions, workOf } from '../../queries/runQueries.ts';
import type { RunState, WaveState } from '../../model/state.ts';

/**
 * Tasks that most likely caused a failure, likeliest first: those whose changed files are named by the failing tests'
 * output, whose own verification runs a failing test's file, or that own the files given. When nothing points anywhere, every task of the wave that changed something. A
 * guess for a person to start from, never a verdict.
 */
export function suspectsOf(
  state: RunState,
  wave: WaveState,
  checks: readonly CheckRun[],
  files: readonly string[],
): readonly string[] {
  const text = checks
    .flatMap((check) =>
      check.failed.length > 0 ? check.failed.map((test) => `${test.file ?? ''}\n${test.excerpt}`) : [check.tail],
    )
    .join('\n')
    .replaceAll('\\', '/');
  const sessions = taskSessions(state, wave);
  const scored = sessions.map((session) => {
    const changes = workOf(state, session);
    const task = planWave(state, wave.id)?.tasks.find((candidate) => candidate.id === session.subject);
    const failedFiles = checks.flatMap((check) => check.failed.map((test) => test.file?.replaceAll('\\', '/') ?? ''));
    const verifies = (task?.verify ?? []).some((command) =>
      failedFiles.some((file) => file !== '' && command.includes(file)),
    );
    const mentioned = changes.filter((change) => text.includes(change.path)).length;
    const owned = files.filter((file) => matchesAny(task?.owns ?? [], file)).length;
    return { task: session.subject, score: mentioned + owned + (verifies ? 1 : 0), changed: changes.length };
  });
  const pointed = scored.filter((entry) => entry.score > 0).sort((a, b) => b.score - a.score);
  return (pointed.length > 0 ? pointed : scored.filter((entry) => entry.changed > 0)).map((entry) => entry.task);
}

/** Tasks of the whole plan that may change these files, those that own most of them first. */
export function ownersOf(state: RunState, files: readonly string[]): readonly string[] {
  return placedTasks(state.plan.plan)
    .map(({ task }) => ({ task: task.id, owned: files.filter((file) => matchesAny(task.owns, file)).length }))
    .filter(({ owned }) => owned > 0)
    .sort((one, other) => other.owned - one.owned)
    .map(({ task }) => task);
}
