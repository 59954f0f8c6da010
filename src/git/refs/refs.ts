import { GitError } from '../call/gitError.ts';
import { runGit } from '../call/runGit.ts';

/** Old value of a ref that must not exist yet: git takes an empty one for it, whatever the length of its object names. */
export const nowhere = '';

/**
 * Points a ref at an object.
 *
 * @param ref full name, such as `refs/heads/main`
 * @param expected where it must point now; `nowhere` when it must not exist. Without it, any value is replaced
 * @returns false when it does not point where expected, and nothing changed
 * @throws GitError for every other failure
 */
export async function setRef(repository: string, ref: string, id: string, expected?: string): Promise<boolean> {
  const condition = expected === undefined ? [] : [expected];
  return updateRef(repository, ['update-ref', '--no-deref', '-m', 'wavegate', ref, id, ...condition]);
}

/**
 * Makes refs that must not exist yet, all of them or none.
 *
 * @param refs object by full name
 * @throws GitError when one exists, or cannot be made
 */
export async function createRefs(repository: string, refs: ReadonlyMap<string, string>): Promise<void> {
  if (refs.size === 0) return;
  const lines = [...refs].map(([ref, id]) => `create ${ref}\0${id}\0`);
  await runGit(['update-ref', '--no-deref', '-m', 'wavegate', '--stdin', '-z'], {
    folder: repository,
    input: lines.join(''),
  });
}

/**
 * Points refs at objects whatever they pointed at, all of them or none.
 *
 * @param refs object by full name
 * @throws GitError when one cannot be set
 */
export async function setRefs(repository: string, refs: ReadonlyMap<string, string>): Promise<void> {
  if (refs.size === 0) return;
  await runGit(['update-ref', '--no-deref', '-m', 'wavegate', '--stdin', '-z'], {
    folder: repository,
    input: [...refs].map(([ref, id]) => `update ${ref}\0${id}\0\0`).join(''),
  });
}

/**
 * Makes one ref in the place of another, both or neither.
 *
 * @param commit where the old one must point now, and the new one will, which must not exist yet
 * @throws GitError when that is not so
 */
export async function replaceRef(repository: string, old: string, made: string, commit: string): Promise<void> {
  await runGit(['update-ref', '--no-deref', '-m', 'wavegate', '--stdin', '-z'], {
    folder: repository,
    input: `create ${made}\0${commit}\0delete ${old}\0${commit}\0`,
  });
}

/**
 * Removes a ref.
 *
 * @param expected where it must point now
 * @returns false when it points elsewhere, and nothing changed. A ref that does not exist counts as removed
 */
export async function deleteRef(repository: string, ref: string, expected?: string): Promise<boolean> {
  const condition = expected === undefined ? [] : [expected];
  return updateRef(repository, ['update-ref', '--no-deref', '-m', 'wavegate', '-d', ref, ...condition]);
}

async function updateRef(repository: string, args: readonly string[]): Promise<boolean> {
  try {
    await runGit(args, { folder: repository });
    return true;
  } catch (error) {
    const stderr = error instanceof GitError ? error.stderr : '';
    if (/unable to resolve reference/.test(stderr) && args.includes('-d')) return true;
    if (/but expected|reference already exists|unable to resolve reference/.test(stderr)) return false;
    throw error;
  }
}
