import type { PlanTask } from '../plan/schema/plan.ts';
import type { FileChange } from '../model/repository.ts';
import { changeSigns } from './changeSigns.ts';
import { supervisorRanks } from '../queries/supervisors.ts';
import { planWave, taskSessions, workOf } from '../queries/runQueries.ts';
import type { RunState, WaveState } from '../model/state.ts';

/** A changed file a person should look at, and why it in particular. */
export interface SampledFile extends FileChange {
  /** Short phrases, weightiest first: `deleted`, `high-risk task`, `changes a test`. */
  readonly reasons: readonly string[];
}

/** Changing this many lines is as good a reason to look as any single sign of risk. */
const manyLines = 80;

/**
 * The files of a merged wave that a person reviews one by one at its spot-check, riskiest first, as many as the plan's
 * `checkpoint.spotCheck.sample` says. Risk comes from what the seeds say agents get subtly wrong: deletions, the plan's
 * own boundary conditions, work at the edge of what a task owns, tests that were changed, conflicts an agent resolved, and
 * plain size.
 */
export function spotCheckSample(state: RunState, waveId: string): readonly SampledFile[] {
  const wave = state.waves[waveId];
  if (!wave?.merge) return [];
  const authors = authorsByPath(state, wave);
  const resolved = new Set(state.sessions[wave.resolver ?? '']?.resolves?.files);
  const ranked = wave.merge.changes.map((change) => {
    const signs = signsOf(change, authors.get(change.path), state);
    if (resolved.has(change.path)) signs.push({ weight: 4, reason: 'resolved conflict' });
    return { change, signs, weight: signs.reduce((sum, sign) => sum + sign.weight, 0) };
  });
  const byWeight = (a: Ranked, b: Ranked): number => b.weight - a.weight || (a.change.path < b.change.path ? -1 : 1);
  ranked.sort(byWeight);
  const most = state.plan.plan.checkpoint.spotCheck.sample;
  return withRanks(ranked, most, state, wave)
    .sort(byWeight)
    .map(({ change, signs }) => ({
      ...change,
      reasons: [...signs].sort((a, b) => b.weight - a.weight).flatMap((sign) => sign.reason ?? []),
    }));
}

interface Ranked {
  readonly change: FileChange;
  readonly signs: readonly Sign[];
  readonly weight: number;
}

/** A supervisor's word weighs as much as a deletion; its text comes after the reasons that code has. */
const supervisorWeight = 3;
/** Most files that supervisors bring into the sample beside those that are in it anyway. */
const mostBrought = 5;

/**
 * The sample with what supervisors say of files: it moves them up and brings some in, and takes none out.
 *
 * @param ranked riskiest first, as code sees it
 */
function withRanks(ranked: readonly Ranked[], most: number, state: RunState, wave: WaveState): Ranked[] {
  const ranks = supervisorRanks(state, wave.id, wave.attempt);
  const named = (path: string) => ranks.filter(({ file }) => file === path);
  const brought = ranked.slice(most).filter(({ change }) => named(change.path).length > 0);
  return [...ranked.slice(0, most), ...brought.slice(0, mostBrought)].map(({ change, signs, weight }) => {
    const said = named(change.path).map(({ team, reason }) => ({
      weight: 0,
      reason: `the supervisor of ${team}: ${reason}`,
    }));
    return { change, signs: [...signs, ...said], weight: weight + (said.length > 0 ? supervisorWeight : 0) };
  });
}

interface Sign {
  readonly weight: number;
  readonly reason?: string;
}

function signsOf(change: FileChange, task: PlanTask | undefined, state: RunState): Sign[] {
  const lines = change.additions + change.deletions;
  const signs: Sign[] = [
    { weight: Math.min(lines / manyLines, 2), ...(lines >= manyLines ? { reason: `${lines} lines` } : {}) },
  ];
  if (change.kind === 'deleted') signs.push({ weight: 3, reason: 'deleted' });
  if (task?.risk === 'high') signs.push({ weight: 3, reason: 'high-risk task' });
  if (task?.risk === 'low') signs.push({ weight: -1 });
  if (isBoundary(change.path, task, state)) signs.push({ weight: 2, reason: 'named by a constraint or interface' });
  if (isTest(change.path) && change.kind !== 'added') signs.push({ weight: 2, reason: 'changes a test' });
  signs.push(...changeSigns(change));
  if (task && !task.owns.includes(change.path) && change.kind === 'added') {
    signs.push({ weight: 1, reason: 'new file the plan does not name' });
  }
  return signs;
}

/** The plan speaks of this file where it says what must hold. */
function isBoundary(path: string, task: PlanTask | undefined, state: RunState): boolean {
  const { constraints } = state.plan.plan;
  const said = [...constraints, ...(task?.constraints ?? []), ...(task?.interfaces.provides ?? [])];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return said.some((text) => text.includes(path) || text.includes(name));
}

/** Places where the common test runners look: test folders, and files named after what they test. */
const testPath = /(^|\/)(tests?|__tests__|specs?)\/|[._-](test|spec)\.[^/]*$|(^|\/)test_[^/]*$/;

function isTest(path: string): boolean {
  return testPath.test(path);
}

function authorsByPath(state: RunState, wave: WaveState): ReadonlyMap<string, PlanTask> {
  const waves = [...wave.carries.flatMap(({ wave: id }) => state.waves[id] ?? []), wave];
  const authors = new Map<string, PlanTask>();
  for (const each of waves) {
    for (const session of taskSessions(state, each)) {
      const task = planWave(state, each.id)?.tasks.find((candidate) => candidate.id === session.subject);
      for (const change of workOf(state, session)) if (task) authors.set(change.path, task);
    }
  }
  return authors;
}
