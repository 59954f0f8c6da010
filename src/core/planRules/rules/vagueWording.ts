import type { Path } from '../../planText/locate.ts';
import { inTask } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { TaskContext, TaskRule } from '../rule.ts';

/** Words that leave a decision to the agent. Blanks may be line breaks, since the source text is searched. */
const vague = [
  String.raw`\b(?:maybe|perhaps|possibly|probably|somehow|tbd|tba|and/or)\b`,
  String.raw`\bto\s+be\s+(?:decided|determined|defined|discussed)\b`,
  String.raw`\b(?:as|if|where|when)\s+(?:appropriate|needed|necessary|possible|required|applicable|desired)\b`,
  String.raw`\b(?:and\s+so\s+on|something\s+like|or\s+similar|or\s+something)\b`,
  String.raw`\betc\b\.?`,
  String.raw`(?<=[\p{L}\p{N})])\?(?=\s|["']|$)`,
].join('|');

/**
 * "or" between two ways to go. Only a hint, since "without errors or warnings" decides enough; and none at all behind words
 * that make it no choice.
 */
const choice = String.raw`(?<=\S\s+)(?<!\b(?:no|not|without|any|every|neither|either|whether|never|one|\d+)\s+(?:[\w'-]+\s+){0,3})or(?=\s+(?!more\b|fewer\b|less\b|later\b|newer\b|older\b|not\b)\S)`;

const words = new RegExp(`(?<open>${vague})|\\b(?<choice>${choice})\\b`, 'giu');

/** The self-sufficiency test: could an agent do this task without asking? These words say that it could not. */
export const vagueWording: TaskRule = {
  needsValid: ['objective', 'steps', 'constraints'],
  check: (task, context) => [
    ...search(context, task.objective, ['objective']),
    ...(['steps', 'constraints'] as const).flatMap((key) =>
      task[key].flatMap((text, index) => search(context, text, [key, index])),
    ),
  ],
};

function search(context: TaskContext, text: string, path: Path): readonly Remark[] {
  if (text.search(words) === -1) return [];
  // Code between backticks is quoted, not said.
  const said = context.written(path).replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  return Array.from(said.matchAll(words), (match): Remark => {
    const isChoice = match.groups?.['choice'] !== undefined;
    const word = match[0].replace(/\s+/g, ' ');
    return {
      code: 'vague-wording',
      at: { ...inTask(...path), within: { start: match.index, end: match.index + match[0].length } },
      message: isChoice
        ? `"${word}" may leave the agent a choice. If it does, decide it here.`
        : `"${word}" leaves a decision open that the agent would have to guess. Decide it here.`,
      severity: isChoice ? 'hint' : 'warning',
    };
  });
}
