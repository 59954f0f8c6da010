import { readFile, writeFile } from 'node:fs/promises';

/**
 * Remembers the checkout a run was started in: of a repository with several, only that one contains the plan file, and
 * the files a worktree is given besides those in git.
 *
 * @param file the layout's `checkoutFile` of the run
 */
export async function writeRunCheckout(file: string, checkout: string): Promise<void> {
  await writeFile(file, `${JSON.stringify({ checkout })}\n`);
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
