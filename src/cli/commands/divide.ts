import {
  divideObstacle,
  divisionOf,
  findingsOfDivision,
  projectionOf,
  runningDivision,
} from '../../core/division/facts.ts';
import type { RunState } from '../../core/model/state.ts';
import { divisionLines, projectionText } from '../../core/words/divisionLines.ts';
import { adaptationTitle } from '../../core/views/boardAdaptation.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const divide = defineCommand({
  name: 'divide',
  usage: 'RUN [--yes] [--note TEXT] [--key FILE]',
  summary: 'Find the smallest set of tasks of a red wave that is red together, and send back only those.',
  details: [
    ...drivenDetails,
    'Shows how often the red checks will run and how long that takes, and asks. Parts of the wave are merged and checked',
    'in a worktree of their own. What is found becomes a change of the plan at its gate: the rest is committed, and the',
    'tasks that are red together come back in a wave behind it, told what failed. Run again, it shows or proposes that.',
    '--yes  begin without asking',
    '--note TEXT  what you think went wrong; the agents of those tasks are told, and the gate and the record have it',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: {
    ...placeOptions,
    ...signingOptions,
    plan: { type: 'string' },
    yes: { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
  },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const json = values.json === true;
    const { state } = await viewRun(placeOf(terminal, values), run);
    const wave = state.waves[state.adaptation?.cause.wave ?? ''];
    const found = findingsOfDivision(state, divisionOf(state, wave));
    const projection = projectionOf(state);
    if (runningDivision(state) !== undefined) {
      if (json) await writeJson(terminal, { run, running: true });
      else await writeLines(terminal, [adaptationTitle(state), ...divisionLines(state, wave)]);
      return exitCodes.done;
    }
    if (found !== undefined && (found.end !== 'found' || state.adaptation?.proposal !== undefined) && !values.yes) {
      if (json) await writeJson(terminal, { run, division: found });
      else await writeLines(terminal, [adaptationTitle(state), ...divisionLines(state, wave)]);
      return exitCodes.done;
    }
    if (found?.end !== 'found') {
      if (projection === undefined) throw new CliError('no', divideObstacle(state) ?? 'The wave cannot be divided.');
      const told = [adaptationTitle(state), projectionText(projection)];
      if (!values.yes) {
        if (json) await writeJson(terminal, { run, projection });
        else await writeLines(terminal, told);
        const answer = json ? undefined : await terminal.ask?.('Divide it now? [y/N] ', terminal.interrupted);
        if (answer === undefined || !/^y(es)?$/i.test(answer.trim())) {
          terminal.note(`Nothing was begun. Begin with: wavegate divide ${run} --yes`);
          return exitCodes.done;
        }
      } else if (!json) await writeLines(terminal, told);
    }
    const desk = await openDesk(terminal, values, run);
    try {
      const { refused } = await desk.ask({ type: 'adapt', strategy: 'divide', task: '', diagnosis: values.note });
      if (refused !== undefined) throw new CliError('no', refused);
      if (json) await writeJson(terminal, { run, ...begun(desk.state) });
      else await writeLines(terminal, [begun(desk.state).text]);
      terminal.note(desk.goOn(`wavegate resume ${run}`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});

function begun(state: RunState): { readonly text: string; readonly proposed: boolean } {
  const proposal = state.adaptation?.proposal;
  return proposal === undefined
    ? { text: 'The wave is being divided. What is found becomes a change of the plan at its gate.', proposed: false }
    : { text: `${proposal.plan.why} The change waits at its gate: wavegate gates ${state.run}`, proposed: true };
}
