import { applyEdits, editableText, mapAt } from './editableText.ts';
import type { Edit, Refused } from './editableText.ts';
import { appendPair } from './insert.ts';
import { isSafe } from './safeEdit.ts';

/** A plan text with one more check of the checkpoint. Comments and everything else stay as they are. */
export function addCheck(source: string, name: string, command: string): string | Refused {
  const text = editableText(source);
  const [plan, checkpoint, checks] = [
    mapAt(text, []),
    mapAt(text, ['checkpoint']),
    mapAt(text, ['checkpoint', 'checks']),
  ];
  if (checks?.has(name) === true) return { refused: `The plan has a check ${name} already. Give it another name.` };
  let edit: Edit | undefined;
  if (checks !== undefined) edit = appendPair(text, checks, name, command);
  else if (checkpoint !== undefined && !checkpoint.has('checks')) {
    edit = appendPair(text, checkpoint, 'checks', { [name]: command });
  } else if (plan !== undefined && !plan.has('checkpoint')) {
    edit = appendPair(text, plan, 'checkpoint', { checks: { [name]: command } });
  }
  if (edit === undefined || !isSafe(text, [edit])) {
    return {
      refused: 'The checks of the plan cannot be added to by machine. Write it into checkpoint.checks by hand.',
    };
  }
  return applyEdits(source, [edit]);
}
