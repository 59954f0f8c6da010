import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const always = ['src/main.rs', 'src/bin'];
const withTests = ['tests', 'examples', 'benches'];

/**
 * Sentences about what cargo has not checked: as long as a library has an error, nothing that uses it is.
 *
 * @param root folder the check ran in
 * @param runners whose failures were read
 * @param said the command and what it printed
 */
export async function uncheckedTargets(
  root: string,
  runners: readonly string[],
  said: string,
): Promise<readonly string[]> {
  if (!runners.includes('clippy') || !/could not compile `[^`]+` \(lib\)|"kind":\["(?:lib|rlib|proc-macro)"/.test(said))
    return [];
  const manifest = await readFile(path.join(root, 'Cargo.toml'), 'utf8').catch(() => undefined);
  const users = [...always, ...(/--(?:all-targets|tests|examples|benches)\b/.test(said) ? withTests : [])];
  const folders = await Promise.all(users.map((user) => hasRust(root, user)));
  const unchecked = users.filter((_, index) => folders[index] === true);
  const where = manifest === undefined || /^\[(?:workspace|\[bin)\b/m.test(manifest) ? ['other packages'] : unchecked;
  if (where.length === 0) return [];
  return [
    `While a library has errors, cargo checks nothing that uses it (${where.join(', ')}). Allow in Cargo.toml what was there before ([lints.clippy] NAME = "allow"), or leave -D warnings out and hold the number of warnings with checkpoint.constraints.`,
  ];
}

async function hasRust(root: string, place: string): Promise<boolean> {
  if (place.endsWith('.rs'))
    return await readFile(path.join(root, place)).then(
      () => true,
      () => false,
    );
  const names = await readdir(path.join(root, place)).catch(() => []);
  return names.length > 0;
}
