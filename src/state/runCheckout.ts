import { readFile, writeFile } from 'node:fs/promises';

/**
 * Remembers the checkout a run was started in: of a repository with several, only that one contains the plan file, and
 * the files a worktree is given besides those in git.
 *
 * @param file the layout's `checkoutFile` of the run
 * @param database the database that holds its journal, for people
 */
export async function writeRunCheckout(file: string, checkout: string, database?: string): Promise<void> {
  await writeFile(file, `${JSON.stringify({ checkout, database })}\n`);
}

/** The database that holds the journal of a run, for people; undefined where it is in files. */
export async function databaseOfRun(file: string): Promise<string | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as { readonly database?: unknown } | null;
    return typeof record?.database === 'string' ? record.database : undefined;
  } catch {
    return undefined;
  }
}

/** The checkout a run was started in, which may have been moved since; undefined when that is not known. */
export async function readRunCheckout(file: string): Promise<string | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as { readonly checkout?: unknown } | null;
    return typeof record?.checkout === 'string' ? record.checkout : undefined;
  } catch {
    return undefined;
  }
}
