/** A folder of a repository with everything below it (`deep`), or only the files right in it. */
export interface FolderPiece {
  /** Ends with a slash; empty for the root of the repository. */
  readonly folder: string;
  readonly deep: boolean;
  /** Forward slashes, from the root of the repository. */
  readonly files: readonly string[];
}

/** The folders right below a piece, and the files right in it as a piece of their own; just the piece where it has no folders. */
export function openPiece(piece: FolderPiece): readonly FolderPiece[] {
  if (!piece.deep) return [piece];
  const below = new Map<string, string[]>();
  const loose: string[] = [];
  for (const file of piece.files) {
    const slash = file.indexOf('/', piece.folder.length);
    if (slash === -1) {
      loose.push(file);
      continue;
    }
    const folder = file.slice(0, slash + 1);
    const known = below.get(folder);
    if (known === undefined) below.set(folder, [file]);
    else known.push(file);
  }
  return [
    ...Array.from(below, ([folder, files]): FolderPiece => ({ folder, deep: true, files })),
    ...(loose.length === 0 ? [] : [{ folder: piece.folder, deep: false, files: loose }]),
  ];
}

/**
 * Opens folders, the largest first, until there are enough pieces or none that can be opened.
 *
 * @param enough is asked before each opening
 */
export function openPieces(
  pieces: readonly FolderPiece[],
  enough: (pieces: readonly FolderPiece[]) => boolean,
): readonly FolderPiece[] {
  let all = [...pieces];
  const whole = new Set<FolderPiece>();
  while (!enough(all)) {
    const largest = all
      .filter((piece) => piece.deep && !whole.has(piece))
      .reduce<FolderPiece | undefined>(
        (best, piece) => (best === undefined || piece.files.length > best.files.length ? piece : best),
        undefined,
      );
    if (largest === undefined) break;
    const opened = openPiece(largest);
    if (opened.every(({ deep }) => !deep)) whole.add(largest);
    else all = all.flatMap((piece) => (piece === largest ? opened : [piece]));
  }
  return all;
}
