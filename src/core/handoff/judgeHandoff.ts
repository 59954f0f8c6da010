import type { FileChange } from '../model/repository.ts';
import type { Outcome } from '../model/sessionResult.ts';
import { compareClaims } from './compareClaims.ts';
import type { Handoff } from './schema.ts';
import { handoffSchema } from './schema.ts';

/** Facts about a session and the handoff file it left. Times are epoch milliseconds. */
export interface HandoffEvidence {
  /** Content of the file; undefined if the agent wrote none. */
  readonly text: string | undefined;
  /** Size in bytes of a file that was not read, because no honest handoff is that long. */
  readonly tooLong?: number;
  readonly nonce: string;
  readonly task: string;
  /** Time of a file that was written beside it when the session began: file servers have clocks of their own. */
  readonly startedAt: number;
  /** Time when the file was last written, by the same clock; absent where the agent said its handoff instead. */
  readonly modifiedAt?: number;
  /** Time since then in milliseconds: by the clock of the machine, and by one that is never set. */
  readonly took: { readonly clockMs: number; readonly steadyMs: number };
  /** Changes the session actually made. */
  readonly changes: readonly FileChange[];
  /** Files it lists that are left out because git ignores them, with the rule. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** Whether the work may well be done with nothing changed: the plan says so, or the session only reads. */
  readonly mayBeEmpty: boolean;
}

export type HandoffJudgement =
  | { readonly ok: true; readonly handoff: Handoff }
  | {
      readonly ok: false;
      readonly outcome: Extract<Outcome, 'no-handoff' | 'stale-handoff' | 'blocked'>;
      readonly message: string;
      /** Present when the file could be read and belongs to the session. */
      readonly handoff?: Handoff;
    };

/** File systems round the time of a file, some to two seconds. */
const roundingMs = 2_000;
/** A clock that was set forward and back again leaves later times behind; a file from further ahead was not written by this session. */
const aheadMs = 5 * 60_000;

/**
 * Decides whether a handoff is believed: it must be there, be complete, belong to this very session, be newer than its
 * start, and name exactly the files that changed. Total: every input has an answer.
 */
export function judgeHandoff(evidence: HandoffEvidence): HandoffJudgement {
  const { text, nonce, startedAt, modifiedAt = startedAt, took } = evidence;
  if (text === undefined) {
    return missing('The agent ended without a handoff: .wavegate/handoff.json is not there.');
  }
  if (evidence.tooLong !== undefined) {
    const megabytes = Math.ceil(evidence.tooLong / 1_048_576);
    return missing(`The handoff was not read: it has ${megabytes} MB, and at most 1 MB is read.`);
  }
  const read = readHandoff(text);
  if (typeof read === 'string') return missing(`The handoff cannot be read: ${read}`);
  if (read.session !== nonce) {
    return stale('The handoff was written by another session: its "session" is not this session\'s WAVEGATE_SESSION.');
  }
  const setBackMs = Math.max(0, took.steadyMs - took.clockMs);
  if (modifiedAt < startedAt - setBackMs - roundingMs) {
    return stale('The handoff is older than the start of its session.');
  }
  const longest = Math.max(took.clockMs, took.steadyMs);
  if (modifiedAt > startedAt + longest + aheadMs) return stale('The handoff is dated in the future.');
  return judgeContent(read, evidence);
}

function judgeContent(handoff: Handoff, { task, changes, ignored, mayBeEmpty }: HandoffEvidence): HandoffJudgement {
  if (handoff.task !== task) {
    return blocked(handoff, `The handoff is about task "${handoff.task}", but this session works on "${task}".`);
  }
  if (handoff.status !== 'done') {
    const asked = handoff.question ?? 'It asked no question; its summary may say what is missing.';
    return blocked(handoff, `The agent reports its work as ${handoff.status}. ${asked}`);
  }
  const disagreement = compareClaims(handoff.filesChanged, changes, ignored);
  if (disagreement !== undefined) return blocked(handoff, disagreement);
  if (changes.length === 0 && !mayBeEmpty) return blocked(handoff, nothingChanged);
  return { ok: true, handoff };
}

const nothingChanged =
  'The agent reports its work as done, but changed nothing. Look at its output, then dispatch the task again; if the task may end with nothing to change, give it allowEmpty: true.';

/** The handoff, or why it is none. */
function readHandoff(text: string): Handoff | string {
  let value: unknown;
  try {
    // Some editors on Windows start a file with a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return text.trim() === '' ? 'the file is empty.' : 'it is not complete JSON.';
  }
  const parsed = handoffSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  return `${problems.slice(0, 5).join('; ')}.`;
}

const advice = "Look at the session's output, then dispatch the task again.";

function missing(message: string): HandoffJudgement {
  return { ok: false, outcome: 'no-handoff', message: `${message} ${advice}` };
}

function stale(message: string): HandoffJudgement {
  return { ok: false, outcome: 'stale-handoff', message: `${message} It is not believed. ${advice}` };
}

function blocked(handoff: Handoff, message: string): HandoffJudgement {
  return { ok: false, outcome: 'blocked', message, handoff };
}
