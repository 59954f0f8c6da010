import type { FileChange } from '../model/repository.ts';
import { pathSigns } from './pathSigns.ts';
import type { PathSign } from './pathSigns.ts';

/** Reason that a generated or lock file carries: views fold it. */
export const generatedReason = 'generated';

/** Changes of which a line diff shows little or nothing. */
const formSigns: Readonly<Record<NonNullable<FileChange['form']>, PathSign>> = {
  link: { weight: 3, reason: 'a link' },
  submodule: { weight: 3, reason: 'pointer to a submodule' },
  permissions: { weight: 2, reason: 'changes permissions' },
  binary: { weight: 2, reason: 'binary' },
};

/** Signs of risk in a change by itself, whoever made it: its path, its form, and whether it is generated. */
export function changeSigns(change: FileChange): readonly PathSign[] {
  const found = pathSigns(change.path);
  const form = change.form === undefined ? [] : [formSigns[change.form]];
  if (change.leadsOut !== undefined) form.push({ weight: 4, reason: `a link that leads out, to ${change.leadsOut}` });
  return [...found, ...form, ...generatedSigns(change, found)];
}

/** Short phrases for people, weightiest first. */
export function changeReasons(change: FileChange): readonly string[] {
  return [...changeSigns(change)].sort((one, other) => other.weight - one.weight).map(({ reason }) => reason);
}

/**
 * A mark that the change itself brings is a reason to look instead of one to fold: an agent can write it above anything.
 * Generators write new files all the time, but seldom take over an old one.
 */
function generatedSigns({ generated, kind }: FileChange, found: readonly PathSign[]): readonly PathSign[] {
  if (generated === undefined || found.some(({ reason }) => reason === generatedReason)) return [];
  if (generated === 'before') return [{ weight: 0, reason: generatedReason }];
  return kind === 'added'
    ? [{ weight: 1, reason: 'new and marked as generated' }]
    : [{ weight: 3, reason: 'newly marked as generated' }];
}
