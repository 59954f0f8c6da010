import path from 'node:path';
import { runProgram } from './processes.ts';

/** A fresh copy of the sample: a git repository with a plan, and a bare remote beside it. */
export interface Sample {
  readonly folder: string;
  /** Absolute path of its plan. */
  readonly plan: string;
}

const samples = path.join(import.meta.dirname, '..', 'samples');
const planFile = 'packhorse.waveplan.yaml';

/**
 * Makes a fresh copy of the sample in a folder that does not exist yet; throws with what its own script says.
 *
 * @param from goal: its plan is still to be drafted
 */
export async function createSample(folder: string, from: 'plan' | 'goal' = 'plan'): Promise<Sample> {
  const { exitCode, output } = await runProgram(process.execPath, [
    path.join(samples, 'create.mjs'),
    folder,
    '--quiet',
    ...(from === 'goal' ? ['--goal'] : []),
  ]);
  if (exitCode !== 0) throw new Error(`The sample could not be made: ${output.trim()}`);
  return { folder, plan: path.join(folder, planFile) };
}
