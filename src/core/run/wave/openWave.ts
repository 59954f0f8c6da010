import type { PlanWave } from '../../plan/schema/plan.ts';
import type { Context } from '../gate/openGate.ts';
import { tasksOfComments } from '../../queries/comments.ts';
import type { RunEvent } from '../../model/events.ts';
import { taskDefinition } from './waveSessions.ts';
import type { RunState } from '../../model/state.ts';

/** Opens a wave, or a further attempt at it that keeps the results which still fit the plan. */
export function openWave({ state, tools }: Context, wave: PlanWave, attempt: number): RunEvent {
  const carries = carriedInto(state, wave.id);
  const before = state.waves[wave.id];
  const commented = before ? tasksOfComments(state, before) : [];
  const kept: Record<string, string> = {};
  for (const task of wave.tasks) {
    const session = before ? state.sessions[before.tasks[task.id] ?? ''] : undefined;
    const good =
      session?.result?.outcome === 'done' &&
      session.definition === taskDefinition(task, tools) &&
      !commented.includes(task.id);
    if (session && good) kept[task.id] = session.id;
  }
  return { type: 'wave-opened', wave: wave.id, attempt, base: carries.at(-1)?.commit ?? state.head, kept, carries };
}

/** The chain of waves whose unfinished work ends up in this one, oldest first. */
function carriedInto(state: RunState, wave: string): readonly { wave: string; commit: string }[] {
  const direct = Object.values(state.waves).find(
    (candidate) => candidate.status === 'carried' && candidate.carriedInto === wave,
  );
  const commit = direct?.merge?.commit;
  return direct && commit ? [...direct.carries, { wave: direct.id, commit }] : [];
}
