import { parsePlan } from '../planRules/check/parsePlan.ts';
import { applyEdits, listAt, mapAt, planText } from '../planText/edit/editableText.ts';
import type { Edit, Refused } from '../planText/edit/editableText.ts';
import { appendPair, insertAfter } from '../planText/edit/insert.ts';
import { keepsComments } from '../planText/edit/safeEdit.ts';

/**
 * Edits the text of a plan so that an agent may run commands it was denied: they are added to `allow` of its profile. The
 * edit is one like any other, and counts once its plan gate is approved.
 *
 * @param agent name of the profile
 */
export function allowCommands(
  source: string,
  agent: string,
  commands: readonly string[],
): { readonly source: string } | Refused {
  const { plan } = parsePlan(source);
  const profile = plan !== undefined && Object.hasOwn(plan.agents, agent) ? plan.agents[agent] : undefined;
  if (plan === undefined || profile === undefined) {
    return { refused: `The plan has no agent "${agent}" that could be allowed more. Correct the plan first.` };
  }
  const added = commands.filter((command) => !(profile.allow ?? []).includes(command));
  if (added.length === 0)
    return { refused: `The plan allows ${commands.join(', ')} already, for sessions that start from now on.` };
  const text = planText(source, plan);
  const path = ['agents', agent];
  const list = listAt(text, [...path, 'allow']);
  const map = mapAt(text, path);
  const edits: readonly (Edit | undefined)[] =
    list === undefined
      ? [map === undefined || map.has('allow') ? undefined : appendPair(text, map, 'allow', added)]
      : added.map((command) => insertAfter(text, list, list.items.length - 1, command));
  const sound = edits.filter((edit) => edit !== undefined);
  const result = sound.length === edits.length ? applyEdits(source, sound) : undefined;
  const after = result === undefined ? undefined : parsePlan(result).plan?.agents[agent]?.allow;
  if (result === undefined || !added.every((command) => after?.includes(command)) || !keepsComments(source, result)) {
    return {
      refused: `The agent "${agent}" is written in a way that is not edited by itself. Add to its "allow" by hand: ${added.join(', ')}`,
    };
  }
  return { source: result };
}
