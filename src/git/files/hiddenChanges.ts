import { readFile } from 'node:fs/promises';
import { gitNames } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { hasHidingEntries } from '../parse/hidingEntries.ts';
import { idBytesOf } from '../parse/indexFile.ts';

/** Entries that are neither followed as usual nor in a conflict, as `git ls-files -v` marks them. */
const hiding = { all: /(^|\0)(?![HM] )/, sparse: /(^|\0)(?![HMS] )/ };

/**
 * Whether an index keeps git from looking at some files: whatever is done to those, `git status` calls them clean. Wavegate marks no
 * file so, other than those a sparse checkout leaves out.
 *
 * @param call how git is called on the worktree of the index
 * @param index path of the index
 */
export async function hidesChanges(call: GitCall, index: string): Promise<boolean> {
  const isSparse = call.config?.includes('core.sparseCheckout=true') ?? false;
  const content = await readFile(index);
  const idBytes = idBytesOf(content);
  const known = idBytes === undefined ? undefined : hasHidingEntries(content, idBytes, isSparse);
  if (known !== undefined) return known;
  const listed = await gitNames(['ls-files', '-v', '-z'], { ...call, env: { ...call.env, GIT_INDEX_FILE: index } });
  const entries = listed.replace(/\0$/, '');
  return entries !== '' && (isSparse ? hiding.sparse : hiding.all).test(entries);
}
