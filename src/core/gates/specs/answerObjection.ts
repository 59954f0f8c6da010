import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { stackOf } from '../../queries/stack.ts';
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
  if (shown.some(({ path }) => path === name)) return undefined;
  const others = [
    ...(ownTesting === undefined ? [] : [ownTesting]),
    ...(sendsTexts === true ? textsToShip(state) : []),
  ];
  if (others.includes(name)) return undefined;
  const names = [...asked.map(({ id }) => id), ...others];
  return `Gate ${gate.id} asks nothing by the name ${JSON.stringify(name)}. It asks ${names.length === 0 ? 'nothing' : `for ${names.join(', ')}`}.`;
}

function textsToShip(state: RunState): readonly string[] {
  const below = stackOf(state).slice(0, -1);
  return [...Object.values(shipAnswers), ...below.flatMap(({ wave }) => Object.values(lowerAnswers(wave)))];
}
