import { voidQuestions } from '../../gates/kinds/answer.ts';
import { spotCheckSample } from '../../gates/spotCheckSample.ts';
import type { RunEvent, WaveFailure } from '../../model/events.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import type { Occasion } from '../../model/supervision.ts';
import { openQuestions } from '../../queries/questions.ts';
import { pendingGates, planWave } from '../../queries/runQueries.ts';
import {
  askedAbout,
  citedAnswer,
  questionsToPut,
  supervisedTeam,
  supervisorSessions,
  supervisorSilent,
} from '../../queries/supervisors.ts';
import { planSupervisor } from './planSupervisor.ts';

/**
 * Has supervisors read the questions of their teams before a person is asked, and lets agents go on with answers that rest on
 * what is there. The wave goes on only once every question of it is answered.
 *
 * @returns undefined where a person has to answer
 */
export function superviseQuestions(state: RunState, wave: string | undefined): readonly RunEvent[] | undefined {
  const live = wave === undefined ? undefined : state.waves[wave];
  if (wave === undefined || live === undefined) return undefined;
  const toPut = [...questionsToPut(state, wave)];
  for (const [team, questions] of toPut) {
    const fresh = questions.filter((put) => askedAbout(state, team, put) === undefined);
    if (fresh.length === 0 || supervisorSilent(state, team) !== undefined) continue;
    return planSupervisor(state, { team, occasion: 'question', wave, attempt: live.attempt, questions: fresh });
  }
  const put = toPut.flatMap(([team, questions]) => questions.map((each) => ({ team, each })));
  if (put.some(({ team, each }) => isReading(askedAbout(state, team, each)?.status))) return [];
  const cited = put.flatMap(({ team, each }) => {
    const found = citedAnswer(state, team, each);
    return found === undefined ? [] : [{ team, each, ...found }];
  });
  if (cited.length === 0 || cited.length < openQuestions(state, wave).length) return undefined;
  return [
    ...voidQuestions(state, 'A supervisor has answered.'),
    { type: 'wave-resumed', wave, attempt: live.attempt },
    ...cited.map(({ team, each, session, answer }): RunEvent => {
      const who = `the supervisor of ${team}`;
      return {
        type: 'session-retried',
        session: each.session,
        epoch: each.epoch + 1,
        why: `The supervisor of ${team} has answered its question.`,
        answer: {
          question: each.question,
          text: answer.text,
          who,
          by: { session: session.id, team, cites: answer.cites },
        },
      };
    }),
  ];
}

function isReading(status: string | undefined): boolean {
  return status !== undefined && status !== 'ended';
}

/** Supervisors that read beside the run what has failed, or what waits for its spot-check. They hold nothing up. */
export function superviseBeside(state: RunState): readonly RunEvent[] {
  return [...trouble(state), ...review(state)].slice(0, 1);
}

/** Failures about which a supervisor can know something: not those of a provider or of git, and not what a person has said. */
const troubles: readonly WaveFailure['kind'][] = ['sessions', 'conflict', 'checks'];

function trouble(state: RunState): readonly RunEvent[] {
  const { adaptation } = state;
  const wave = state.waves[adaptation?.cause.wave ?? ''];
  const failure = wave?.status === 'failed' ? wave.failure : undefined;
  if (wave === undefined || failure === undefined || adaptation?.proposal !== undefined) return [];
  if (!troubles.includes(failure.kind) || openQuestions(state, wave.id).length > 0) return [];
  if (failure.kind === 'sessions' && failure.limit !== undefined) return [];
  const suspects = failure.suspects.length > 0 ? failure.suspects : Object.keys(wave.tasks);
  return ask(state, wave, 'trouble', suspects);
}

function review(state: RunState): readonly RunEvent[] {
  const gate = pendingGates(state).find(({ kind }) => kind === 'spot-check');
  const wave = state.waves[gate?.wave ?? ''];
  // Of a single file nothing comes before another.
  if (wave === undefined || spotCheckSample(state, wave.id).length < 2) return [];
  return ask(
    state,
    wave,
    'spot-check',
    (planWave(state, wave.id)?.tasks ?? []).map(({ id }) => id),
  );
}

function ask(
  state: RunState,
  wave: WaveState,
  occasion: Exclude<Occasion, 'question'>,
  tasks: readonly string[],
): readonly RunEvent[] {
  const { id, attempt } = wave;
  const teams = new Set(tasks.flatMap((task) => supervisedTeam(state, task) ?? []));
  for (const team of teams) {
    const asked = supervisorSessions(state, team).some(
      ({ supervises }) => supervises.occasion === occasion && supervises.wave === id && supervises.attempt === attempt,
    );
    if (asked || supervisorSilent(state, team) !== undefined) continue;
    return planSupervisor(state, { team, occasion, wave: id, attempt, questions: [] });
  }
  return [];
}
