import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { stackOf } from '../../queries/stack.ts';
import { markName } from '../fileMarks.ts';
import { lowerAnswers, shipAnswers } from '../shipAnswers.ts';
import { gateSpecs } from './gateSpecs.ts';

/**
 * Why an answer would be lost at a gate, for people: the gate asks nothing by that name, or takes other words for it.
 * Undefined where it counts. Names are those of the questions, the person's own testing, texts to ship, and files to mark.
 */
export function answerObjection(state: RunState, gate: Gate, name: string, text: string): string | undefined {
  const { questions, ownTesting, sendsTexts, files } = gateSpecs[gate.kind];
  const asked = questions?.(state, gate) ?? [];
  const question = asked.find(({ id }) => id === name);
  if (question !== undefined) {
    if (question.inWords === true) return undefined;
    const takes = question.choices?.map(({ value }) => value) ?? ['yes', 'no'];
    return takes.includes(text.trim())
      ? undefined
      : `${name} takes ${takes.join(' or ')}, not ${JSON.stringify(text)}: ${question.text}`;
  }
  const shown = [...(files?.changed(state, gate) ?? []), ...(files?.sampled(state, gate) ?? [])];
  if (shown.some(({ path }) => markName(path) === name)) return undefined;
  const others = [
    ...(ownTesting === undefined ? [] : [ownTesting]),
    ...(sendsTexts === true ? textsToShip(state) : []),
  ];
  if (others.includes(name)) return undefined;
  const names = [...asked.map(({ id }) => id), ...others];
  return `Gate ${gate.id} asks nothing by the name ${JSON.stringify(name)}. It asks ${names.length === 0 ? 'nothing' : `for ${names.join(', ')}`}.`;
}

/**
 * Reads an answer as it is given on a command line, `NAME=TEXT`. Names and texts may both contain the sign: it is parted
 * where the name is one that the gate asks for.
 *
 * @returns the objection to it otherwise, for people
 */
export function readAnswer(
  state: RunState,
  gate: Gate,
  said: string,
): { readonly name: string; readonly text: string } | { readonly objection: string } {
  let first: string | undefined;
  for (let end = said.indexOf('=', 1); end !== -1; end = said.indexOf('=', end + 1)) {
    const name = said.slice(0, end);
    const text = said.slice(end + 1);
    const objection = answerObjection(state, gate, name, text);
    if (objection === undefined) return { name, text };
    first ??= objection;
  }
  return { objection: first ?? `An answer is NAME=TEXT, not ${JSON.stringify(said)}.` };
}

function textsToShip(state: RunState): readonly string[] {
  const below = stackOf(state).slice(0, -1);
  return [...Object.values(shipAnswers), ...below.flatMap(({ wave }) => Object.values(lowerAnswers(wave)))];
}
