import { problem } from '../codes.ts';
import type { Path } from '../locate.ts';
import { placedTasks } from '../lookup.ts';
import type { Problem } from '../problem.ts';
import type { PlanContext, Rule } from '../rule.ts';

/**
 * Words that leave a decision to the agent. "or" alone is not among them: "without errors or warnings" decides enough.
 * Blanks may be line breaks, since the text is searched as it stands in the file.
 */
const vague = new RegExp(
  [
    String.raw`\b(?:maybe|perhaps|possibly|probably|somehow|tbd|tba|and/or)\b`,
    String.raw`\bto\s+be\s+(?:decided|determined|defined|discussed)\b`,
    String.raw`\b(?:as|if|where|when)\s+(?:appropriate|needed|necessary|possible|required|applicable|desired)\b`,
    String.raw`\b(?:and\s+so\s+on|something\s+like|or\s+similar|or\s+something)\b`,
    String.raw`\betc\b\.?`,
    String.raw`(?<=[\p{L}\p{N})])\?(?=\s|["']|$)`,
  ].join('|'),
  'giu',
);

/** The self-sufficiency test: could an agent do this task without asking? These words say that it could not. */
export const vagueWording: Rule = (context) =>
  placedTasks(context.plan).flatMap(({ task, waveIndex, taskIndex }) => {
    const path = ['waves', waveIndex, 'tasks', taskIndex];
    return [
      ...search(context, task.objective, [...path, 'objective']),
      ...(['steps', 'constraints'] as const).flatMap((key) =>
        task[key].flatMap((text, index) => search(context, text, [...path, key, index])),
      ),
    ];
  });

function search({ source, locate }: PlanContext, text: string, path: Path): Problem[] {
  if (text.search(vague) === -1) return [];
  const { start, end } = locate(path);
  // Code between backticks is quoted, not said.
  const written = source.slice(start, end).replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  return Array.from(written.matchAll(vague), (match) => {
    const at = start + match.index;
    return problem(
      'vague-wording',
      { start: at, end: at + match[0].length },
      `"${match[0].replace(/\s+/g, ' ')}" leaves a decision open that the agent would have to guess. Decide it here.`,
    );
  });
}
