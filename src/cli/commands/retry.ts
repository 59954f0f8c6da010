import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const retry = defineCommand({
  name: 'retry',
  usage: 'RUN [--accept-baseline --note TEXT] [--key FILE]',
  summary:
    'Try what failed again: a wave as it is planned, red checks, lenses of the audit. Results that were good are kept.',
  details: [
    ...drivenDetails,
    'For failures the plan did not cause: a lost machine, a full disk, an agent that was not signed in.',
    'Where checks or the verification of a task were red because of this machine (a service, a program, a variable), they',
    'run again on the same work, without agents. Variables are those that this command sees.',
    'Before triage, the lenses of the audit that did not finish run again; marks and findings of the others stay.',
    'Conflicts would come out the same: change the plan instead (resume RUN --adapt …).',
    '--accept-baseline  accept a check as red before the run, where its failures cannot be compared, and continue',
    '                   to the gate, whose approval is signed over these results; --note says how you know. Once.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: {
    ...placeOptions,
    ...signingOptions,
    plan: { type: 'string' },
    'accept-baseline': { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
  },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const desk = await openDesk(terminal, values, run);
    try {
      const accepts = values['accept-baseline'];
      const { refused } = await desk.ask(
        accepts ? { type: 'accept-baseline', note: values.note } : { type: 'retry-wave' },
      );
      if (refused !== undefined) throw new CliError('no', refused);
      if (values.json === true) await writeJson(terminal, { run, retried: true });
      else
        await writeLines(terminal, [
          accepts ? `Run ${run} continues with checks that were red before it.` : `Run ${run} retries what failed.`,
        ]);
      terminal.note(desk.goOn(`wavegate resume ${run}`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});
