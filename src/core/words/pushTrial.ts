import { pushToTry } from '../queries/pushHook.ts';
import type { RunState, Session } from '../model/state.ts';

/**
 * Answer of the pre-push hook to a push that has not happened: a line or two, none where it was not to be asked.
 *
 * @param session the checks that were to ask it
 */
export function pushTrialLines(state: RunState, session: Session | undefined): readonly string[] {
  const push = session === undefined ? undefined : pushToTry(state, session);
  if (session?.result === undefined || push === undefined) return [];
  const { pushTrial, message } = session.result;
  if (pushTrial === undefined) return [`${push.hook} could not be asked: ${message}`];
  const { hook, commit, refused } = pushTrial;
  const at = commit.slice(0, 10);
  if (refused === undefined) return [`${hook} accepts a push of ${at}`];
  return [
    `${hook} would refuse a push of ${at}: ${refused}`,
    'It ran like a check, without your logins. It is asked again at the push, which fails if it still refuses.',
  ];
}
