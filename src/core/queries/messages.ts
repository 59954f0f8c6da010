import { own } from '../../util/records.ts';
import { canonicalJson } from '../canonicalJson.ts';
import type { Tools } from '../model/tools.ts';
import { latestGate, mergedBy, planTask, planWave } from './runQueries.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { RunState, WaveState } from '../model/state.ts';

/** Commit messages of a run. Trailers tie every commit to its run, wave, plan and evidence, for people and `verify`. */

/** Message of a wave's one commit. With carried waves it is their work, repaired, so it bears their titles. */
export function waveMessage(state: RunState, wave: WaveState, tools: Tools): string {
  const waves = [...wave.carries.map((carried) => carried.wave), wave.id];
  const tasks = waves.flatMap((id) =>
    Object.keys(state.waves[id]?.tasks ?? {}).map((task) => planTask(planWave(state, id), task)?.title ?? task),
  );
  const gate = latestGate(state, 'spot-check', wave.id);
  return message(
    waveSubject(state.plan.plan, waves[0] ?? wave.id, state.run),
    tasks,
    [
      `Wavegate-Run: ${state.run}`,
      ...waves.map((id) => `Wavegate-Wave: ${id}`),
      ...mergedBy(state, wave).map((commit) => `Wavegate-Merges: ${commit}`),
      ...waves.flatMap((id) => planWave(state, id)?.reverts ?? []).map(({ commit }) => `Wavegate-Reverts: ${commit}`),
      `Wavegate-Plan: ${state.plan.hash}`,
      `Wavegate-Evidence: ${tools.sha256(canonicalJson(gate?.evidence ?? {}))}`,
      ...archiveTrailer(state.plan.plan),
    ],
    state,
  );
}

/** Message of the commit that contains a revision of the plan, linked to the wave that caused it. */
export function revisionMessage(state: RunState): string {
  const revision = state.revisions.at(-1);
  const cause = revision?.cause;
  const what = state.plan.revision === 0 ? `Plan: ${state.plan.plan.title}` : `Revise the plan: ${state.plan.why}`;
  return message(
    bookkeepingSubject(state.plan.plan, what, state.run),
    [],
    [
      `Wavegate-Run: ${state.run}`,
      ...(cause ? [`Wavegate-Wave: ${cause.wave}`] : []),
      `Wavegate-Plan: ${state.plan.hash}`,
      `Wavegate-Revision: ${state.plan.revision}`,
      ...archiveTrailer(state.plan.plan),
    ],
    state,
  );
}

export function shipMessage(state: RunState): string {
  const { plan, hash } = state.plan;
  const what = `Add the changelog entry of: ${plan.title}`;
  return message(
    bookkeepingSubject(plan, what, state.run),
    [],
    [`Wavegate-Run: ${state.run}`, `Wavegate-Plan: ${hash}`, ...archiveTrailer(plan)],
    state,
  );
}

/** Message of the commit that contains the record of a run. */
export function archiveMessage(state: RunState): string {
  const { plan, hash } = state.plan;
  return message(
    bookkeepingSubject(plan, `Archive the record of: ${plan.title}`, state.run),
    [],
    [`Wavegate-Run: ${state.run}`, `Wavegate-Plan: ${hash}`, ...archiveTrailer(plan)],
    state,
  );
}

/** Trailer that leads from any commit of a run to its record. */
function archiveTrailer({ archive }: Plan): readonly string[] {
  return archive === undefined ? [] : [`Wavegate-Archive: ${archive.to}`];
}

/**
 * Messages as the run will commit them, as far as they are known before it starts: one for each wave, and one for the plan.
 * For asking the hooks of a repository early.
 */
export function messagesAhead(plan: Plan, run: string): readonly string[] {
  const subjects = plan.waves.map(({ id, tasks }) => ({ subject: waveSubject(plan, id, run), tasks }));
  return [
    ...subjects.map(({ subject, tasks }) =>
      text(
        subject,
        tasks.map(({ title }) => title),
        [`Wavegate-Run: ${run}`, ...trailersOf(plan, run)],
      ),
    ),
    text(bookkeepingSubject(plan, `Plan: ${plan.title}`, run), [], [`Wavegate-Run: ${run}`, ...trailersOf(plan, run)]),
  ];
}

function waveSubject(plan: Plan, id: string, run: string): string {
  const wave = plan.waves.find((each) => each.id === id)?.title ?? id;
  return filled(plan.commit.subject, { wave, 'wave:lower': small(wave), id, plan: plan.title, run });
}

function bookkeepingSubject(plan: Plan, what: string, run: string): string {
  return filled(plan.commit.bookkeeping, { what, 'what:lower': small(what), plan: plan.title, run });
}

/** `{author}` is left: who commits is known where the commit is made. */
function trailersOf(plan: Plan, run: string): readonly string[] {
  return plan.commit.trailers.map((trailer) => filled(trailer, { plan: plan.title, run }));
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z:]+)\}/g, (written, name: string) => own(values, name) ?? written);
}

/** Rules about subjects often ask for a small letter at the beginning, where titles of a plan have a capital one. */
function small(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function message(subject: string, tasks: readonly string[], trailers: readonly string[], state: RunState): string {
  return text(subject, tasks, [...trailers, ...trailersOf(state.plan.plan, state.run)]);
}

function text(subject: string, tasks: readonly string[], trailers: readonly string[]): string {
  const body = tasks.length === 0 ? [] : [...tasks.flatMap(bullet), ''];
  return `${[subject, '', ...body, ...trailers].join('\n')}\n`;
}

/** Columns after which a line of a message is broken: tools that look at messages refuse longer ones. */
const columns = 72;

function bullet(title: string): readonly string[] {
  const lines: string[] = [];
  let line = '-';
  for (const word of title.split(/\s+/)) {
    if (line.length + 1 + word.length > columns && line.trim() !== '-' && line.trim() !== '') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
