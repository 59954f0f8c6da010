import type { RunEngine } from '../../engine/runEngine.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { openNamedRun } from '../openRun.ts';
import { writeJson, writeLines } from '../terminal.ts';

/** A session host gives its agent some seconds to end before it is killed. */
const longestWaitMs = 60_000;

export const stop = defineCommand({
  name: 'stop',
  usage: 'RUN [--note TEXT]',
  summary: 'Stop a run for good and end its sessions. What they did so far stays on their branches.',
  options: { ...placeOptions, note: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const { engine, who } = await openNamedRun(terminal, values, run);
    try {
      const reason = values.note ?? 'stopped on the command line';
      const { refused } = await engine.submit({ type: 'stop-run', who, reason });
      if (refused !== undefined) throw new CliError('no', refused);
      const left = await sessionsEnded(engine);
      if (values.json === true) await writeJson(terminal, { run, stopped: true, stillRunning: left });
      else await writeLines(terminal, [`Run ${run} is stopped.`]);
      if (left.length === 0) return exitCodes.done;
      terminal.note(`These sessions have not ended yet: ${left.join(', ')}. They were asked to.`);
      return exitCodes.environment;
    } finally {
      await engine.close();
    }
  },
});

/** Waits until no session runs. @returns ids of those that still do when the wait is over */
async function sessionsEnded(engine: RunEngine): Promise<readonly string[]> {
  const running = (): readonly string[] =>
    Object.values(engine.state.sessions).flatMap(({ id, status }) => (status === 'running' ? [id] : []));
  let unsubscribe = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (running().length === 0) resolve();
    };
    unsubscribe = engine.subscribe({ onEvents: look });
    timer = setTimeout(resolve, longestWaitMs);
    look();
  });
  clearTimeout(timer);
  unsubscribe();
  return running();
}
