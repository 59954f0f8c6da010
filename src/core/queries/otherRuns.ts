import { filedGlobs, meeting, visitNeighbours } from '../glob/globFolders.ts';
import type { FiledGlob } from '../glob/globFolders.ts';
import { isOver } from '../model/isOver.ts';
import type { OtherRun, OtherRunsSeen, SharedFiles, UnfinishedRun } from '../model/otherRun.ts';
import type { RunState } from '../model/state.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';
import { pendingGates } from './runQueries.ts';

/** Most pairs of globs that are kept for one wave and one other run. */
const mostShared = 20;

/** A run for the others of its repository; undefined once it is over. */
export function unfinishedRun(state: RunState): UnfinishedRun | undefined {
  if (isOver(state.phase)) return undefined;
  const { run, plan, base, gates } = state;
  const launched = Object.values(gates).some(
    ({ kind, status, voided }) => kind === 'launch' && status === 'approved' && voided === undefined,
  );
  const tasks = plan.plan.waves.flatMap((wave) => wave.tasks.map(({ id, owns }) => ({ id, owns })));
  return {
    run,
    title: plan.plan.title,
    launched,
    tasks,
    ...(base.branch === undefined ? {} : { branch: base.branch }),
  };
}

/** Those of some runs that began from the branch of this one, and whose tasks may change files that its own may change. */
export function meetingRuns(
  { run, base, plan }: Pick<RunState, 'run' | 'base' | 'plan'>,
  unfinished: readonly UnfinishedRun[],
): readonly OtherRun[] {
  const { branch } = base;
  if (branch === undefined) return [];
  return unfinished
    .filter((other) => other.run !== run && other.branch === branch)
    .map((other) => ({ ...named(other), shared: sharedFiles(plan.plan, other.tasks) }))
    .filter(({ shared }) => shared.length > 0)
    .sort((one, other) => (one.run < other.run ? -1 : 1));
}

function named({ run, title, launched }: UnfinishedRun): Omit<OtherRun, 'shared'> {
  return { run, title, launched };
}

interface Owned {
  readonly mine: boolean;
  readonly task: string;
  readonly filed: FiledGlob;
}

function sharedFiles({ waves }: Pick<Plan, 'waves'>, theirs: UnfinishedRun['tasks']): readonly SharedFiles[] {
  const others = owned(theirs, false);
  return waves.flatMap((wave) => {
    const found = new Map<string, SharedFiles>();
    visitNeighbours([...owned(wave.tasks, true), ...others], (one, other) => {
      if (one.mine === other.mine) return;
      const [mine, their] = one.mine ? [one, other] : [other, one];
      const key = [mine.task, mine.filed.glob, their.task, their.filed.glob].join('\n');
      if (found.has(key)) return;
      const example = meeting(mine.filed, their.filed);
      if (example === undefined) return;
      found.set(key, {
        wave: wave.id,
        task: mine.task,
        glob: mine.filed.glob,
        theirs: { task: their.task, glob: their.filed.glob },
        example,
      });
      return found.size < mostShared;
    });
    return [...found.values()];
  });
}

function owned(tasks: UnfinishedRun['tasks'], mine: boolean): readonly Owned[] {
  return tasks.flatMap(({ id, owns }) => filedGlobs(owns).map((filed) => ({ mine, task: id, filed })));
}

/** Runs that were launched and may change the same files as a wave, with what of it they may. */
function besideWave({ otherRuns }: Pick<RunState, 'otherRuns'>, wave: string | undefined): readonly OtherRun[] {
  return (otherRuns?.runs ?? [])
    .filter(({ launched }) => launched)
    .map((other) => ({ ...other, shared: other.shared.filter((each) => each.wave === wave) }))
    .filter(({ shared }) => shared.length > 0);
}

/** Names of the meetings of a wave with runs that were launched; a decision that was made knowing them covers them. */
export function meetingsOf(state: Pick<RunState, 'otherRuns'>, wave: string | undefined): readonly string[] {
  const names = besideWave(state, wave).flatMap(({ run, shared }) =>
    shared.map(({ glob, theirs }) => `${run} ${glob} ${theirs.glob}`),
  );
  return [...new Set(names)];
}

/**
 * Why a wave may not be launched beside other runs without a word of a person; undefined where no launched run meets it.
 * @param covered meetings that a decision was made with
 */
export function besideOthers(
  state: Pick<RunState, 'otherRuns'>,
  wave: PlanWave | undefined,
  covered: readonly string[] = [],
): string | undefined {
  const open = new Set(meetingsOf(state, wave?.id).filter((meeting) => !covered.includes(meeting)));
  if (open.size === 0) return undefined;
  const [first, ...more] = besideWave(state, wave?.id).filter(({ run, shared }) =>
    shared.some(({ glob, theirs }) => open.has(`${run} ${glob} ${theirs.glob}`)),
  );
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : `, and so may ${more.map(({ run }) => run).join(', ')}`;
  return `Run ${first.run} (${first.title}) began from the same branch, was launched and is not over, and may change the same files: ${sharedText(first.shared)}${others}.`;
}

/** The same with what to do, for who decides the launch. */
export function besideMissing(state: RunState, wave: PlanWave | undefined, note: string): string | undefined {
  if (note.trim() !== '') return undefined;
  const why = besideOthers(state, wave);
  if (why === undefined) return undefined;
  const runs = besideWave(state, wave?.id).map(({ run }) => `\`wavegate stop ${run}\``);
  return `${why} Say in the note why both may, wait until it is over, or stop it: ${runs.join(', ')}.`;
}

/** Lines for people about other runs that may change the same files. @param wave default: any wave */
export function otherRunLines({ otherRuns }: Pick<RunState, 'otherRuns'>, wave?: string): readonly string[] {
  const { runs = [], unread = [] } = otherRuns ?? {};
  return [
    ...runs.flatMap(({ run, title, launched, shared }) => {
      const here = wave === undefined ? shared : shared.filter((each) => each.wave === wave);
      const state = launched ? 'launched, not over' : 'not launched yet';
      return here.length === 0 ? [] : [`${run} (${title}; ${state}): ${sharedText(here)}`];
    }),
    ...unread.map((run) => `${run}: its record cannot be read, so it is not known what it may change`),
  ];
}

const mostTold = 3;

function sharedText(shared: readonly SharedFiles[]): string {
  const told = shared
    .slice(0, mostTold)
    .map(
      ({ task, glob, theirs, example }) =>
        `${example} (${task} owns ${glob}, its task ${theirs.task} owns ${theirs.glob})`,
    );
  const more = shared.length - told.length;
  return `${told.join('; ')}${more === 0 ? '' : `; and ${more} more`}`;
}

/** Launch gates that wait for a person and meet another run: it may be over before they decide. */
export function waitsBesideOthers(state: RunState): boolean {
  return pendingGates(state).some(({ kind, wave }) => kind === 'launch' && meetingsOf(state, wave).length > 0);
}

/** A look that has seen no run that meets this one. */
export const noOthers: OtherRunsSeen = { runs: [] };
