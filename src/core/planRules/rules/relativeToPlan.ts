import { fixedFolder } from '../../glob/globFolders.ts';
import { hasWildcard, parseGlob } from '../../glob/globSyntax.ts';
import type { FileIndex } from '../../glob/fileIndex.ts';
import { commandFromRoot } from '../facts/planPaths.ts';
import { inPlan, inTask } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, Repository, TaskRule } from '../rule.ts';

/**
 * Paths of a plan start at the root of the repository, and commands run there, wherever the plan lies. One that makes sense from the
 * plan's own folder only was meant from there.
 */
export const tasksRelativeToPlan: TaskRule = {
  needsValid: ['owns', 'reads', 'deletes', 'verify'],
  check: (task, { repository }) => [
    ...(['owns', 'reads', 'deletes'] as const).flatMap((key) =>
      task[key].flatMap((glob, index) => path(glob, inTask(key, index), repository)),
    ),
    ...task.verify.flatMap((line, index) => command(line, inTask('verify', index), repository)),
  ],
};

/** The same for what a plan says once for all tasks. */
export const planRelativeToPlan: PlanRule = {
  reads: [],
  readsOfPlan: ['checkpoint', 'worktree', 'protected'],
  check: ({ plan: { checkpoint, worktree, protected: guarded }, repository }) => [
    ...guarded.flatMap((glob, index) => path(glob, inPlan('protected', index), repository)),
    ...(['copy', 'link'] as const).flatMap((key) =>
      worktree[key].flatMap((entry, index) => placed(entry, inPlan('worktree', key, index), repository)),
    ),
    ...worktree.setup.flatMap((entry, index) =>
      typeof entry === 'string'
        ? command(entry, inPlan('worktree', 'setup', index), repository)
        : [
            ...command(entry.run, inPlan('worktree', 'setup', index, 'run'), repository),
            ...(entry.inputs === undefined || entry.inputs === 'off' ? [] : entry.inputs).flatMap((glob, at) =>
              path(glob, inPlan('worktree', 'setup', index, 'inputs', at), repository),
            ),
          ],
    ),
    ...worktree.teardown.flatMap((line, index) => command(line, inPlan('worktree', 'teardown', index), repository)),
    ...(checkpoint.test === undefined ? [] : command(checkpoint.test, inPlan('checkpoint', 'test'), repository)),
    ...Object.entries(checkpoint.checks).flatMap(([name, line]) =>
      command(line, inPlan('checkpoint', 'checks', name), repository),
    ),
  ],
};

function path(glob: string, at: RemarkPlace, { facts: { planFile }, files }: Repository): readonly Remark[] {
  const folder = folderOf(planFile);
  if (folder === '' || files === undefined) return [];
  const plain = glob.replace(/^(?:\.\/)+/, '');
  if (files.matching(plain).length > 0) return [];
  const meant = folder + plain;
  return files.matching(meant).length > 0 || (isOnly(plain, folder, files) && !plain.startsWith(folder))
    ? [remark(at, glob, meant, `${glob} is nothing at the root of the repository, where paths start`)]
    : [];
}

/** Whether the folder that a glob is fixed to is there below the plan's folder, and not at the root. */
function isOnly(glob: string, folder: string, files: FileIndex): boolean {
  const fixed = parseGlob(glob).map((pattern) => {
    const place = fixedFolder(pattern);
    // Without a wildcard the last name is that of the file.
    return hasWildcard(glob) ? place : place.replace(/[^/]*\/$/, '');
  });
  return (
    fixed.length > 0 &&
    fixed.every((each) => each !== '' && files.under(each).length === 0 && files.under(folder + each).length > 0)
  );
}

/** Files and folders that git does not follow, so that only the disk tells whether they are there. */
function placed(entry: string, at: RemarkPlace, { facts: { planFile, present } }: Repository): readonly Remark[] {
  const folder = folderOf(planFile);
  const plain = entry.replace(/^(?:\.\/)+|\/+$/g, '');
  if (folder === '' || present === undefined || present.includes(plain) || !present.includes(folder + plain)) return [];
  return [remark(at, entry, folder + plain, `${entry} is not at the root of the repository, where paths start`)];
}

function command(line: string, at: RemarkPlace, { facts }: Repository): readonly Remark[] {
  const meant = commandFromRoot(line, folderOf(facts.planFile), facts);
  return meant === undefined
    ? []
    : [remark(at, line, meant, `Commands run at the root of the repository, where "${line}" finds nothing to run`)];
}

function remark(at: RemarkPlace, written: string, meant: string, why: string): Remark {
  return {
    code: 'relative-to-plan',
    at,
    message: `${why}; they were probably meant from the folder of the plan. Write ${meant} instead of ${written}.`,
    suggestion: meant,
  };
}

/** Folder of the plan, with a slash at its end; empty at the root, and where it is not known. */
function folderOf(planFile: string | undefined): string {
  return planFile === undefined ? '' : planFile.slice(0, planFile.lastIndexOf('/') + 1);
}
