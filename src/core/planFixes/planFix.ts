import type { Edit, EditableText, PlanText } from '../planText/edit/editableText.ts';
import type { Path } from '../planText/locate.ts';

/** A correction that can be made with one keystroke. */
export interface PlanFix {
  /** Effect of the fix, as a person would say it: `Add "verify"`. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Whether it is what nearly everybody would do about the problem. */
  readonly preferred?: boolean;
}

/** Context of a fix: everything it needs, looked up. */
export interface FixContext {
  /** The text without the tasks that have nothing to do with it; edits are of this text. */
  readonly text: EditableText;
  /** The text as a plan, or a draft of one, unless its YAML is broken. Some corrections need one. */
  readonly plan: PlanText | undefined;
  /** Path of the value where the problem is shown, and how it is written. */
  readonly path: Path;
  readonly written: string;
  /** The word that would put it right; see Problem. */
  readonly suggestion?: string;
  /** Files of the repository, where they are known. */
  readonly files: readonly string[];
  /** Those of them that a glob matches, in order. */
  readonly matching: (glob: string) => readonly string[];
}

/** Finds corrections for one code of problem; none where the text leaves no place for them. */
export type Fixer = (context: FixContext) => readonly PlanFix[];

/** Path of the task that a path leads into, if it does. */
export function taskOf(path: Path): Path | undefined {
  return path[0] === 'waves' && path[2] === 'tasks' && typeof path[3] === 'number' ? path.slice(0, 4) : undefined;
}
