import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { acceptedIn, flowsFile, followUps, withoutScript } from '../../core/flows/accepted.ts';
import { flowLines, flowsOf } from '../../core/flows/flows.ts';
import type { Flow } from '../../core/flows/flows.ts';
import type { FlowReport, ListedFlow } from '../../core/flows/flowTables.ts';
import type { ObservedSession } from '../../core/flows/model.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { errorCode } from '../../util/errors.ts';
import { observedSessions } from './observedSessions.ts';

/** Minutes that a person needs to read, try and commit a script, unless told. */
export const minutesToMake = 15;

/** Runs of one repository whose flows are told. */
export interface FlowSource {
  readonly layout: LocalLayout;
  /** Top folder of the checkout with the accepted ones. Absolute. */
  readonly repository: string;
  readonly runs: readonly string[];
}

/** Repeated flows of runs, without secrets, and what became of those that were accepted. */
export async function flowReport(
  { layout, repository, runs }: FlowSource,
  redactor: Pick<Redactor, 'text'>,
  toMake: number,
): Promise<FlowReport> {
  const sessions: ObservedSession[] = [];
  for (const run of runs) sessions.push(...(await observedSessions(layout, run)));
  const accepted = acceptedIn(await textOf(path.join(repository, ...flowsFile.split('/'))));
  const flows: ListedFlow[] = [];
  for (const flow of withoutScript(flowsOf(sessions), accepted)) flows.push(await listed(flow, redactor));
  return {
    flows,
    accepted: followUps(accepted, sessions),
    sessions: sessions.length,
    telling: sessions.filter(({ stretches }) => stretches.length > 0).length,
    cut: sessions.reduce((sum, { cut }) => sum + cut, 0),
    toMake,
  };
}

async function listed(flow: Flow, redactor: Pick<Redactor, 'text'>): Promise<ListedFlow> {
  const { text, secrets } = await redactor.text(flowLines(flow).join('\n'));
  const latest = await redactor.text(flow.parameters.map((parameter) => parameter.latest).join('\n'));
  return { ...flow, lines: text.split('\n'), secret: secrets + latest.secrets > 0 };
}

/** Text of a file; empty where there is none. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
