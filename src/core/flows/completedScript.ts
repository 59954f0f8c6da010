import type { Flow } from './flows.ts';

/** Most characters of a completed script: more than that is no script of a few commands. */
const longest = 20_000;

/**
 * Text of a script that an agent has completed, if it can stand for what agents did: it still names every command of the flow,
 * and says how it is called.
 *
 * @param file of the script, from the root of the repository
 * @param byCode the text that it was given
 * @returns the problem for people where it cannot
 */
export function completedScript(
  { steps }: Pick<Flow, 'steps'>,
  file: string,
  byCode: string,
  given: string,
): { readonly text: string } | { readonly problem: string } {
  const text = `${given.replaceAll('\r\n', '\n').trimEnd()}\n`;
  if (text.trim() === '') return { problem: 'It is empty.' };
  if (text === byCode) return { problem: 'It is what code has written, unchanged: there was nothing to complete.' };
  if (text.length > longest) return { problem: `It has ${text.length} characters, and ${longest} are the most.` };
  if (!text.includes(file)) return { problem: `It does not say how it is called: ${file} is not in it.` };
  for (const { shape } of steps) {
    // Words that JavaScript would write otherwise than a shell are not looked for.
    const words = shape.words.filter((word) => typeof word === 'string').filter((word) => /^[\w./@:=,+-]+$/.test(word));
    const lost = words.find((word) => !text.includes(word));
    if (lost !== undefined) return { problem: `It no longer runs \`${words.join(' ')}\`: "${lost}" is not in it.` };
  }
  return { text };
}
