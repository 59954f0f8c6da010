import type { RunState, Session } from '../../core/model/state.ts';
import { attachSession } from '../../sessionHost/attach/attachSession.ts';
import { createSessionRecords } from '../../sessionHost/sessionRecords.ts';
import { errorMessage } from '../../util/errors.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { accessRun } from '../shared/openRun.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson } from '../shared/terminal.ts';

export const attach = defineCommand({
  name: 'attach',
  usage: 'SESSION [--run RUN]',
  summary: 'Watch a session of a run. Ctrl+C detaches; the session keeps running.',
  details: [
    'SESSION is a session id, or the id of a task or lens: then its latest session.',
    '--run RUN  default: the latest run',
  ],
  options: { ...placeOptions, run: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [name = ''], terminal }) {
    const { state } = await viewRun(placeOf(terminal, values), values.run);
    const session = findSession(state, name);
    const { ports } = await accessRun(terminal, values, state.run);
    const key = { run: state.run, session: session.id, epoch: session.epoch };
    const folder = await ports.executor.watch(key, terminal.interrupted).catch((error: unknown) => {
      throw new CliError('environment', errorMessage(error), { cause: error });
    });
    if (values.json === true) {
      await writeJson(terminal, { ...session, folder });
      return exitCodes.done;
    }
    const seen = await attachSession(
      folder,
      createSessionRecords(),
      (shown) => terminal.write(shown),
      terminal.interrupted,
    );
    if (seen === 'ended') return exitCodes.done;
    return terminal.interrupted.aborted ? exitCodes.interrupted : exitCodes.environment;
  },
});

/**
 * The session that is meant.
 *
 * @param name an id, or the id of a task or lens: then its latest session
 * @throws CliError `usage` when there is none
 */
export function findSession(state: RunState, name: string): Session {
  const sessions = Object.values(state.sessions);
  const found = sessions.find(({ id }) => id === name) ?? sessions.findLast(({ subject }) => subject === name);
  if (found !== undefined) return found;
  const known = sessions.map(({ id }) => id).join(', ');
  throw new CliError(
    'usage',
    `Run ${state.run} has no session ${name}. ${known === '' ? 'None has been planned yet.' : `It has: ${known}`}`,
  );
}
