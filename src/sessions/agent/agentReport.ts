import type { Transcript } from '../../core/agents/transcript.ts';
import { emptyTranscript } from '../../core/agents/transcript.ts';
import { resetIn } from '../../core/agents/usageLimit.ts';
import type { HandoffJudgement } from '../../core/handoff/judgeHandoff.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { elapsed, utcTime } from '../../core/words/labels.ts';
import type { AgentRuns } from './agentRuns.ts';
import { resetTime } from './resetTime.ts';

/** Content of the handoff, as far as it belongs to the session. */
export function reportOf(
  { handoff }: HandoffJudgement,
  text: string | undefined,
): Pick<SessionResult, 'summary' | 'question' | 'followUps' | 'deviations' | 'discoveries' | 'handoff'> {
  if (handoff === undefined) return {};
  const { summary, question, followUps = [], deviations = [], discoveries = [] } = handoff;
  return {
    summary,
    ...(text === undefined ? {} : { handoff: text }),
    ...(question === undefined ? {} : { question }),
    ...(followUps.length === 0 ? {} : { followUps }),
    ...(deviations.length === 0 ? {} : { deviations }),
    ...(discoveries.length === 0 ? {} : { discoveries }),
  };
}

/** Time when the provider lets the account in again: as its program told, else as its words say. */
export function limitIn({ resetsAt }: Transcript, words: string): NonNullable<SessionResult['limit']> {
  if (resetsAt !== undefined) return { resetsAt };
  const reset = resetIn(words);
  const at = reset && resetTime(reset, Date.now());
  return at === undefined ? {} : { resetsAt: at };
}

export function resetNote(resetsAt: number): string {
  const left = resetsAt - Date.now();
  return `The limit is lifted at ${utcTime(resetsAt)}${left > 0 ? `, in ${elapsed(left)}` : ''}.`;
}

/** Whether the program never got as far as to say or do anything. */
export function neverBegan({ end, transcript }: AgentRuns): boolean {
  if (end.kind === 'never-ran') return true;
  const notFound = end.kind === 'exited' && (end.exitCode === 126 || end.exitCode === 127);
  return notFound && transcript === emptyTranscript;
}

export function deniedOf({ denied, deniedCount }: Transcript): Pick<SessionResult, 'denied'> {
  return deniedCount === 0 ? {} : { denied: { count: deniedCount, commands: denied } };
}
