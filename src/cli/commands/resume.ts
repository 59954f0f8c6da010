import {
  defineCommand,
  placeOptions,
  signingDetails,
  signingOptions,
  waitDetails,
  waitOptions,
} from '../shared/command.ts';
import { approvalDetails, approvalOptions, readApprovals } from '../follow/approvals.ts';
import { followRun } from '../follow/followRun.ts';
import { showsOf } from '../shared/shows.ts';
import { readPlanFile } from '../../engine/planFile.ts';
import { openNamedRun } from '../shared/openRun.ts';

export const resume = defineCommand({
  name: 'resume',
  usage: 'RUN [--approve all|KIND,…] [--key FILE] [--wait]',
  summary: 'Continue a run from its current state, and follow it like `run` does.',
  details: [
    ...approvalDetails,
    ...waitDetails,
    ...signingDetails,
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, ...approvalOptions, ...signingOptions, ...waitOptions, plan: { type: 'string' } },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    // Wrong words are refused before the run is touched; the plan's hash is known once its place is.
    readApprovals(values, '');
    const { engine, ports, who } = await openNamedRun(terminal, values, run);
    const { hash } = readPlanFile(await ports.planFile.read(), engine.state, ports.digest);
    const approvals = readApprovals(values, hash);
    const lastingKey = values.key !== undefined;
    return followRun(
      {
        engine,
        ports,
        approvals,
        who,
        lastingKey,
        json: values.json === true,
        fromStart: false,
        wait: values.wait === true,
        shows: showsOf(terminal, values),
      },
      terminal,
    );
  },
});
