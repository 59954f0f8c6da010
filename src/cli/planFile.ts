import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parsePlan } from '../core/plan/parsePlan.ts';
import type { ParsedPlan } from '../core/plan/problem.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** A plan file, read and parsed. */
export interface ReadPlan extends ParsedPlan {
  /** As the person wrote it. */
  readonly file: string;
  readonly path: string;
  readonly source: string;
}

/** @throws CliError `usage` when there is no such file */
export async function readPlan(terminal: Terminal, file: string): Promise<ReadPlan> {
  const absolute = path.resolve(terminal.folder, file);
  try {
    const source = await readFile(absolute, 'utf8');
    return { file, path: absolute, source, ...parsePlan(source) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `The plan ${file} cannot be read: ${reason}`, { cause: error });
  }
}

export function hasErrors(plan: ParsedPlan): boolean {
  return plan.plan === undefined || plan.problems.some(({ severity }) => severity === 'error');
}
