import { canonicalJson } from '../canonicalJson.ts';
import type { Tools } from '../gates/evidence.ts';
import { latestGate, planTask, planWave } from './queries.ts';
import type { RunState, WaveState } from './state.ts';

/** Commit messages of a run. Trailers tie every commit to its run, wave, plan and evidence, for people and `verify`. */

/** Message of a wave's one commit. With carried waves it is their work, repaired, so it bears their titles. */
export function waveMessage(state: RunState, wave: WaveState, tools: Tools): string {
  const waves = [...wave.carries.map((carried) => carried.wave), wave.id];
  const first = waves[0] ?? wave.id;
  const subject = state.plan.plan.git.commit
    .replaceAll('{wave}', planWave(state, first)?.title ?? first)
    .replaceAll('{id}', first)
    .replaceAll('{plan}', state.plan.plan.title);
  const tasks = waves.flatMap((id) =>
    Object.keys(state.waves[id]?.tasks ?? {}).map((task) => `- ${planTask(planWave(state, id), task)?.title ?? task}`),
  );
  const gate = latestGate(state, 'spot-check', wave.id);
  return lines(
    subject,
    '',
    ...tasks,
    '',
    `Wavegate-Run: ${state.run}`,
    ...waves.map((id) => `Wavegate-Wave: ${id}`),
    `Wavegate-Plan: ${state.plan.hash}`,
    `Wavegate-Evidence: ${tools.sha256(canonicalJson(gate?.evidence ?? {}))}`,
  );
}

/** Message of the commit that holds a revision of the plan, linked to the wave that caused it. */
export function revisionMessage(state: RunState): string {
  const revision = state.revisions.at(-1);
  const cause = revision?.cause;
  return lines(
    state.plan.revision === 0 ? `Plan: ${state.plan.plan.title}` : `Revise the plan: ${state.plan.why}`,
    '',
    `Wavegate-Run: ${state.run}`,
    ...(cause ? [`Wavegate-Wave: ${cause.wave}`] : []),
    `Wavegate-Plan: ${state.plan.hash}`,
    `Wavegate-Revision: ${state.plan.revision}`,
  );
}

export function shipMessage(state: RunState): string {
  return lines(
    `Add the changelog entry of: ${state.plan.plan.title}`,
    '',
    `Wavegate-Run: ${state.run}`,
    `Wavegate-Plan: ${state.plan.hash}`,
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
