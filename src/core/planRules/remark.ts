import type { PlanProblemCode } from '../planText/codes.ts';
import type { Path } from '../planText/locate.ts';
import type { Problem } from '../planText/problem.ts';

/**
 * A place of a plan by what is there, not by where: so a remark about a task stays true while the text around the task
 * changes.
 */
export interface RemarkPlace {
  /** From the root of the plan, or from the task the remark is about. */
  readonly from: 'plan' | 'task';
  readonly path: Path;
  readonly part?: 'key' | 'value';
  /** Only these characters of the text at the path, counted in the source. */
  readonly within?: { readonly start: number; readonly end: number };
}

/** Remark of a rule. Becomes a Problem once its places are looked up in a text. */
export interface Remark {
  readonly code: PlanProblemCode;
  readonly at: RemarkPlace;
  readonly message: string;
  /** Milder than the code's own. */
  readonly severity?: Problem['severity'];
  readonly related?: readonly { readonly message: string; readonly at: RemarkPlace }[];
  /** The word that would put it right; see Problem. */
  readonly suggestion?: string;
  /** Whether the value at the place would be right in quotes. */
  readonly asText?: boolean;
}

/** A place from the root of the plan. */
export function inPlan(...path: Path): RemarkPlace {
  return { from: 'plan', path };
}

/** A place in the task a rule looks at. */
export function inTask(...path: Path): RemarkPlace {
  return { from: 'task', path };
}

/** The key that names what stands at a place. */
export function keyOf(place: RemarkPlace): RemarkPlace {
  return { ...place, part: 'key' };
}
