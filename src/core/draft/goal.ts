import { nothingOpen } from './taskList.ts';

/** Goal that a person gives to a planner. */
export interface Goal {
  /** Result that is wanted, in words. */
  readonly goal: string;
  /** A specification, task list or list of findings, as it was written. */
  readonly spec?: { readonly name: string; readonly text: string };
  /** Remark for the person on how their words were taken. */
  readonly note?: string;
}

/** Longest goal that is one; more is a specification. Characters. */
const longestGoal = 4_000;

/** Longest specification that a planner can hold beside a repository. Characters. */
export const longestSpec = 200_000;

/**
 * Reads what a person wants planned. A long goal counts as a specification, so that nothing of it has to be left out.
 *
 * @param goal words of the person; empty where a file says it all
 * @param spec a file that says what is wanted, with its name
 * @returns the problem for people where there is nothing to plan, or too much
 */
export function readGoal(goal: string, spec?: Goal['spec']): Goal | { readonly problem: string } {
  const words = goal.trim();
  if (spec !== undefined && spec.text.trim() === '') {
    return { problem: `${spec.name} is empty. Write down what the change is for, then draft again.` };
  }
  if (words === '' && spec === undefined) {
    return {
      problem:
        'There is no goal. Say in a sentence or two what is to be true after the change, or name a file that does: --from spec.md.',
    };
  }
  if ((spec?.text.length ?? 0) + words.length > longestSpec) {
    return { problem: tooLong(spec === undefined ? 'The goal' : spec.name) };
  }
  const nothing = spec === undefined || words !== '' ? undefined : nothingOpen(spec.name, spec.text);
  if (nothing !== undefined) return { problem: nothing };
  if (words.length > longestGoal) {
    const text = spec === undefined ? words : `${words}\n\n${spec.text}`;
    return {
      goal: firstSentence(words),
      spec: { name: spec?.name ?? 'goal', text },
      note: `The goal has ${words.length} characters. All of it goes to the planner, as a specification; its first sentence is the goal.`,
    };
  }
  if (spec === undefined) return { goal: words };
  return { goal: words === '' ? titleOf(spec) : words, spec };
}

/** Refusal of what leaves a planner no room for the code. */
export function tooLong(name: string): string {
  return `${name} has more than ${longestSpec / 1_000},000 characters, which leaves a planner no room for the code. Draft from the part that the first change is about.`;
}

/** The heading of a document, or its first line. */
function titleOf({ name, text }: NonNullable<Goal['spec']>): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '---');
  const heading = lines.find((line) => /^#+\s/.test(line)) ?? lines[0] ?? name;
  return firstSentence(heading.replace(/^#+\s*/, ''));
}

function firstSentence(text: string): string {
  const [line = ''] = text.split(/\r?\n/);
  const sentence = /^.+?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
  return sentence.length > 300 ? `${sentence.slice(0, 299)}…` : sentence;
}
