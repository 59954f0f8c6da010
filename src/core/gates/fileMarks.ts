import { own } from '../../util/records.ts';
import type { GateDraft } from '../model/gateDraft.ts';

/** Mark of a file under review; `unseen`: it was approved before the gate opened. */
export type FileMark = 'ok' | 'not-ok' | 'unseen';

const marks: readonly string[] = ['ok', 'not-ok', 'unseen'] satisfies readonly FileMark[];

/** Names by which gates with files ask for something else; signed decisions contain them, so they stay. */
const asked = /^(?:explain|rewrite|worstCase|defend|testing|tophat-\d+|counts-[^/]*)$/;

/**
 * Name of the answer that holds the mark of a file: its path, or, where a gate asks something by that name, the path with
 * `./` before it, which no path of a change begins with.
 */
export function markName(path: string): string {
  return asked.test(path) ? `./${path}` : path;
}

/** Mark of a file among the answers at a gate; undefined where it has none. */
export function markOf(answers: GateDraft['answers'] | undefined, path: string): FileMark | undefined {
  const said = own(answers, markName(path)) ?? '';
  return isMark(said) ? said : undefined;
}

/** Paths of the files that answers mark as not OK. */
export function refusedFiles(answers: GateDraft['answers']): readonly string[] {
  return Object.keys(answers).flatMap((name) => (own(answers, name) === 'not-ok' ? [name.replace(/^\.\//, '')] : []));
}

function isMark(said: string): said is FileMark {
  return marks.includes(said);
}
