import { flow } from '../planText/edit/writeYaml.ts';
import type { Surroundings } from './surroundings.ts';

/** The checkpoint of a plan: the tests of the repository, its further check if it has one, and what a template adds. */
export function checkLines({ test, check }: Surroundings, more = ''): string {
  const checks = check === undefined ? '' : `  checks:\n    ${check.name}: ${flow(check.command)}\n`;
  return `checkpoint:
  # Your whole test suite. It runs after every wave.
  test: ${flow(test)}
${checks}${more}`;
}
