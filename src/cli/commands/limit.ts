import type { AtOnceLimit } from '../../core/model/atOnce.ts';
import { driverTraits } from '../../core/plan/driverTraits.ts';
import { limitText } from '../../core/queries/atOnce.ts';
import { count } from '../../core/words/labels.ts';
import { createPrograms } from '../../processes/programs.ts';
import { liveTickets } from '../../runs/budgets/agentPlaces.ts';
import { limitFile, readLimits, writeLimits } from '../../runs/budgets/limitFile.ts';
import { createSessionRecords } from '../../sessionHost/sessionRecords.ts';
import { findRoots } from '../../state/roots.ts';
import { errorMessage } from '../../util/errors.ts';
import { defineCommand } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const limit = defineCommand({
  name: 'limit',
  usage: '[[--agent DRIVER] (--at-once N | --remove)]',
  summary: 'Show or set how many agents work at once in all runs of this machine together.',
  details: [
    'Further agents wait, and are shown as waiting for a free agent. Each place goes to the run with the fewest agents at work,',
    'then to the agent that has waited longest. Agents at work go on when a limit is lowered. Hosts of a team have --slots.',
    `--agent DRIVER  only agents of this driver, for the account they share: ${Object.keys(driverTraits).join(', ')}; default: all`,
    '--at-once N  the limit',
    '--remove  without this limit from now on',
  ],
  options: {
    state: { type: 'string' },
    agent: { type: 'string' },
    'at-once': { type: 'string' },
    remove: { type: 'boolean', default: false },
  },
  arguments: [0, 0],
  async run({ values, terminal }) {
    const { settings } = placeOf(terminal, { state: values.state });
    const { state } = findRoots(process.platform, terminal.env, settings);
    const limits = await readLimits(state).catch((error: unknown) => {
      throw new CliError('usage', errorMessage(error));
    });
    const changed = changedLimits(limits, values);
    if (changed !== undefined) await writeLimits(state, changed);
    const now = changed ?? limits;
    const programs = createPrograms();
    const tickets = await liveTickets({
      ...{ stateRoot: state, records: createSessionRecords() },
      identify: (pid) => programs.identify(pid),
    });
    if (values.json === true) {
      await writeJson(terminal, { file: limitFile(state), atOnce: now, agents: tickets });
      return exitCodes.done;
    }
    if (now.length === 0) terminal.note('There is no limit over all runs. Set one with `wavegate limit --at-once 4`.');
    const waiting = tickets.filter(({ works }) => !works).length;
    await writeLines(terminal, [
      ...now.map((each) => sentence(limitText(each))),
      `${count(tickets.length - waiting, 'agent')} at work${waiting === 0 ? '' : `, ${waiting} waiting`}`,
    ]);
    return exitCodes.done;
  },
});

interface Change {
  readonly agent?: string | undefined;
  readonly 'at-once'?: string | undefined;
  readonly remove?: boolean | undefined;
}

/** The limits after a change; undefined where none is asked for. @throws CliError `usage` */
function changedLimits(
  limits: readonly AtOnceLimit[],
  { agent, 'at-once': text, remove = false }: Change,
): readonly AtOnceLimit[] | undefined {
  if (agent !== undefined && !Object.hasOwn(driverTraits, agent)) {
    const drivers = Object.keys(driverTraits).join(', ');
    throw new CliError('usage', `There is no driver "${agent}". --agent takes one of: ${drivers}.`);
  }
  if (text === undefined && !remove && agent === undefined) return undefined;
  if (remove === (text !== undefined)) throw new CliError('usage', 'Give either --at-once N, or --remove.');
  const others = limits.filter((each) => each.agent !== agent);
  if (text === undefined) {
    if (others.length < limits.length) return others;
    throw new CliError('usage', `There is no limit${agent === undefined ? ' over all agents' : ` for ${agent}`}.`);
  }
  const agents = Number(text);
  if (!/^\d+$/.test(text) || agents < 1) {
    throw new CliError('usage', `--at-once takes a whole number greater than 0, not ${JSON.stringify(text)}.`);
  }
  return [...others, { agents, ...(agent === undefined ? {} : { agent }) }];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
