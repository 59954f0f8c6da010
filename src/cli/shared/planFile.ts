import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { launchPlan } from '../../runs/planning/launchPlan.ts';
import type { LaunchPlan } from '../../runs/planning/launchPlan.ts';
import { planFacts } from '../../compose/planFacts.ts';
import { checkPlan, repositoryOf } from '../../core/planRules/check/checkPlan.ts';
import { openPlan } from '../../core/planText/document/planDocument.ts';
import { askedFacts } from '../../core/planRules/check/askedFacts.ts';
import { parsePlan } from '../../core/planRules/check/parsePlan.ts';
import type { ParsedPlan } from '../../core/planText/problem.ts';
import { errorMessage } from '../../util/errors.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** A plan file, read and parsed. */
export interface ReadPlan extends ParsedPlan {
  /** As the person wrote it. */
  readonly file: string;
  readonly path: string;
  readonly source: string;
}

/**
 * The plan as it is about to run, and the checkout it runs in.
 *
 * @throws CliError `usage` when there is no such file; RunError when it is not for that repository
 */
export async function readLaunchPlan(
  terminal: Terminal,
  file: string,
  repo: string | undefined,
): Promise<ReadPlan & Pick<LaunchPlan, 'checkout' | 'assumed'>> {
  const read = await readText(terminal, file);
  const wanted = { folder: path.resolve(terminal.folder, repo ?? '.'), named: repo !== undefined };
  return { ...read, ...(await launchPlan(here, read.path, wanted)) };
}

/** @throws CliError `usage` when there is no such file */
export async function readPlan(terminal: Terminal, file: string): Promise<ReadPlan> {
  const read = await readText(terminal, file);
  return { ...read, ...parsePlan(read.source) };
}

/**
 * The same, checked against the repository of the plan as well: its files, and the programs of this machine.
 *
 * @throws CliError `usage` when there is no such file
 */
export async function lintPlan(terminal: Terminal, file: string): Promise<ReadPlan> {
  const read = await readText(terminal, file);
  const document = openPlan(read.source);
  const facts = await planFacts(read.path, askedFacts(document));
  return { ...read, ...checkPlan(document, repositoryOf(facts)) };
}

async function readText(terminal: Terminal, file: string): Promise<Pick<ReadPlan, 'file' | 'path' | 'source'>> {
  const absolute = path.resolve(terminal.folder, file);
  try {
    return { file, path: absolute, source: await readFile(absolute, 'utf8') };
  } catch (error) {
    const reason = errorMessage(error);
    throw new CliError('usage', `The plan ${file} cannot be read: ${reason}`, { cause: error });
  }
}

export function hasErrors(plan: ParsedPlan): boolean {
  return plan.plan === undefined || plan.problems.some(({ severity }) => severity === 'error');
}
