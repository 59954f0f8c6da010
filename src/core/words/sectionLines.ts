import { isRed } from '../checks/isRed.ts';
import { shrinkage } from '../checks/shrinkage.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { CheckRun } from '../model/checkRun.ts';
import { checksOf } from '../queries/checksOf.ts';
import type { RunState } from '../model/state.ts';
import { waveTitle } from './waveTitle.ts';
import { checkText, checkTitle, listed } from './labels.ts';

/** Lines and sentences that the sections of more than one kind of gate contain. */

/** Waves that are on the run branch, in plan order. */
export function committedLines(state: RunState): readonly string[] {
  return state.plan.plan.waves
    .filter((wave) => state.waves[wave.id]?.commit !== undefined)
    .map((wave) => waveTitle(state, wave.id));
}

export function checkLines(checks: readonly CheckRun[]): readonly string[] {
  return checks.map((check) => `${checkTitle(check.name)}: ${checkText(check)}`);
}

/** Commands that will be run on the result of each wave. */
export function checkCommands(plan: Plan): readonly string[] {
  const { test, none } = plan.checkpoint;
  if (none === true) return ['none: nothing is run on the result of a wave (checkpoint: none)'];
  const checks = checksOf(plan, { kind: 'audit' }).map(({ name, command }) =>
    name === `verify ${command}` ? name : `${name}: ${command}`,
  );
  return test === undefined
    ? ['no test suite: each wave runs the verification of its tasks on what was merged', ...checks]
    : checks;
}

/**
 * Sentence about the checks that ran for a gate, and their results: never more than the checks themselves say.
 *
 * @param accepted names of red ones that a person accepts as red before the run
 */
export function ranText(checks: readonly CheckRun[], accepted: readonly string[] = []): string {
  if (checks.length === 0) return 'Nothing was run on the result: the plan has no checks.';
  if (accepted.length > 0) {
    const green = checks.filter(({ name }) => !accepted.includes(name));
    const others = green.length === 0 ? '' : ` ${ranText(green)}`;
    return `Red, and accepted by a person as red before the run, with no other proof: ${listed(accepted)}.${others}`;
  }
  // A statement of the definition of done is a sentence: it has a place of its own in the gate.
  const named = checks.filter(({ name }) => !isStatement(name));
  const statements = checks.length - named.length;
  const others = statements === 1 ? 'a statement' : `${statements} statements`;
  const done = statements === 0 ? [] : [`${others} of the definition of done`];
  const names = listed(named.map(({ name }) => name));
  const excused = checks.some(isRed) ? ', but for what was red before the run' : '';
  const ran =
    named.length === 0
      ? `${done.join('').replace(/^a/, 'A')} ${statements === 1 ? 'is' : 'are'} green`
      : `${[named.length === 1 ? `The check ${names}` : `The checks ${names}`, ...done].join(' and ')} ${checks.length === 1 ? 'is' : 'are'} green`;
  const shrunk = checks.some((check) => shrinkage(check) !== undefined)
    ? ' Fewer tests ran than before: approving needs a note that says why.'
    : '';
  return `${ran}${excused}.${shrunk}`;
}

/** Names of checks are ids, and `verify …` for the verification of tasks. */
function isStatement(name: string): boolean {
  return /\s/.test(name) && !name.startsWith('verify ');
}
