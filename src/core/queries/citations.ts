import type { Decision } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import type { SupervisorAnswer, SupervisorCite } from '../model/supervision.ts';

/** Shortest quotation that shows anything: single words stand everywhere. */
const shortestQuote = 12;
/** Lines from the one that is named in which the words have to stand. */
const reach = 12;

/** Whether words stand in a text, from a line on; how they are broken into lines does not matter. */
export function standsAt(text: string, line: number, quote: string): boolean {
  const words = squeezed(quote);
  if (words.length < shortestQuote) return false;
  const lines = text.split('\n').slice(line - 1, line - 1 + reach);
  return squeezed(lines.join('\n')).includes(words);
}

/**
 * Why a citation does not count, for people; undefined when it does. Files are looked up where they are, by the session's
 * host; the plan and decisions are in the run.
 */
export function citeProblem(state: RunState, cite: SupervisorCite): string | undefined {
  const { source, where, line, quote, found } = cite;
  if (squeezed(quote).length < shortestQuote) return `"${squeezed(quote)}" is too short to show anything`;
  switch (source) {
    case 'plan':
      return standsAt(state.plan.source, line, quote)
        ? undefined
        : `the plan does not say "${squeezed(quote)}" in line ${line}`;
    case 'file':
      return found === true ? undefined : `"${squeezed(quote)}" did not stand in ${where}:${line} when the run began`;
    case 'decision': {
      const decision = state.gates[where]?.decision;
      return decision !== undefined && squeezed(decisionWords(decision)).includes(squeezed(quote))
        ? undefined
        : `no decision at gate ${where} says "${squeezed(quote)}"`;
    }
  }
}

/** Why an answer is for no agent, for people; undefined when it rests on something, all of which is there. */
export function answerProblem(state: RunState, { cites, secrets }: SupervisorAnswer): string | undefined {
  if ((secrets ?? 0) > 0) return 'it held a secret, which was taken out';
  if (cites.length === 0) return 'it cites nothing';
  return cites.map((cite) => citeProblem(state, cite)).find((problem) => problem !== undefined);
}

/** `plan:12`, `docs/rounding.md:3`, `launch-1`. */
export function citeText({ source, where, line }: SupervisorCite): string {
  if (source === 'plan') return `plan:${line}`;
  return source === 'file' ? `${where}:${line}` : where;
}

/** Everything that a person has written with a decision. */
export function decisionWords({ note, answers = {}, comments = [] }: Decision): string {
  return [note, ...Object.values(answers), ...comments.map(({ text }) => text)].join('\n');
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
