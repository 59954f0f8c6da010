import { commitTrailers } from '../../core/report/origin.ts';
import { isAncestor, readCommit, resolveCommit } from '../refs/commits.ts';
import { gitText } from '../call/runGit.ts';

/** Commit in a history, and the waves of a run whose work is in it. */
export interface WavesInHistory {
  readonly commit: string;
  readonly waves: readonly string[];
}

/**
 * Finds the commits of a run in the history of HEAD, the last one first. Where a forge has rebased or squashed them, their
 * trailers tell which they are.
 *
 * @param known commits as the run made them, by wave
 * @returns HEAD too; undefined where there is none
 */
export async function committedWaves(
  repository: string,
  run: string,
  known: Readonly<Record<string, string>>,
): Promise<{ readonly head: string; readonly found: readonly WavesInHistory[] } | undefined> {
  const head = await resolveCommit(repository, 'HEAD');
  if (head === undefined) return undefined;
  const call = { folder: repository };
  const args = ['log', '--format=%H', '--topo-order', '-F', `--grep=Wavegate-Run: ${run}`, head];
  const commits = (await gitText(args, call)).split('\n').filter((line) => line !== '');
  const found: WavesInHistory[] = [];
  for (const commit of commits) {
    const { message } = await readCommit(repository, commit);
    const trailers = commitTrailers(message);
    // Revisions of the plan name the wave that caused them; a squashed commit has the messages of waves and revisions.
    const squashed = message.split('\n').filter((line) => line.startsWith('Wavegate-Run: ')).length > 1;
    if (trailers?.run !== run || (trailers.revision !== undefined && !squashed)) continue;
    if (trailers.waves.length > 0) found.push({ commit, waves: [...new Set(trailers.waves)] });
  }
  const missing = Object.entries(known).filter(([wave]) => !found.some(({ waves }) => waves.includes(wave)));
  for (const [wave, commit] of missing) {
    if (await isAncestor(repository, commit, head)) found.push({ commit, waves: [wave] });
  }
  return { head, found };
}
