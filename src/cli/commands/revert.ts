import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { isOver } from '../../core/model/isOver.ts';
import type { RunState } from '../../core/model/state.ts';
import { revertable } from '../../core/words/revertWords.ts';
import { revertingPlan } from '../../runs/planning/plansFromRuns.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import type { OpenValues } from '../shared/openRun.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import type { ExitCode } from '../shared/exit.ts';
import { writeNewFile } from '../shared/newFile.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';
import { commandWord } from '../../util/commandWord.ts';

export const revert = defineCommand({
  name: 'revert',
  usage: 'RUN [WAVE] [--out PLAN] [--note TEXT] [--key FILE]',
  summary: 'Take back what a wave has committed, or, once the run is over, all of the run, through the same gates.',
  details: [
    'In a run that is not over, the plan gets a wave that undoes WAVE and leaves later work; it is approved, launched, checked and looked at like any other. What would conflict is told first',
    'Of a run that is over, a new plan is written that does the same on what is checked out, for WAVE or for all waves, the last one first; start it with wavegate run',
    '--out PLAN  the file of that plan; default: revert-RUN.waveplan.yaml at the top of the checkout',
    '--note TEXT  why; the gate and the record have it',
    ...drivenDetails,
    '--plan FILE  the plan file of the run, if it is not where it was in the repository',
  ],
  options: {
    ...placeOptions,
    ...signingOptions,
    out: { type: 'string' },
    plan: { type: 'string' },
    note: { type: 'string', default: '' },
  },
  arguments: [1, 2],
  async run({ values, positionals: [run = '', wave], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), run);
    if (isOver(state.phase)) {
      const made = await revertingPlan(state, runs.repository, here, wave);
      const out = values.out ?? path.join(runs.repository, `revert-${run}.waveplan.yaml`);
      const file = path.resolve(terminal.folder, out);
      await writeNewFile(file, made.source);
      if (values.json === true) await writeJson(terminal, { run, file, notes: made.notes });
      else {
        await writeLines(terminal, made.notes);
        terminal.note(
          `The plan that takes it back is ${file}. Read it, commit it if you like, then: wavegate run ${commandWord(file)}`,
        );
      }
      return exitCodes.done;
    }
    if (values.out !== undefined) {
      throw new CliError('usage', `Run ${run} is not over, so its own plan is revised: leave --out out.`);
    }
    if (wave === undefined) throw new CliError('usage', `Name the wave to take back. ${choices(state)}`);
    return propose(terminal, values, run, wave, values.note);
  },
});

async function propose(
  terminal: Terminal,
  values: OpenValues & { readonly json?: boolean | undefined },
  run: string,
  wave: string,
  diagnosis: string,
): Promise<ExitCode> {
  const desk = await openDesk(terminal, values, run);
  try {
    const { refused } = await desk.ask({ type: 'adapt', strategy: 'revert', task: wave, diagnosis });
    if (refused !== undefined) throw new CliError('no', refused);
    const { why = '', note = '' } = desk.state.baseMerge ?? desk.state.adaptation?.proposal?.plan ?? {};
    if (values.json === true) await writeJson(terminal, { run, wave, why, notes: note.split('\n') });
    else {
      await writeLines(terminal, [why, ...note.split('\n').map((line) => `  ${line}`)]);
      terminal.note(`The change waits at its gate, which shows it: wavegate gates ${run}`);
    }
    terminal.note(desk.goOn(`wavegate resume ${run}`));
    return exitCodes.done;
  } finally {
    await desk.close();
  }
}

function choices(state: RunState): string {
  const waves = revertable(state)
    .toReversed()
    .map(({ wave }) => `${wave.id} (${wave.title})`);
  return waves.length === 0 ? 'None of this run is committed yet.' : `These are committed: ${waves.join(', ')}.`;
}
