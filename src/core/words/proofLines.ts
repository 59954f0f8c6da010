import { planTask, planWave, taskSessions } from '../queries/runQueries.ts';
import type { StageProof } from '../model/checkRun.ts';
import type { SessionResult } from '../model/sessionResult.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { callSiteLine } from './callSiteLines.ts';
import { count, listed, short } from './labels.ts';

/** Sentence about the proof of a stage: `red: 3 new tests failed, 2 times (adds, subtracts, …); commit 1234abcd`. */
export function proofWords(proof: StageProof): string {
  return `${proof.stage}: ${[found(proof), ...asides(proof)].join('; ')}`;
}

function found({
  shows,
  tests = [],
  passed,
  repeats = 1,
  broken,
  commands,
  unchanged = [],
  callSites = [],
}: StageProof): string {
  if (broken !== undefined) return `not proved: ${broken}`;
  const times = repeats > 1 ? `, ${repeats} times` : '';
  const named = tests.length === 0 ? '' : ` (${listed(tests, 3)})`;
  switch (shows) {
    case 'red':
      return `${count(tests.length, 'new test')} failed${times}${named}${passed === undefined ? '' : `, ${count(passed, 'other')} passed`}`;
    case 'green': {
      const files = unchanged.length === 0 ? '' : `, ${count(unchanged.length, 'file')} of tests unchanged`;
      return `the same ${count(tests.length, 'test')} passed${times}${passed === undefined ? '' : `, ${passed} in all`}${files}`;
    }
    case 'migrated':
      return ['none left', ...callSites.map(callSiteLine)].join('; ');
    case 'success':
      return commands.length === 0 ? 'nothing was run' : `${listed(commands, 2)} succeeded`;
    case 'nothing':
      return 'nothing was run';
  }
}

function asides({ shows, commit, afresh, unchanged = [] }: StageProof): readonly string[] {
  const unknown = shows === 'red' && unchanged.length === 0;
  return [
    ...(unknown ? ['none of the files it changed is known to hold tests, so only names and counts hold them'] : []),
    ...(afresh === true ? ['its agent could not continue the conversation and began afresh'] : []),
    ...(commit === '' ? [] : [`commit ${short(commit)}`]),
  ];
}

/** Proofs of the stages of a wave's tasks, each with the title of its task. */
export function proofLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  if (wave === undefined) return [];
  return taskSessions(state, wave).flatMap(({ subject, result }) => {
    const title = planTask(planWave(state, wave.id), subject)?.title ?? subject;
    return (result?.stages ?? []).map((proof) => `${title}, ${proofWords(proof)}`);
  });
}

/** Differences from the task and discoveries that the handoff and the reviews of the own work have recorded, each once. */
export function reviewNotes(result: Pick<SessionResult, 'stages' | 'deviations' | 'discoveries'>): readonly string[] {
  const notes = [...(result.stages ?? []), result].flatMap(({ deviations = [], discoveries = [] }) => [
    ...deviations.map((text) => `Deviates from the task: ${text}`),
    ...discoveries.map((text) => `Discovered: ${text}`),
  ]);
  return [...new Set(notes)];
}
