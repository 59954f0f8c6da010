import { parseJson, recordOf } from '../../util/records.ts';
import type { Command, ObservedSession, StepShape } from './model.ts';
import type { Flow } from './flows.ts';

/** File of a repository that keeps which scripts were made from flows, from its root. */
export const flowsFile = '.wavegate/flows.json';

/** Script that a person has accepted for a flow. */
export interface AcceptedFlow {
  readonly name: string;
  /** The script, from the root of the repository. */
  readonly file: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Keys of the commands it runs. */
  readonly keys: readonly string[];
  /** Mean milliseconds of a use as agents did it, and those its commands took, when it was accepted. */
  readonly milliseconds: number;
  readonly running: number;
}

/** Entries of the file; what is none is left out. */
export function acceptedIn(text: string): readonly AcceptedFlow[] {
  const { flows } = recordOf(parseJson(text));
  if (!Array.isArray(flows)) return [];
  return flows.flatMap((entry: unknown) => {
    const { name, file, since, keys, milliseconds, running } = recordOf(entry);
    if (typeof name !== 'string' || typeof file !== 'string' || typeof since !== 'number') return [];
    if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return [];
    if (typeof milliseconds !== 'number' || typeof running !== 'number') return [];
    return [{ name, file, since, keys, milliseconds, running }];
  });
}

/** Reason not to add an entry: overwriting the file would lose the parts that cannot be read. undefined: none. */
export function acceptedProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const { flows } = recordOf(parseJson(text));
  if (!Array.isArray(flows)) return `${flowsFile} is not an object with a list of flows.`;
  const unread = flows.length - acceptedIn(text).length;
  return unread === 0
    ? undefined
    : `${flowsFile} has ${unread === 1 ? 'an entry' : `${unread} entries`} that cannot be read.`;
}

/** The text of the file with one more entry, in the place of one for the same script. */
export function withAccepted(text: string, flow: AcceptedFlow): string {
  const others = acceptedIn(text).filter(({ file }) => file !== flow.file);
  return `${JSON.stringify({ flows: [...others, flow] }, undefined, 2)}\n`;
}

/** Follow-up of a script: how often agents used it since, and how often they ran its commands one by one instead. */
export interface FlowFollowUp extends AcceptedFlow {
  readonly used: number;
  readonly runs: number;
  readonly byHand: number;
  /** Mean milliseconds of a use of the script; undefined while there is none. */
  readonly took?: number;
}

/** Follow-ups of all accepted flows, in the order of the file. */
export function followUps(
  accepted: readonly AcceptedFlow[],
  sessions: readonly ObservedSession[],
): readonly FlowFollowUp[] {
  return accepted.map((flow) => {
    const later = sessions.flatMap(({ run, stretches }) =>
      stretches.map((stretch) => ({ run, commands: stretch.filter(({ from }) => from >= flow.since) })),
    );
    const uses = later.flatMap(({ run, commands }) =>
      commands.filter(({ key }) => starts(key, flow.file)).map((command) => ({ run, command })),
    );
    const took = uses.reduce((sum, { command: { from, to } }) => sum + to - from, 0) / uses.length;
    return {
      ...flow,
      used: uses.length,
      runs: new Set(uses.map(({ run }) => run)).size,
      byHand: later.reduce((sum, { commands }) => sum + timesIn(commands, flow.keys), 0),
      ...(uses.length === 0 ? {} : { took }),
    };
  });
}

/** Whether a command starts a script. */
function starts(key: string, file: string): boolean {
  const { words, shell } = JSON.parse(key) as StepShape;
  return !shell && words[0] === 'node' && words[1] === file;
}

function timesIn(commands: readonly Command[], keys: readonly string[]): number {
  let times = 0;
  for (let at = 0; at + keys.length <= commands.length; at++) {
    if (!keys.every((key, index) => commands[at + index]?.key === key)) continue;
    times += 1;
    at += keys.length - 1;
  }
  return times;
}

/** Flows for which there is no script yet. */
export function withoutScript(flows: readonly Flow[], accepted: readonly AcceptedFlow[]): readonly Flow[] {
  const known = new Set(accepted.map(({ keys }) => JSON.stringify(keys)));
  return flows.filter(({ keys }) => !known.has(JSON.stringify(keys)));
}
