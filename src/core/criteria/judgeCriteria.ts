import { isRed } from '../checks/isRed.ts';
import { steadyName } from '../checks/steadyName.ts';
import { namesOfTests } from '../checks/testNames.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { CriterionReport } from '../model/finding.ts';
import type { Criterion } from './criteria.ts';

/** Claim of a verifier about one criterion. */
export interface ReportedCriterion {
  readonly id: string;
  readonly verdict: CriterionReport['verdict'];
  readonly command?: string | undefined;
  readonly test?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * Confirmation of each criterion once the commands that the verifier cites have been run again: a claim counts only as far
 * as that run shows it. Every criterion that was asked about has an answer, in the order asked; claims about others follow.
 *
 * @param runs the cited commands, run by the host on exactly what was merged
 * @param ran what the verifier has run, as its program tells; undefined where nothing tells
 */
export function judgeCriteria(
  asked: readonly Criterion[],
  reported: readonly ReportedCriterion[],
  runs: readonly CheckRun[],
  ran?: readonly string[],
): readonly CriterionReport[] {
  const answers = asked.map((criterion): CriterionReport => {
    const claims = reported.filter(({ id }) => id === criterion.id);
    const [claim] = claims;
    if (claim === undefined)
      return {
        id: criterion.id,
        verdict: 'not-covered',
        confirmation: 'unproven',
        why: 'The verifier did not report it.',
      };
    if (claims.some(({ verdict }) => verdict !== claim.verdict))
      return {
        ...plain(claim),
        confirmation: 'contradicted',
        why: 'The verifier reports it twice, with different verdicts.',
      };
    return judge(criterion, claim, runs, ran);
  });
  const unknown = reported
    .filter(({ id }) => asked.every((criterion) => criterion.id !== id))
    .map((claim): CriterionReport => ({
      ...plain(claim),
      confirmation: 'unproven',
      why: 'No task has such a criterion.',
    }));
  return [...answers, ...unknown];
}

function plain({ id, verdict, command, test, note }: ReportedCriterion): Omit<CriterionReport, 'confirmation'> {
  return {
    id,
    verdict,
    ...(command === undefined ? {} : { command }),
    ...(test === undefined ? {} : { test }),
    ...(note === undefined ? {} : { note }),
  };
}

function judge(
  criterion: Criterion,
  claim: ReportedCriterion,
  runs: readonly CheckRun[],
  ran: readonly string[] | undefined,
): CriterionReport {
  const base = plain(claim);
  if (claim.verdict === 'not-covered') return { ...base, confirmation: 'confirmed' };
  const { command } = claim;
  if (command === undefined) return { ...base, confirmation: 'unproven', why: 'No command is cited that shows it.' };
  const run = runs.find((each) => each.command === command);
  if (run === undefined) return { ...base, confirmation: 'unproven', why: 'The cited command was not run again.' };
  if (run.missing !== undefined && run.exitCode === null)
    return { ...base, confirmation: 'contradicted', why: `The cited command cannot be run: ${run.missing}` };
  if (run.exitCode === null || run.timedOut)
    return {
      ...base,
      confirmation: 'contradicted',
      why: `The cited command cannot be run to its end: ${lastLine(run)}`,
    };
  if (ran !== undefined && !ran.some((each) => contains(each, command)))
    return { ...base, confirmation: 'contradicted', why: 'The verifier cites a command that it has not run.' };
  const why = claim.verdict === 'pass' ? whyNoPass(criterion, claim, run) : whyNoFail(claim, run);
  return why === undefined ? { ...base, confirmation: 'confirmed' } : { ...base, ...why };
}

/** Whether a line is the command, also inside a shell; one that only begins so is another command. */
function contains(line: string, command: string): boolean {
  const [whole, part] = [line, command].map((text) => text.replace(/\s+/g, ' ').trim());
  if (whole === undefined || part === undefined) return false;
  for (let at = whole.indexOf(part); at !== -1; at = whole.indexOf(part, at + 1)) {
    if (/^(?:$|["')]| ?[;&|>]| ?\d>)/.test(whole.slice(at + part.length))) return true;
  }
  return false;
}

type Doubt = Pick<CriterionReport, 'confirmation' | 'why'>;

function contradicted(why: string): Doubt {
  return { confirmation: 'contradicted', why };
}

function whyNoPass({ tests }: Criterion, { test }: ReportedCriterion, run: CheckRun): Doubt | undefined {
  const failing = failingOf(run, test);
  if (test !== undefined && failing) return contradicted('The cited test fails when it is run again.');
  if (run.hollow !== undefined) return contradicted(`${run.hollow}.`);
  if (test === undefined && isRed(run)) return contradicted('The cited command is red when it is run again.');
  if (test === undefined) return { confirmation: 'unproven', why: 'No test is cited that shows it.' };
  const names = namesOfTests(run);
  if (names === undefined) {
    if (isRed(run)) return contradicted('The cited command is red when it is run again.');
    return {
      confirmation: 'unproven',
      why: 'The cited command succeeds, but names no tests: nothing shows that this one ran.',
    };
  }
  const name = steadyName(test);
  if (names.skipped.has(name) && !names.passed.has(name)) return contradicted('The cited test is skipped.');
  if (![...names.passed].some((passed) => isSame(passed, name)))
    return contradicted('The cited command does not run the cited test.');
  const named = tests.some((each) => isSame(each, test) || /[\\/]|\.\w+$/.test(each));
  return tests.length === 0 || named
    ? undefined
    : { confirmation: 'unproven', why: `The plan names other tests for it: ${tests.slice(0, 3).join(', ')}.` };
}

function whyNoFail({ test }: ReportedCriterion, run: CheckRun): Doubt | undefined {
  if (test === undefined)
    return isRed(run) ? undefined : contradicted('The cited command succeeds when it is run again.');
  if (failingOf(run, test)) return undefined;
  return isRed(run)
    ? contradicted('The cited test is not among those that fail.')
    : contradicted('The cited command succeeds when it is run again.');
}

function failingOf(run: CheckRun, test: string | undefined): boolean {
  return test !== undefined && run.failed.some(({ name }) => isSame(steadyName(name), steadyName(test)));
}

/** Runners put the names of groups before that of a test; people leave them out. */
function isSame(one: string, other: string): boolean {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  return long === short || (/(?:^|[ >›:.#/])$/.test(long.slice(0, long.length - short.length)) && long.endsWith(short));
}

function lastLine({ tail }: CheckRun): string {
  return tail.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

/** Whether a verification leaves nothing to say: every criterion passes, and the host has seen it. */
export function isProved(reports: readonly CriterionReport[]): boolean {
  return reports.every(({ verdict, confirmation }) => verdict === 'pass' && confirmation === 'confirmed');
}
