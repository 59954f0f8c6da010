import { checkParts } from '../check/checkParts.ts';
import { partsOf } from '../document/parts.ts';
import type { PlanDocument } from '../document/planDocument.ts';
import { pathsToAsk } from '../rules/ignoredFiles.ts';
import { programsIn } from './programs.ts';
import { namesIn } from './taskNames.ts';

/** Most names that are counted for one plan: beyond that counting would take longer than it is worth. */
const mostNames = 200;

/** What a plan names that must be looked for in the world. */
export interface AskedFacts {
  /** Programs that should be on PATH. */
  readonly programs: readonly string[];
  /** Names of code whose uses are counted. */
  readonly names: readonly string[];
  /** Files and folders (with a slash at the end) that git may ignore, though tasks own them. */
  readonly owned: readonly string[];
}

/** What to look for on behalf of a plan of any quality; each list in order, so that two of them can be compared. */
export function askedFacts(document: PlanDocument): AskedFacts {
  if (document.unreadable) return { programs: [], names: [], owned: [] };
  const parts = partsOf(document);
  const { waves } = checkParts(parts);
  const names = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ value }) => namesIn(value))));
  const owned = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ value }) => pathsToAsk(value))));
  return {
    programs: [...programsIn(parts)].sort(),
    names: [...names].sort().slice(0, mostNames),
    owned: [...owned].sort(),
  };
}
