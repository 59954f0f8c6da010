import { setTimeout as delay } from 'node:timers/promises';
import { hasInterface, openInterface } from '../../runs/follow/takeOver.ts';
import { askToTakeOver, handBack } from '../../executors/local/takeOver.ts';
import type { TakenOverRecord } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { createSessionRecords } from '../../sessionHost/sessionRecords.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { findSession } from './attach.ts';

const lookMs = 200;

export const takeOver = defineCommand({
  name: 'take-over',
  usage: 'SESSION [--run RUN]',
  summary:
    'Stop the agent of a running session and go on yourself, in its own interface. Leaving hands the session back.',
  details: [
    'SESSION is a session id, or the id of a task or lens: then its latest session.',
    '--run RUN  default: the latest run',
    'The time limits of the session are paused until you leave the interface.',
  ],
  options: { ...placeOptions, run: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [name = ''], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), values.run);
    const session = findSession(state, name);
    const folder = runs.layout.sessionFolder(state.run, session.id, session.epoch);
    const records = createSessionRecords();
    const local = await records.read(folder, sessionFiles.job);
    if (session.status !== 'running' || local === undefined) {
      throw new CliError('no', `Session ${session.id} is not running, so there is nothing to take over.`);
    }
    if (!hasInterface(local)) {
      const advice = 'Only the agents that `wavegate agents` knows have one.';
      throw new CliError('no', `The agent of session ${session.id} has no interface of its own. ${advice}`);
    }
    await askToTakeOver(folder);
    terminal.note('Waiting until the agent can be stopped…');
    let record: TakenOverRecord | undefined;
    while (record === undefined && !terminal.interrupted.aborted) {
      record = await records.read(folder, sessionFiles.takenOver);
      if ((await records.read(folder, sessionFiles.result)) !== undefined) {
        throw new CliError('no', `Session ${session.id} has ended meanwhile.`);
      }
      await delay(lookMs);
    }
    try {
      if (record !== undefined) await openInterface(record);
    } finally {
      await handBack(folder);
    }
    if (record === undefined) return exitCodes.interrupted;
    terminal.note(`Returned to the agent, which continues. Watch it with: wavegate attach ${session.id}`);
    return exitCodes.done;
  },
});
