import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Everything of a checkout that is the person's, as names and hashes that can be compared: each file on disk, the index
 * byte for byte, HEAD, settings, hooks, and all refs but those a run makes.
 *
 * @param repository top folder of the checkout
 * @param options.without names to leave out: what may change after all, such as the ref a push leaves behind
 */
export function personsCheckout(
  repository: string,
  options: { readonly without?: RegExp } = {},
): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const file of filesBelow(repository)) seen[file] = hashOf(path.join(repository, file));
  const steering = ['index', 'HEAD', 'config', ...filesBelow(path.join(repository, '.git', 'hooks'), 'hooks')];
  for (const file of steering.filter((name) => existsSync(path.join(repository, '.git', name))))
    seen[`.git/${file}`] = hashOf(path.join(repository, '.git', file));
  const refs = execFileSync('git', ['-C', repository, 'for-each-ref', '--format=%(refname) %(objectname)']);
  for (const line of refs.toString().trim().split('\n')) {
    const [ref = '', commit = ''] = line.split(' ');
    const made = /^refs\/(heads\/wavegate|wavegate)\//.test(ref);
    if (!made) seen[ref] = commit;
  }
  return Object.fromEntries(Object.entries(seen).filter(([name]) => options.without?.test(name) !== true));
}

/** Refs that runs have made, with what they point at. */
export function refsOfRuns(repository: string): Readonly<Record<string, string>> {
  const args = ['-C', repository, 'for-each-ref', '--format=%(refname) %(objectname)'];
  const lines = execFileSync('git', [...args, 'refs/heads/wavegate', 'refs/wavegate'])
    .toString()
    .trim()
    .split('\n');
  return Object.fromEntries(lines.filter((line) => line !== '').map((line) => line.split(' ') as [string, string]));
}

/** Files of a folder, at any depth, but those of git. */
function filesBelow(folder: string, prefix = ''): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.git')
    .flatMap((entry) => {
      const name = path.join(prefix, entry.name);
      return entry.isDirectory() ? filesBelow(path.join(folder, entry.name), name) : [name];
    });
}

function hashOf(file: string): string {
  const bytes = lstatSync(file).isSymbolicLink() ? readlinkSync(file) : readFileSync(file);
  return createHash('sha256').update(bytes).digest('hex');
}
