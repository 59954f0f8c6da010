import { isRecord } from '../../util/records.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { triages } from '../plan/schema/vocabulary.ts';
import type { Triage } from '../plan/schema/plan.ts';
import { strategies } from './revision.ts';
import type { Channel, Decision, FileComment, RecordRef, Verdict } from './gate.ts';
import type { Strategy } from './revision.ts';

/** Everything but a decision that can be asked of a run which another process drives. */
export type Ask =
  | { readonly type: 'stop-run'; readonly reason: string }
  | { readonly type: 'retry-wave' }
  /** `branch`: which one, where several have moved on. */
  | { readonly type: 'merge-base'; readonly branch?: string }
  | { readonly type: 'accept-baseline'; readonly note: string }
  | { readonly type: 'reopen-gate'; readonly gate: string }
  /** Takes back what a supervisor has answered the agent of a task. */
  | { readonly type: 'take-back-answer'; readonly task: string }
  | {
      readonly type: 'triage-finding';
      readonly finding: string;
      readonly triage: Triage;
      readonly note?: string;
      readonly wrongSpec?: true;
    }
  /** `diagnosis`: the person's, of the failure; may be empty. */
  | { readonly type: 'adapt'; readonly strategy: Strategy; readonly task: string; readonly diagnosis: string };

/** An ask with who makes it, by which key, and on which record: it counts once, and in one run. */
export interface SignedAsk {
  readonly ask: Ask;
  readonly who: string;
  /** Ed25519 public key (SPKI, base64) that signs it. */
  readonly key: string;
  /** Hash of the place of the key's file, where that has no passphrase. */
  readonly place?: string;
  /** The last record of the journal when it was signed; with another one, it has to be signed again. */
  readonly follows: RecordRef;
  /** Ed25519 over `askText`, base64. */
  readonly signature: string;
}

/** A signed request to the process that drives a run. */
export type RunRequest = { readonly decision: Decision } | { readonly signed: SignedAsk };

/** The text that the signature of an ask covers. @param run id of the run */
export function askText(run: string, { ask, who, key, place, follows }: Omit<SignedAsk, 'signature'>): string {
  return canonicalJson({ signs: 'wavegate-request-1', run, ask: { ask, who, key, place, follows } });
}

/** Reads a request that anybody may have written. @returns undefined for whatever is not exactly one */
export function readRequest(text: string): RunRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  if (isDecision(value['decision'])) return { decision: value['decision'] };
  return isSignedAsk(value['signed']) ? { signed: value['signed'] } : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether an object has these members, each as it has to be, and no others: only what is signed is kept. */
function isExactly(value: unknown, members: Readonly<Record<string, (member: unknown) => boolean>>): value is Fields {
  if (!isRecord(value)) return false;
  const known = new Set(Object.keys(members));
  return (
    Object.keys(value).every((name) => known.has(name)) &&
    Object.entries(members).every(([name, fits]) => fits(Object.hasOwn(value, name) ? value[name] : undefined))
  );
}

const verdicts: readonly Verdict[] = ['approved', 'rejected', 'hold'];
const channels: readonly Channel[] = ['sidebar', 'palette', 'board', 'cli'];

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isTexts = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isText);
const isRef = (value: unknown): boolean => isExactly(value, { seq: isCount, hash: isText });
const optional =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);
const oneOf =
  (choices: readonly string[]) =>
  (value: unknown): boolean =>
    isText(value) && choices.includes(value);

function isComment(value: unknown): value is FileComment {
  return isExactly(value, {
    id: optional(isText),
    file: isText,
    line: isCount,
    text: isText,
    deleted: optional(isText),
  });
}

const signing = { who: isText, key: isText, place: optional(isText), follows: isRef, signature: isText } as const;

function isDecision(value: unknown): value is Decision {
  return isExactly(value, {
    ...signing,
    gate: isText,
    verdict: oneOf(verdicts),
    channel: oneOf(channels),
    note: isText,
    at: isCount,
    evidence: isTexts,
    answers: optional(isTexts),
    comments: optional((comments) => Array.isArray(comments) && comments.every(isComment)),
  });
}

function isAsk(value: unknown): value is Ask {
  if (!isRecord(value)) return false;
  switch (value['type']) {
    case 'stop-run':
      return isExactly(value, { type: isText, reason: isText });
    case 'accept-baseline':
      return isExactly(value, { type: isText, note: isText });
    case 'retry-wave':
      return isExactly(value, { type: isText });
    case 'merge-base':
      return isExactly(value, { type: isText, branch: optional(isText) });
    case 'take-back-answer':
      return isExactly(value, { type: isText, task: isText });
    case 'reopen-gate':
      return isExactly(value, { type: isText, gate: isText });
    case 'triage-finding':
      return isExactly(value, {
        type: isText,
        finding: isText,
        triage: oneOf(triages),
        note: optional(isText),
        wrongSpec: optional((each) => each === true),
      });
    case 'adapt':
      return isExactly(value, { type: isText, strategy: oneOf(strategies), task: isText, diagnosis: isText });
    default:
      return false;
  }
}

function isSignedAsk(value: unknown): value is SignedAsk {
  return isExactly(value, { ...signing, ask: isAsk });
}
