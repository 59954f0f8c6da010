/** Name of the file in an archived record that says what is where, for programs. */
export const archiveIndex = 'archive.json';

/** Content of that file. */
export interface ArchiveIndex {
  readonly format: 1;
  readonly run: string;
  readonly title: string;
  readonly base: string;
  readonly head: string;
  /** Page of each wave, by its id. */
  readonly waves: Readonly<Record<string, string>>;
  readonly revisions: Readonly<Record<string, string>>;
}

/** Folder of a run in the tree of the commit that holds its record. */
export function archiveFolder(to: string, run: string): string {
  return isArchiveFolder(to) ? `${to}${run}` : run;
}

/** Whether the record goes to a folder beside the work, and not to a branch of its own. */
export function isArchiveFolder(to: string): boolean {
  return to.endsWith('/');
}
