import type { Command, Decided } from '../../model/commands.ts';
import type { RunState } from '../../model/state.ts';
import { currentWave } from '../../queries/runQueries.ts';

/**
 * A person takes back what a supervisor has answered. The agent is stopped, and its question is the person's; what it has
 * done since is kept, and it goes on from there with their answer.
 */
export function takeBackAnswer(command: Extract<Command, { type: 'take-back-answer' }>, state: RunState): Decided {
  const { task, who } = command;
  const wave = currentWave(state)?.state;
  const session = wave === undefined ? undefined : state.sessions[wave.tasks[task] ?? ''];
  const answer = session?.answers?.at(-1);
  if (wave === undefined || session === undefined || answer?.by === undefined || answer.takenBack !== undefined) {
    return { refused: `No supervisor has answered the agent of ${task} in the wave at hand.` };
  }
  if (wave.status !== 'running') {
    return {
      refused: `The work of ${task} has gone on to what follows in its wave. Say at its spot-check, in a comment on the lines that are wrong, what the answer should have been.`,
    };
  }
  return { events: [{ type: 'answer-taken-back', session: session.id, who }] };
}
