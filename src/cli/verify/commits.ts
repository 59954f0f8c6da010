import type { Tools } from '../../core/model/tools.ts';
import type { Recorded } from '../../core/model/events.ts';
import { revisionMessage, waveMessage } from '../../core/queries/messages.ts';
import { runBranch } from '../../core/model/names.ts';
import { mergedBy } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { count } from '../../core/words/labels.ts';
import type { Digest } from '../../ports/digest.ts';
import type { Finding } from './finding.ts';
import type { VerifyGit } from './git.ts';

type Committed = Extract<Recorded, { type: 'wave-committed' | 'plan-committed' }>;

/** Checks one commit: it is there, follows the one before, holds the tree that was tested, and names its run. */
export async function verifyCommit(
  event: Committed,
  before: RunState,
  { git, digest }: { readonly git: VerifyGit; readonly digest: Digest },
): Promise<Finding> {
  const what = `${event.type === 'wave-committed' ? `wave ${event.wave}` : `plan revision ${event.revision}`}, commit ${event.commit.slice(0, 10)}`;
  const commit = await git.commit(event.commit);
  if (commit === undefined) return { what, ok: false, problem: 'The repository has no such commit.' };
  const problems = [
    commit.tree === event.tree ? [] : [`It holds tree ${commit.tree}, and ${event.tree} was tested.`],
    commit.parents.join() === [before.head, ...mergedIn(event, before)].join()
      ? []
      : ['It does not follow the commit before it.'],
    trailerProblems(commit.message, expectedMessage(event, before, { sha256: (text) => digest.sha256(text) })),
  ].flat();
  return problems.length === 0 ? { what, ok: true } : { what, ok: false, problem: problems.join(' ') };
}

/** The run branch ends where the journal says, and all its commits of this run are in the journal. */
export async function verifyBranch(state: RunState, git: VerifyGit): Promise<Finding> {
  const branch = runBranch(state.plan.plan.git.branchPrefix, state.run);
  const what = `branch ${branch}`;
  const tip = await git.tip(branch);
  if (tip === undefined) return { what, ok: false, problem: 'The branch does not exist.' };
  const expected = state.ship?.result?.pushed?.commit ?? state.head;
  if (tip === expected) return { what, ok: true };
  const unknown = await git.between(expected, tip);
  const problem =
    unknown.length === 0
      ? `It ends at ${tip.slice(0, 10)}, and the journal at ${expected.slice(0, 10)}: commits were removed.`
      : `It holds ${count(unknown.length, 'commit')} that the journal does not tell of: ${unknown.map((id) => id.slice(0, 10)).join(', ')}.`;
  return { what, ok: false, problem };
}

/** Commits of other branches that a wave's commit merges. */
function mergedIn(event: Committed, before: RunState): readonly string[] {
  const wave = event.type === 'wave-committed' ? before.waves[event.wave] : undefined;
  return wave === undefined ? [] : mergedBy(before, wave);
}

/** The message a commit was asked to have, from the state it was asked in. */
function expectedMessage(event: Committed, before: RunState, tools: Tools): string {
  if (event.type === 'plan-committed') return revisionMessage(before);
  const wave = before.waves[event.wave];
  return wave === undefined ? '' : waveMessage(before, wave, tools);
}

function trailerProblems(actual: string, expected: string): readonly string[] {
  const [found, asked] = [trailers(actual), trailers(expected)];
  return asked
    .filter((trailer) => !found.includes(trailer))
    .map((trailer) => `The trailer "${trailer}" is missing or has another value.`);
}

function trailers(message: string): readonly string[] {
  return message.split('\n').filter((line) => /^Wavegate-[A-Za-z]+: /.test(line));
}
