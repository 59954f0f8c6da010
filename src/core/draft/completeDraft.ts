import { applyEdits, editableText, endOfContent, mapAt, nextLine, ownPair } from '../planText/edit/editableText.ts';
import { blockMap } from '../planText/edit/writeYaml.ts';
import type { YamlValue } from '../planText/edit/writeYaml.ts';

/** Keys that a draft is given where it lacks them, by name. */
export type DraftKeys = Readonly<Record<string, YamlValue | undefined>>;

/** A drafted text with the keys that are not a planner's to write, below its title. A text that is no mapping stays as it is. */
export function completeDraft(source: string, keys: DraftKeys): string {
  const text = editableText(source);
  const map = mapAt(text, []);
  if (map === undefined || map.flow === true) return source;
  const missing = Object.entries(keys).filter(([key, value]) => value !== undefined && ownPair(map, key) === undefined);
  if (missing.length === 0) return source;
  const title = ownPair(map, 'title') ?? ownPair(map, 'waveplan');
  const node = title?.value ?? title?.key;
  const at = node === undefined ? 0 : nextLine(source, endOfContent(node));
  const before = at > 0 && source[at - 1] !== '\n' ? text.eol : '';
  const lines = blockMap(Object.fromEntries(missing), 0).join(text.eol);
  return applyEdits(source, [{ start: at, end: at, text: `${before}${lines}${text.eol}` }]);
}
