import { messagesAhead } from './messages.ts';
import type { Evidence } from '../model/gate.ts';
import type { MessageTrial } from '../model/repository.ts';
import type { RunState } from '../model/state.ts';

/** Name under which the answer of the hook is evidence of a wave's entry. */
export const commitMsg = 'commit-msg';

/** Messages to ask the commit-msg hook about before the next wave; none where it has accepted those of this plan. */
export function messagesToTry(state: RunState): readonly string[] {
  const asked = Object.values(state.waves).some(({ steps }) =>
    steps.some(({ evidence }) => evidence[commitMsg] !== undefined && evidence['plan'] === state.plan.hash),
  );
  return asked ? [] : messagesAhead(state.plan.plan, state.run);
}

/**
 * Judges the answers of the hook to `messagesToTry`. What a wave would commit must be accepted; the message of the plan's
 * own commits only where there is going to be one.
 *
 * @returns evidence, or why the wave cannot begin
 */
export function hookEvidence(state: RunState, trial: MessageTrial | undefined): Evidence | string {
  if (trial === undefined) return {};
  const { hook, answers } = trial;
  const last = answers.length - 1;
  const { waves, ship } = state.plan.plan;
  const keepsBooks = ship.changelog !== undefined || state.revisions.some(({ commit }) => commit !== state.base.commit);
  const counts = (index: number): boolean => {
    if (index === last) return keepsBooks;
    return !['committed', 'carried'].includes(state.waves[waves[index]?.id ?? '']?.status ?? '');
  };
  const refused = answers.find((answer, index) => answer.refused !== undefined && counts(index));
  if (refused !== undefined) {
    const key = refused === answers[last] ? 'commit.bookkeeping' : 'commit.subject';
    return (
      `The commit-msg hook of the repository (${hook}) refuses a message that this run would commit, "${refused.subject}": ${refused.refused} ` +
      `Set ${key}, or commit.trailers, of the plan to what the hook wants, and approve the plan again. Nothing was launched.`
    );
  }
  const notes = [
    ...(answers[last]?.refused === undefined
      ? []
      : [`it would refuse the message of a changed plan ("${answers[last].subject}"): see commit.bookkeeping`]),
    ...answers.flatMap(({ subject, changed }) =>
      changed === true ? [`it would change the message "${subject}", which is committed as it is`] : [],
    ),
  ];
  return { [commitMsg]: [`${hook} accepts the messages of this run`, ...notes].join('; ') };
}
