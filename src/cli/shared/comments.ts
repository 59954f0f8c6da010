import { here } from '../../compose/cli.ts';
import type { FileComment, Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { goneLines } from '../../core/words/linePlace.ts';
import { readFileAt } from '../../git/changes/changes.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { spanOf } from './difference.ts';
import { CliError } from './exit.ts';
import { placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';

/** A comment as it is written on the command line. `isDeleted`: its line is one of the file before the wave. */
export interface WrittenComment extends Omit<FileComment, 'deleted'> {
  readonly isDeleted: boolean;
}

/** @throws CliError `usage` for a comment that names no line */
export function readComments(comments: readonly string[], option = '--comment'): readonly WrittenComment[] {
  return comments.map((comment) => {
    const [, file, minus, line, text] = /^(.+?):(-?)([1-9]\d*)=(.*\S.*)$/s.exec(comment) ?? [];
    if (file === undefined || line === undefined || text === undefined) {
      const form = `${option} takes FILE:LINE=TEXT${option === '--comment' ? ', or FILE:-LINE=TEXT for a deleted line' : ''}`;
      throw new CliError('usage', `${form}, not ${JSON.stringify(comment)}.`);
    }
    return { file, line: Number(line), text, isDeleted: minus === '-' };
  });
}

/**
 * The comments with the deleted lines that some of them are about.
 * @throws CliError `usage` for a line that the work of the gate has not deleted
 */
export async function withDeletedLines(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
  state: RunState,
  gate: Gate,
  comments: readonly WrittenComment[],
): Promise<readonly FileComment[]> {
  const placed: FileComment[] = [];
  for (const { isDeleted, ...comment } of comments) {
    if (!isDeleted) {
      placed.push(comment);
      continue;
    }
    const { file, line } = comment;
    const { repository } = await findRuns(here, placeOf(terminal, values));
    const { from, to } = spanOf(state, gate);
    const before = (await readFileAt(repository, from, file)) ?? '';
    const after = (await readFileAt(repository, to, file)) ?? '';
    if (!goneLines(before, after).includes(line)) {
      const see = `\`wavegate diff ${state.run} ${gate.id}\` shows what was deleted`;
      throw new CliError('usage', `Line ${line} of ${file} was not deleted in what gate ${gate.id} is about: ${see}.`);
    }
    placed.push({ ...comment, deleted: before.split('\n')[line - 1] ?? '' });
  }
  return placed;
}
