import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { emptyRunProject } from './runProject.ts';
import type { RunProject } from './runProject.ts';

const createScript = path.join(import.meta.dirname, '..', '..', 'samples', 'create.mjs');

/**
 * The sample repository with its plan and its remote, as `npm start` makes it. Its agents do not pause.
 *
 * @param edit changes the plan; the edited plan is committed
 */
export function createSampleProject(t: TestContext, edit?: (plan: string) => string): RunProject {
  const project = emptyRunProject(t, 'packhorse');
  const planPath = path.join(project.repository, 'packhorse.waveplan.yaml');
  // The engine hands its own environment on to session hosts, which choose what of it an agent may see.
  process.env['WAVEGATE_SAMPLE_PACE'] = '0';
  execFileSync(process.execPath, [createScript, project.repository, '--quiet']);
  if (edit !== undefined) {
    writeFileSync(planPath, edit(readFileSync(planPath, 'utf8')));
    project.git('commit', '--quiet', '--all', '--message', 'Edit the plan');
  }
  return { ...project, planPath };
}
