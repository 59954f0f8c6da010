import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { sessionsEnded } from '../follow/sessionsEnded.ts';
import { worktreesGivenBack } from '../follow/worktreesGivenBack.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const stop = defineCommand({
  name: 'stop',
  usage: 'RUN [--note TEXT] [--key FILE]',
  summary: 'Stop a run for good and end its sessions. What they did so far is kept below refs/wavegate/RUN/.',
  details: drivenDetails,
  options: { ...placeOptions, ...signingOptions, note: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const desk = await openDesk(terminal, values, run);
    const untidy: string[] = [];
    desk.engine?.subscribe({
      onEvents(events) {
        for (const event of events)
          if (event.type === 'worktrees-removed') untidy.push(...(event.left ?? []).map(({ why }) => why));
      },
    });
    try {
      const { refused } = await desk.ask({ type: 'stop-run', reason: values.note ?? 'stopped on the command line' });
      if (refused !== undefined) throw new CliError('no', refused);
      // The process that drives the run waits for its sessions by itself.
      const left = desk.engine === undefined ? [] : await sessionsEnded(desk.engine);
      if (desk.engine !== undefined) await worktreesGivenBack(desk.engine);
      if (values.json === true) await writeJson(terminal, { run, stopped: true, stillRunning: left });
      else
        await writeLines(terminal, [
          `Run ${run} is stopped. Work of its sessions is kept below refs/wavegate/${run}/.`,
        ]);
      for (const why of untidy) terminal.note(`Left behind, see \`wavegate clean\`: ${why}`);
      if (left.length === 0) return exitCodes.done;
      terminal.note(`These sessions have not ended yet: ${left.join(', ')}. They were asked to.`);
      return exitCodes.environment;
    } finally {
      await desk.close();
    }
  },
});
