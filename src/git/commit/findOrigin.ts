import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Refusal } from '../../core/model/commands.ts';
import { commitTrailers } from '../../core/report/origin.ts';
import type { CommitTrailers } from '../../core/report/origin.ts';
import { listed } from '../../core/words/labels.ts';
import { blameLine } from '../refs/blame.ts';
import { readCommit, resolveCommit } from '../refs/commits.ts';
import { readAncestry } from '../refs/history.ts';
import { errorMessage } from '../../util/errors.ts';

/** A commit by any name, or a line of a file as it is on disk or, with `text`, in an editor. */
export type OriginAsked =
  | { readonly commit: string }
  | { readonly file: string; readonly line: number; readonly text?: string };

/** Commit of a run. */
export interface FoundOrigin {
  readonly commit: string;
  readonly trailers: CommitTrailers;
  /** File of the line that was asked about, as it was called at that commit. */
  readonly file?: string;
}

/**
 * Finds the commit of a run that something came from.
 *
 * @param folder a folder of the repository; a file is relative to it, or absolute
 * @returns why there is none otherwise, for people
 */
export async function findOrigin(folder: string, asked: OriginAsked): Promise<FoundOrigin | Refusal> {
  if ('commit' in asked) {
    const commit = await resolveCommit(folder, asked.commit);
    if (commit !== undefined) return ofCommit(folder, commit);
    const isFile = existsSync(path.resolve(folder, asked.commit));
    return {
      refused: isFile
        ? `${asked.commit} is a file. Name one of its lines, such as ${asked.commit}:1.`
        : `This repository has no commit "${asked.commit}". Give a commit, such as HEAD, or a line as FILE:LINE.`,
    };
  }
  const { file, line, text } = asked;
  try {
    const blamed = await blameLine(folder, file, line, text);
    if (blamed.commit === undefined) {
      return { refused: `Line ${line} of ${file} is not committed yet, so no run has made it.` };
    }
    return await ofCommit(folder, blamed.commit, blamed.file);
  } catch (error) {
    return { refused: `Line ${line} of ${file} cannot be traced: ${errorMessage(error)}` };
  }
}

async function ofCommit(folder: string, commit: string, file?: string): Promise<FoundOrigin | Refusal> {
  const { message, parents } = await readCommit(folder, commit);
  const trailers = commitTrailers(message);
  if (trailers !== undefined) return { commit, trailers, ...(file === undefined ? {} : { file }) };
  const short = commit.slice(0, 10);
  const { isCut, merged } = await readAncestry(folder, commit, parents);
  if (isCut) {
    const why = `This clone is shallow and its history begins at ${short}, so it does not have the commits before it`;
    return { refused: `${why}. Get them with "git fetch --unshallow", then ask again.` };
  }
  const runs = [...new Set(merged.flatMap((each) => commitTrailers(each)?.run ?? []))];
  const brought =
    runs.length === 0
      ? ''
      : ` It merged commits of ${listed(runs)}: ask for one of those ("git log ${short}^..${short}").`;
  return { refused: `Commit ${short} was not made by a run: its message has no Wavegate-Run trailer.${brought}` };
}
