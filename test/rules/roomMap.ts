import { createRequire } from 'node:module';
import path from 'node:path';

/** One row of the map in .dependency-cruiser.cjs. */
export interface Room {
  readonly imports: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

interface Rules {
  readonly forbidden: readonly { readonly name: string }[];
  readonly rooms: Readonly<Record<string, Room>>;
  readonly subRooms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const load = createRequire(import.meta.url);
const rules = load(path.join(import.meta.dirname, '..', '..', '.dependency-cruiser.cjs')) as Rules;

export const rooms = rules.rooms;

/** Parts of divided rooms, by the room: which other parts each may import. */
export const subRooms = rules.subRooms;

/** The names of all import rules, those made from the map and the general ones. */
export const ruleNames = rules.forbidden.map(({ name }) => name);

/** Where a file of a room lies: in its folder, or in the single file that the room is. */
export function fileIn(room: string, name: string): string {
  if (room === 'extension') return 'src/extension.ts';
  return room === 'webview-ui' ? `webview-ui/src/${name}.ts` : `src/${room}/${name}.ts`;
}
