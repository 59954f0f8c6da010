import type { PushTrial } from '../model/terms.ts';

/** Answer of the pre-push hook to a push that has not happened: at most one line. */
export function pushTrialLines(trial: PushTrial | undefined): readonly string[] {
  if (trial === undefined) return [];
  const { hook, commit, refused } = trial;
  const at = commit.slice(0, 10);
  if (refused === undefined) return [`${hook} accepts a push of ${at}`];
  return [
    `${hook} would refuse a push of ${at}: ${refused}`,
    'It ran like a check, without your logins. It is asked again at the push, which fails if it still refuses.',
  ];
}
