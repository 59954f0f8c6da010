import { namesOfFailures } from './failureText.ts';
import { appendToList } from '../planText/edit/insert.ts';
import { listAt, mapAt } from '../planText/edit/editableText.ts';
import { cannotEdit } from './strategy.ts';
import type { PlanEdits } from './strategy.ts';

/** redispatch: the same task again, told what the last attempt got wrong, so that it is not simply the same attempt again. */
export const tellLastAttempt: PlanEdits = ({ request, text, placed }) => {
  const { task, waveIndex, taskIndex } = placed;
  const path = ['waves', waveIndex, 'tasks', taskIndex];
  const map = mapAt(text, path);
  const inherited = task.constraints.length > 0 && listAt(text, [...path, 'constraints']) === undefined;
  if (map === undefined || inherited) return cannotEdit(`The constraints of task "${task.id}"`);
  const attempt = task.constraints.filter((line) => /^Attempt \d+ /.test(line)).length + 1;
  const failures = namesOfFailures(request.failing);
  const told =
    failures === ''
      ? `Attempt ${attempt} did not finish.`
      : `Attempt ${attempt} left this failing, which must pass: ${failures}.`;
  const edit = appendToList(text, map, 'constraints', told);
  if (edit === undefined) return cannotEdit(`The constraints of task "${task.id}"`);
  return {
    edits: [edit],
    summary: `Sends task "${task.id}" out again, told what its attempt ${attempt} left failing.`,
  };
};
