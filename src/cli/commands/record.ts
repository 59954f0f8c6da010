import { here } from '../../compose/cli.ts';
import { replay } from '../../core/run/evolve.ts';
import { predictionLines } from '../../core/queries/predictions.ts';
import { selfCheckLines, selfChecksOf } from '../../core/queries/selfChecks.ts';
import type { SelfCheck } from '../../core/queries/selfChecks.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { heldPredictions } from '../../runs/record/predictions.ts';
import { findRoots } from '../../state/roots.ts';
import { errorMessage } from '../../util/errors.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const record = defineCommand({
  name: 'record',
  usage: '--self-checks [--person NAME]',
  summary: 'Show what people answered to the self-checks of the results they accepted, over all runs.',
  details: [
    '--self-checks  the four questions of the acceptance gate, per person over time, and whether a "no" led to a look;',
    '               below them what they predicted before launches (see predict), and what came of it',
    '--person NAME  of this person only',
  ],
  options: {
    ...placeOptions,
    'self-checks': { type: 'boolean', default: false },
    person: { type: 'string' },
  },
  arguments: [0, 0],
  async run({ values, terminal }) {
    if (values['self-checks'] !== true) throw new CliError('usage', 'Say what to show: wavegate record --self-checks');
    const place = placeOf(terminal, values);
    const { journals } = await findRuns(here, place);
    const checks: SelfCheck[] = [];
    for (const { run } of await journals.list()) {
      try {
        const state = replay(await journals.read(run));
        if (state !== undefined) checks.push(...selfChecksOf(state));
      } catch (error) {
        terminal.note(`Run ${run} is left out: ${errorMessage(error)}`);
      }
    }
    const chosen = checks.filter(({ who }) => values.person === undefined || who === values.person);
    if (values.json === true) await writeJson(terminal, chosen);
    else {
      if (chosen.length === 0) terminal.note('Nobody has accepted a result with a self-check here yet.');
      const { state } = findRoots(process.platform, terminal.env, place.settings);
      const held = (await heldPredictions(state, journals)).filter(
        ({ prediction: { who } }) => values.person === undefined || who === values.person,
      );
      await writeLines(terminal, [...selfCheckLines(chosen), ...predictionLines(held)]);
    }
    return exitCodes.done;
  },
});
