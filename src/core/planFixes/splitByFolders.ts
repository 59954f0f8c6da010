import { divideTask } from '../adapt/divideTask.ts';
import type { Share } from '../adapt/divideTask.ts';
import { openPiece, openPieces } from '../glob/folderPieces.ts';
import type { FolderPiece } from '../glob/folderPieces.ts';
import { alternativesOf, hasWildcard } from '../glob/globSyntax.ts';
import { overlap } from '../glob/globs.ts';
import { placedTasks } from '../plan/lookup.ts';
import { taskOf } from './planFix.ts';
import type { Fixer, PlanFix } from './planFix.ts';

/** Most tasks that one becomes: a wave with more is advised against. */
const mostTasks = 10;
/** Numbers of tasks that are offered beside one for each folder. */
const offered = [2, 3, 4, 6, 8];
/** Most files that are named one by one where a folder cannot be divided by the folders in it. */
const mostNamed = 60;

/** Something that a task owns and another may own in its place: a glob, and how many files that is. */
interface Piece {
  /** Index of the entry of `owns` that it comes from. */
  readonly entry: number;
  readonly glob: string;
  /** Words for people: the folder. */
  readonly name: string;
  readonly files: number;
}

/** Several tasks in place of one that owns much: one for each folder, or so many with about as many files each. */
export const splitByFolders: Fixer = ({ plan, path, matching }) => {
  const [, wave, , index] = taskOf(path) ?? [];
  const placed = plan && placedTasks(plan.plan).find((each) => each.waveIndex === wave && each.taskIndex === index);
  if (plan === undefined || placed === undefined) return [];
  const { id, owns } = placed.task;
  const trees = owns.flatMap((entry, at) => alternativesOf(entry).map((glob) => treeOf(glob, at, matching)));
  const fix = (title: string, shares: readonly Share[]): readonly PlanFix[] => {
    const divided = divideTask(plan, placed, shares);
    return divided === undefined ? [] : [{ title, edits: divided.edits }];
  };
  const shareOf = (pieces: readonly Piece[], suffix: string, titled: string): Share => ({
    owns: owns.map((_, at) => pieces.flatMap(({ entry, glob }) => (entry === at ? [glob] : []))),
    suffix,
    titled,
  });

  const folders = trees.flatMap((tree) => piecesOf(tree, 2));
  const byFolder =
    folders.length < 2 || folders.length > mostTasks || meet(folders)
      ? []
      : fix(
          `Split "${id}" into ${folders.length} tasks, one for each folder`,
          folders.map((piece) => shareOf([piece], wordOf(piece.name), piece.name)),
        );
  const counts = offered.filter((count) => count !== folders.length || byFolder.length === 0);
  return [
    ...byFolder,
    ...counts.flatMap((count) => {
      const fine = trees.flatMap((tree) => piecesOf(tree, count * 3));
      const parts = evenly(fine, count) ?? evenly(trees.flatMap(filesOf), count);
      if (parts === undefined || meet(parts.flat())) return [];
      const files = Math.max(...parts.map((part) => part.reduce((sum, piece) => sum + piece.files, 0)));
      return fix(
        `Split "${id}" into ${count} tasks of up to ${files} ${files === 1 ? 'file' : 'files'}`,
        parts.map((part, at) => shareOf(part, `${at + 1}`, `${at + 1} of ${count}`)),
      );
    }),
  ];
};

/** Files of a glob without alternatives, as a tree that can be opened where the glob goes down into one. */
interface Tree {
  readonly entry: number;
  readonly glob: string;
  readonly files: readonly string[];
  /** Where it is a folder with all below it: that folder, and the end of the glob (`*.ts`), empty for any file. */
  readonly below?: { readonly folder: string; readonly end: string };
}

function treeOf(glob: string, entry: number, matching: (glob: string) => readonly string[]): Tree {
  const files = hasWildcard(glob) ? matching(glob) : [glob];
  const [, folder, end] = /^((?:[^*?[\]{}!\\]+\/)?)\*\*(?:\/([^/]+))?$/.exec(glob) ?? [];
  return { entry, glob, files, ...(folder === undefined ? {} : { below: { folder, end: end ?? '' } }) };
}

/** A tree in at least so many pieces, as far as its folders give them; files are named where there is no other way. */
function piecesOf({ entry, glob, files, below }: Tree, least: number): readonly Piece[] {
  const whole: Piece = { entry, glob, name: glob, files: files.length };
  const named = (list: readonly string[]): readonly Piece[] =>
    list.map((file) => ({ entry, glob: file, name: file, files: 1 }));
  if (below === undefined) return files.length > 1 && files.length <= mostNamed ? named(files) : [whole];
  const top: FolderPiece = { folder: below.folder, deep: true, files };
  const opened = openPieces([top], (pieces) => pieces.length >= least);
  const [only] = opened;
  if (only !== undefined && opened.length === 1 && openPiece(only).every(({ deep }) => !deep)) {
    return files.length > 1 && files.length <= mostNamed ? named(files) : [whole];
  }
  return opened.map(({ folder, deep, files: own }) => ({
    entry,
    glob: deep
      ? `${folder}**${below.end === '' ? '' : `/${below.end}`}`
      : `${folder}${below.end === '' ? '*' : below.end}`,
    name: folder === '' ? 'root' : folder.slice(0, -1),
    files: own.length,
  }));
}

/** The files of a tree, each as a piece; the tree as one where they are too many to name. */
function filesOf({ entry, glob, files }: Tree): readonly Piece[] {
  if (files.length > mostNamed) return [{ entry, glob, name: glob, files: files.length }];
  return files.map((file) => ({ entry, glob: file, name: file, files: 1 }));
}

/** Pieces in so many parts of about as many files; undefined where there are too few. */
function evenly(pieces: readonly Piece[], count: number): readonly (readonly Piece[])[] | undefined {
  if (pieces.length < count) return undefined;
  const parts = Array.from({ length: count }, (): { files: number; pieces: Piece[] } => ({ files: 0, pieces: [] }));
  for (const piece of pieces.toSorted((one, other) => other.files - one.files)) {
    const smallest = parts.reduce((least, part) => (part.files < least.files ? part : least));
    smallest.pieces.push(piece);
    smallest.files += piece.files;
  }
  return parts.map((part) => part.pieces.toSorted((one, other) => (one.glob < other.glob ? -1 : 1)));
}

/** Whether two of the globs could match one path. */
function meet(pieces: readonly Piece[]): boolean {
  return pieces.some(({ glob }, index) =>
    pieces.slice(index + 1).some((other) => overlap(glob, other.glob) !== undefined),
  );
}

/** Last part of a folder, as an id may have it. */
function wordOf(name: string): string {
  const word = name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return word === '' ? 'part' : word;
}
