import { observePlanFile } from '../../engine/planWatch.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { openNamedRun } from '../openRun.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const retry = defineCommand({
  name: 'retry',
  usage: 'RUN',
  summary: 'Try a wave that failed again as it is planned; results that were good are kept. Red checks run again.',
  details: [
    'For failures the plan did not cause: a lost machine, a full disk, an agent that was not signed in.',
    'Where checks were red because of this machine (a service, a variable), they run again on what was merged, without agents.',
    'Conflicts would come out the same: change the plan instead (resume RUN --adapt …).',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, plan: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const { engine, ports, who } = await openNamedRun(terminal, values, run);
    try {
      await observePlanFile(engine, ports);
      const { refused } = await engine.submit({ type: 'retry-wave', who });
      if (refused !== undefined) throw new CliError('no', refused);
      if (values.json === true) await writeJson(terminal, { run, retried: true });
      else await writeLines(terminal, [`Run ${run} tries its wave again.`]);
      terminal.note(`Go on with: wavegate resume ${run}`);
      return exitCodes.done;
    } finally {
      await engine.close();
    }
  },
});
