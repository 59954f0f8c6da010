import { isRed } from '../checks/isRed.ts';
import { countsOf } from '../checks/shrinkage.ts';
import type { Triage } from '../plan/schema/plan.ts';
import type { CheckRun, Measured } from '../model/checkRun.ts';
import type { Outcome, SessionKind, SessionResult } from '../model/sessionResult.ts';
import type { Strategy } from '../model/revision.ts';
import type { WaveStep } from '../model/phase.ts';

/** Words for people for the names of the core. */

const outcomeWords: Readonly<Record<Outcome, string>> = {
  done: 'Done',
  blocked: 'Blocked',
  'no-handoff': 'No handoff file',
  'stale-handoff': 'Left an old handoff',
  'scope-violated': 'Wrote outside its files',
  'readonly-violated': 'Changed what it may only read',
  'context-exhausted': 'Ran out of context',
  'rate-limited': 'Rate limited',
  auth: 'Not signed in',
  budget: 'Out of budget',
  stuck: 'No output (timed out)',
  timeout: 'Ran out of time',
  cancelled: 'Cancelled',
  crashed: 'Crashed',
};

/** How a session ended, in few words. Checks that are red block the wave, and ask no question. */
export function outcomeText(
  kind: SessionKind | undefined,
  { outcome, question, checks = [] }: Pick<SessionResult, 'outcome' | 'question' | 'checks'>,
): string {
  if (outcome === 'blocked' && kind === 'check' && checks.some(isRed)) return 'Failed';
  return outcome === 'blocked' && question !== undefined ? 'Blocked, asks a question' : outcomeWords[outcome];
}

/** Marks of findings, as people say them. */
export const triageWords: Readonly<Record<Triage | 'none', string>> = {
  in: 'in scope',
  out: 'out of scope',
  deferred: 'deferred',
  none: 'not marked',
};

export const stepTitles: Readonly<Record<WaveStep, string>> = {
  entry: 'Entry',
  manifest: 'Manifest',
  thread: 'Thread',
  directives: 'Directives',
  ownership: 'Ownership',
  launch: 'Launch gate',
  worktrees: 'Worktrees',
  handoffs: 'Handoffs',
  merge: 'Merge',
  close: 'Close',
};

export const strategyTitles: Readonly<Record<Strategy, string>> = {
  fix: 'Fix',
  revise: 'Revise the specification',
  redispatch: 'Run again',
  split: 'Split',
  reorder: 'Reorder',
  amend: 'Allow these files',
  divide: 'Divide the wave',
  'merge-base': 'Merge the base in',
  'drop-merge': 'Go on without the merge',
  revert: 'Take a wave back',
};

/** `1 task`, `3 tasks`, `2,000 tasks`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${grouped(amount)} ${amount === 1 ? one : many}`;
}

/** The number with a comma before every three digits. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A span of milliseconds as people say it: `42 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return pair(days, 'd', hours % 24, 'h');
  if (hours > 0) return pair(hours, 'h', minutes % 60, 'min');
  if (minutes > 0) return pair(minutes, 'min', seconds % 60, 's');
  return `${seconds} s`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `2026-11-28 20:20 UTC`. @param at epoch milliseconds */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The first characters of a hash or commit: enough to recognise it. */
export function short(hash: string): string {
  return hash.slice(0, 8);
}

/** `a`, `a and b`, `a, b and c`; beyond `most` names only how many more there are. */
export function listed(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  const shown = rest > 0 ? [...names.slice(0, most), `${grouped(rest)} more`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The first lines of a long list, closed by how many were left out. */
export function capped(lines: readonly string[], most = 12): readonly string[] {
  const rest = lines.length - most;
  return rest > 1 ? [...lines.slice(0, most), `and ${grouped(rest)} more`] : lines;
}

/** Title of a check for people: the plan's `test` is the test suite, the others keep their names. */
export function checkTitle(name: string): string {
  return name === 'test' ? 'Tests' : name.charAt(0).toUpperCase() + name.slice(1);
}

/** `34 passed in 12 s`, `1 of 34 failed`, `ran out of time after 30 min`, with what there was before where that differs. */
export function checkText(check: CheckRun): string {
  const time = elapsed(check.milliseconds);
  if (check.measured !== undefined) return measuredText(check.measured);
  if (check.timedOut) return `ran out of time after ${time}`;
  const again = check.runs > 1 ? `, run ${check.runs} times` : '';
  const more = `${beforeText(check)}${again}${check.replayed === undefined ? '' : ', replayed from a build cache'}`;
  if (check.failed.length > 0) {
    const total = check.passed === undefined ? '' : ` of ${grouped(check.passed + check.failed.length)}`;
    return `${grouped(check.failed.length)}${total} failed${more}`;
  }
  if (check.hollow !== undefined) return `red: ${check.hollow}${more}`;
  if (isRed(check)) {
    const failed =
      check.known === undefined
        ? `failed with exit code ${check.exitCode ?? 'none'}`
        : `${grouped(check.known)} failed`;
    return `${failed}${more}`;
  }
  if (check.passed === undefined) return `passed in ${time}${more}`;
  const skipped = (check.skipped ?? 0) > 0 ? `, ${grouped(check.skipped ?? 0)} skipped` : '';
  return `${grouped(check.passed)} passed${skipped} in ${time}${more}`;
}

/** `140 → 152, has to be <= 200`, with why it is not kept. */
function measuredText({ value, base, bound, times = 1, why }: Measured): string {
  const number = (one: number | undefined) => (one === undefined ? 'no number' : String(Math.round(one * 1000) / 1000));
  const often = times > 1 ? `, median of ${times}` : '';
  return `${number(base)} → ${number(value)}${often}, has to be ${bound}${why === undefined ? '' : `. Not kept: ${why}`}`;
}

function beforeText(check: CheckRun): string {
  const now = countsOf(check);
  const { before } = check;
  if (before === undefined || now === undefined) return '';
  if (now.passed >= before.passed && now.skipped <= before.skipped) return '';
  const skipped = before.skipped > 0 || now.skipped > 0 ? `, ${grouped(before.skipped)} skipped` : '';
  return ` (before: ${grouped(before.passed)} passed${skipped})`;
}
