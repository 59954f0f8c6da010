import { divideObstacle } from '../../division/facts.ts';
import { voidProposals } from '../../gates/kinds/adapt.ts';
import type { Command, Decided } from '../../model/commands.ts';
import type { RunState } from '../../model/state.ts';
import { waveScope } from '../../queries/runQueries.ts';
import { mechanicalSession } from '../session/planSession.ts';

/** A person has the red wave at hand divided: a session tries parts of it, and a change of the plan follows from what it finds. */
export function divideWave(command: Extract<Command, { type: 'divide-wave' }>, state: RunState): Decided {
  const obstacle = divideObstacle(state);
  if (obstacle !== undefined) return { refused: obstacle };
  const wave = state.waves[state.adaptation?.cause.wave ?? ''];
  const merge = state.sessions[wave?.merge?.session ?? ''];
  if (wave === undefined || merge === undefined) return { refused: 'The wave was not merged.' };
  const number = (state.divisions ?? []).filter((record) => record.wave === wave.id).length + 1;
  const session = mechanicalSession(state, 'divide', waveScope(wave), `divide@${number}`, merge.base);
  const { who, note } = command;
  return {
    events: [
      ...voidProposals(state, 'The wave is divided first.'),
      { type: 'division-started', wave: wave.id, attempt: wave.attempt, who, note: note.trim(), session },
    ],
  };
}
