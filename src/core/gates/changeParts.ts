import type { FileChange } from '../model/repository.ts';
import { changeReasons, generatedReason } from './changeSigns.ts';

/** Changed files in portions to look at. */
export interface ChangeParts<File> {
  /** Written by somebody, in the order given, each part of a size that an editor opens at once. */
  readonly parts: readonly (readonly File[])[];
  /** Generated and lock files: each is opened by itself. */
  readonly listed: readonly File[];
}

/** Whether a tool wrote what changed in a file, by what views say of it. */
export function isGenerated(reasons: readonly string[]): boolean {
  return reasons.includes(generatedReason) || reasons.includes('lock file');
}

/** @param atOnce most files of a part, at least 1 */
export function changeParts<File extends FileChange & { readonly reasons?: readonly string[] }>(
  files: readonly File[],
  atOnce: number,
): ChangeParts<File> {
  const listed = files.filter((file) => isGenerated(file.reasons ?? changeReasons(file)));
  const skipped = new Set(listed);
  const written = files.filter((file) => !skipped.has(file));
  const size = Math.max(1, Math.floor(atOnce));
  const parts = Array.from({ length: Math.ceil(written.length / size) }, (_, index) =>
    written.slice(index * size, (index + 1) * size),
  );
  return { parts, listed };
}
