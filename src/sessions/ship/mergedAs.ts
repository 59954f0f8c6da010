import type { Forge, PullRequestLook } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';

/** A merged pull request, held against the work of the run. */
export type MergedAs =
  | {
      readonly isIn: true;
      /** False where the commits of the waves did not arrive as they are; absent where the forge does not tell. */
      readonly kept?: boolean;
      /** Sentence about what others have added; empty, or with a space in front. */
      readonly added: string;
    }
  | { readonly isIn: false; readonly why: string };

interface Expected {
  readonly url: string;
  /** Commit that the run has pushed. */
  readonly commit: string;
  /** Branch it was opened against, where the run knows it. */
  readonly base?: string;
}

/**
 * Finds out whether a merged pull request has brought the work of the run to where it belongs: people may have pushed to its
 * branch before, or have had it merged elsewhere.
 */
export async function mergedAs(
  forge: Pick<Forge, 'contains'>,
  { url, commit, base }: Expected,
  look: PullRequestLook,
): Promise<MergedAs> {
  const { head, mergeCommit } = look;
  if (base !== undefined && look.base !== undefined && look.base !== base) {
    const why = `Somebody has had the pull request merged into ${look.base}, so that its work is not in ${base}: ${url}. Approve the ship gate again to open another one into ${base}, or stop the run if ${look.base} is where it belongs.`;
    return { isIn: false, why };
  }
  const contains = async (newer: string): Promise<boolean | undefined> => {
    try {
      return await forge.contains(url, newer, commit);
    } catch (error) {
      if (error instanceof ForgeError) return undefined;
      throw error;
    }
  };
  const more = head === commit ? true : await contains(head);
  if (more !== true) {
    const doubt = more === false ? 'which does not hold it' : 'and the forge does not say whether that holds it';
    const why = `The pull request was merged at ${head.slice(0, 10)}, ${doubt}: the run pushed ${commit.slice(0, 10)}, and somebody has pushed to the branch since. Look at ${url}. Approve the ship gate again to open another one for what is missing, or stop the run if nothing is.`;
    return { isIn: false, why };
  }
  const kept = mergeCommit === undefined ? undefined : await contains(mergeCommit);
  const added = head === commit ? '' : ' It holds commits of others on top.';
  return { isIn: true, ...(kept === undefined ? {} : { kept }), added };
}

/** Sentence for a merge that nobody asked for like that, with a space in front. */
export const notKept = ' It was squashed or rebased there, so the commits of the waves are on the run branch only.';
