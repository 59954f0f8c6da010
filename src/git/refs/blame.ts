import { gitContent } from '../call/runGit.ts';

/** Origin of a line. */
export interface BlamedLine {
  /** Commit that last changed it; absent where the line is not committed yet. */
  readonly commit?: string;
  /** Path of the file in the repository at that commit, which may have been another one then. Forward slashes. */
  readonly file: string;
}

/**
 * Finds the commit that last changed a line.
 *
 * @param folder a folder of the repository
 * @param file as a path from there, or absolute
 * @param line counting from 1
 * @param text content of the file where an editor has another one than the disk
 * @throws GitError where git knows no such file or line
 */
export async function blameLine(folder: string, file: string, line: number, text?: string): Promise<BlamedLine> {
  const contents = text === undefined ? [] : ['--contents', '-'];
  const argv = ['blame', '--porcelain', `-L${line},${line}`, ...contents, '--', file];
  const told = await gitContent(argv, { folder, ...(text === undefined ? {} : { input: text }) });
  const commit = told.slice(0, told.indexOf(' '));
  const named = /^filename (?<name>.*)$/mu.exec(told)?.groups?.['name'] ?? file;
  return /^0+$/u.test(commit) ? { file: named } : { commit, file: named };
}
