import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import { planChanges } from '../../core/plan/planChanges.ts';
import type { Gate } from '../../core/model/terms.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { gitText } from '../../git/runGit.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

/** As many paths as fit on any command line. */
const atOnce = 200;

export const diff = defineCommand({
  name: 'diff',
  usage: 'RUN [GATE] [--stat | --name-only]',
  summary: 'Show what a gate is about as a diff, the riskiest files first; at a plan gate, what changes in the plan.',
  details: [
    'Without GATE: the gate that waits, else everything the run has committed.',
    '--stat  how much changes in each file',
    '--name-only  the files alone',
  ],
  options: {
    ...placeOptions,
    stat: { type: 'boolean', default: false },
    'name-only': { type: 'boolean', default: false },
  },
  arguments: [1, 2],
  async run({ values, positionals: [run = '', named], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), run);
    const gate = named === undefined ? pendingGates(state)[0] : state.gates[named];
    if (named !== undefined && gate === undefined) {
      throw new CliError('usage', `Run ${run} has no gate ${named}. List them with \`wavegate gates ${run}\`.`);
    }
    const difference = gate && gateSpecs[gate.kind].difference;
    if (difference?.of === 'plan') {
      const after = difference.after(state);
      const changes = after === undefined ? [] : planChanges(state.plan.plan, after);
      if (values.json === true) await writeJson(terminal, { gate: gate?.id, changes });
      else await writeLines(terminal, changes);
      if (changes.length === 0)
        terminal.note(`The plan is as it was when the run last agreed on it: ${state.plan.file}`);
      return exitCodes.done;
    }
    const { from, to } = spanOf(state, gate);
    const first = (gate && gateSpecs[gate.kind].files?.sampled(state, gate)) ?? [];
    const names = await gitText(['diff', '--name-only', '--no-renames', '-z', from, to], { folder: runs.repository });
    const files = names.split('\0').filter(Boolean);
    if (values.json === true) {
      await writeJson(terminal, { from, to, files, lookedAtFirst: first });
      return exitCodes.done;
    }
    const form = values['name-only'] === true ? ['--name-only'] : values.stat === true ? ['--stat'] : [];
    const show = async (paths: readonly string[]): Promise<void> => {
      const argv = [
        'diff',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--no-renames',
        ...form,
        from,
        to,
        '--',
        ...paths,
      ];
      await terminal.write(await gitText(argv, { folder: runs.repository }));
    };
    for (const { path, reasons } of first) {
      if (reasons.length > 0) terminal.note(`${path}: ${reasons.join('; ')}`);
      await show([path]);
    }
    const others = files.filter((file) => !first.some(({ path }) => path === file));
    for (let index = 0; index < others.length; index += atOnce) await show(others.slice(index, index + atOnce));
    return exitCodes.done;
  },
});

/** The commits a gate is between: before and after its wave, or all of the run. */
function spanOf(state: RunState, gate: Gate | undefined): { readonly from: string; readonly to: string } {
  const wave = gate?.wave === undefined ? undefined : state.waves[gate.wave];
  const merged = wave?.merge?.commit;
  const difference = gate && gateSpecs[gate.kind].difference;
  if (difference?.of === 'nothing') {
    throw new CliError('no', `Gate ${gate?.id} ${difference.why}, so there is no diff. See \`wavegate gates\`.`);
  }
  return wave !== undefined && merged !== undefined
    ? { from: wave.carries.length > 0 && wave.commit === undefined ? state.head : wave.base, to: merged }
    : { from: state.base.commit, to: state.head };
}
