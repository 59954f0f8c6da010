import type { Problem } from '../planText/problem.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { ParsedPlan } from '../planText/problem.ts';
import { outsidePart } from './draftPart.ts';
import type { DraftPart } from './draftPart.ts';
import { changedParts } from './keptParts.ts';

/** Judgement of the plan in one answer of a planner. */
export interface JudgedDraft {
  /** Problems to correct, one entry each, with its line. Empty: the draft is a plan that can run. */
  readonly wrong: readonly string[];
  /** Advice on a draft that could run. */
  readonly advice: readonly string[];
}

/** Advice that is worth a round of its own: the plan would run, and not do what it says. */
const grave: readonly Problem['code'][] = [
  'no-waves',
  'missing-file',
  'glob-matches-nothing',
  'program-not-found',
  'too-many-call-sites',
];

/**
 * Holds the plan of a planner against everything a plan has to be.
 *
 * @param parsed what the language server would say of it
 * @param before the person's plan, as far as there is one, and the waves of it that are committed
 * @param part what the draft is about, where that is not the whole plan
 */
export function judgeDraft(
  source: string,
  { plan, problems }: ParsedPlan,
  before?: { readonly plan: Plan; readonly done: readonly string[] },
  part?: DraftPart,
): JudgedDraft {
  const isWrong = ({ severity, code }: Problem): boolean => severity === 'error' || grave.includes(code);
  const placed = (problem: Problem): string =>
    `line ${lineAt(source, problem.start)}, ${problem.code}: ${problem.message}`;
  const changed = plan === undefined || before === undefined ? [] : changedParts(before.plan, plan, before.done);
  const outside =
    plan === undefined || before === undefined || part === undefined ? [] : outsidePart(before.plan, plan, part);
  return {
    wrong: [...problems.filter(isWrong).map(placed), ...changed, ...outside],
    advice: problems.filter((problem) => !isWrong(problem) && problem.severity === 'warning').map(placed),
  };
}

/** Message to a planner whose answer contains no plan. */
export function noPlan(answer: string): string {
  const begin = answer.replace(/\s+/g, ' ').trim().slice(0, shownOfAnswer);
  const wanted = 'put the whole text of the plan file, as YAML that begins with its title, into "plan".';
  return begin === ''
    ? `The handoff has no plan: ${wanted}`
    : `"plan" is no plan file (it begins "${begin}"): ${wanted}`;
}

/** Most that is shown of an answer that is no plan, in characters. */
const shownOfAnswer = 60;

/**
 * The plan text of a handoff, ready to be written; undefined when it is none. Models like to put one into a code block
 * although it is a string already.
 */
export function planTextIn(answer: string): string | undefined {
  const fenced = /^\s*```[a-z]*\n([\s\S]*?)\n```\s*$/.exec(answer)?.[1];
  const text = (fenced ?? answer).replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '');
  return /^(?:#[^\n]*\n|\s*\n|---\n)*\s*(?:waveplan|"waveplan"|title|\{)/.test(text) ? `${text}\n` : undefined;
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
