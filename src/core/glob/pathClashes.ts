import { hasWildcard } from './globSyntax.ts';
import { foldedDifference, foldedName } from './nameClashes.ts';

/**
 * Two owners that no glob shows to overlap, and that cannot both have what they own: names that differ by case only, or in
 * how they are encoded, are one file on many machines, and a file cannot lie where another owner has a folder.
 */

/** The part of a glob before its first wildcard, as folded segments; `whole` where there is no wildcard at all. */
interface FixedPath {
  readonly segments: readonly string[];
  readonly whole: boolean;
}

function fixedPath(glob: string): FixedPath {
  const segments = glob.split('/').filter((segment) => segment !== '' && segment !== '.');
  const first = segments.findIndex(hasWildcard);
  const fixed = first === -1 ? segments : segments.slice(0, first);
  return { segments: fixed.map(foldedName), whole: first === -1 };
}

export interface PathClash {
  /** Index of the owner that comes first, and of its glob; then of the other. */
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
  readonly why: 'case' | 'folder';
}

/** All clashes between different owners, the first for each glob. @param owners the globs of each */
export function pathClashes(owners: readonly (readonly string[])[]): readonly PathClash[] {
  const files = new Map<string, [number, number]>();
  owners.forEach((globs, owner) =>
    globs.forEach((glob, index) => {
      const { segments, whole } = fixedPath(glob);
      if (whole && !files.has(segments.join('/'))) files.set(segments.join('/'), [owner, index]);
    }),
  );
  return owners.flatMap((globs, owner) =>
    globs.flatMap((glob, index): PathClash[] => {
      const { segments, whole } = fixedPath(glob);
      for (let length = 1; length <= segments.length; length += 1) {
        const other = files.get(segments.slice(0, length).join('/'));
        if (other === undefined || other[0] === owner) continue;
        const same = whole && length === segments.length;
        const known = owners[other[0]]?.[other[1]];
        // The same file written the same way is an overlap, and told as one.
        if (same && (known === glob || other[0] > owner)) continue;
        return [{ first: other, second: [owner, index], why: same ? 'case' : 'folder' }];
      }
      return [];
    }),
  );
}

/** Description of a clash for people, without the end of the sentence. */
export function clashText(why: PathClash['why'], first: string, second: string): string {
  return why === 'case'
    ? `${first} and ${second} differ ${foldedDifference(first, second)}, which is one file on macOS and Windows`
    : `${first} is a file, and ${second} needs a folder of that name`;
}
