import { fileOfReference, specReferences } from '../../criteria/specSections.ts';
import { opensAgent } from '../../plan/assumed.ts';
import { checkParts } from './checkParts.ts';
import { partsOf } from '../../planText/document/parts.ts';
import type { PlanDocument } from '../../planText/document/planDocument.ts';
import { pathsToAsk } from '../rules/ignoredFile.ts';
import { pathsToLookFor } from '../facts/planPaths.ts';
import { programsIn } from '../facts/programs.ts';
import { namesIn } from '../facts/taskNames.ts';

/** Most names that are counted for one plan: beyond that counting would take longer than it is worth. */
const mostNames = 200;
/** Most paths that are looked for. */
const mostPaths = 500;

/** Names in a plan that must be looked up outside it. */
export interface AskedFacts {
  /** Programs that should be on PATH. */
  readonly programs: readonly string[];
  /** Names of code whose uses are counted. */
  readonly names: readonly string[];
  /** Files and folders (with a slash at the end) that git may ignore, though tasks own them. */
  readonly owned: readonly string[];
  /** Files and folders that git may not follow, as the plan writes them. */
  readonly paths: readonly string[];
  /** Whether the plan names its repository by its first commit, which takes time to find. */
  readonly firstCommit: boolean;
  /** Whether the plan leaves open who does the work, or what tests it. */
  readonly open: boolean;
  /** The agent that the person has set for such plans. */
  readonly agent?: string;
  /** The specification of the plan, and files of those that tasks cite. */
  readonly specs?: readonly string[];
  /** Folders that are linked into worktrees. */
  readonly links: readonly string[];
}

/** Collects the facts to look up for a plan, valid or not; each list is sorted, so that two results can be compared. */
export function askedFacts(document: PlanDocument): AskedFacts {
  if (document.unreadable)
    return { programs: [], names: [], owned: [], paths: [], firstCommit: false, open: false, links: [] };
  const parts = partsOf(document);
  const { head, waves } = checkParts(parts);
  const names = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ value }) => namesIn(value))));
  const owned = new Set(waves.flatMap(({ tasks }) => tasks.flatMap(({ value }) => pathsToAsk(value))));
  const cited = waves.flatMap(({ tasks }) => tasks.flatMap(({ value }) => specReferences(head.value, value.spec)));
  const specs = [...new Set([head.value.spec ?? '', ...cited.map(fileOfReference)])]
    .filter((file) => file !== '')
    .sort();
  return {
    programs: [...programsIn(parts)].sort(),
    names: [...names].sort().slice(0, mostNames),
    owned: [...owned].sort(),
    paths: [...pathsToLookFor(parts)].sort().slice(0, mostPaths),
    firstCommit: /^[0-9a-f]{40,64}$/i.test(head.value.repository ?? ''),
    open: opensAgent(head.value) || head.value.checkpoint.test === undefined,
    ...(specs.length === 0 ? {} : { specs }),
    links: [...(head.value.worktree?.link ?? [])].sort(),
  };
}
