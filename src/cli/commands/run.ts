import { here } from '../../compose/cli.ts';
import { composeRun } from '../../compose/composeRun.ts';
import { newRunId } from '../../runs/shared/runId.ts';
import { startRun } from '../../engine/openRun.ts';
import { assumedLines } from '../../core/plan/assumed.ts';
import { planHash } from '../../core/plan/planHash.ts';
import {
  defineCommand,
  placeOptions,
  signingDetails,
  signingOptions,
  waitDetails,
  waitOptions,
} from '../shared/command.ts';
import { diagnosticLines } from '../shared/diagnostics.ts';
import { exitCodes } from '../shared/exit.ts';
import { approvalDetails, approvalOptions, readApprovals } from '../follow/approvals.ts';
import { followRun } from '../follow/followRun.ts';
import { showsOf } from '../shared/shows.ts';
import { placeOf } from '../shared/place.ts';
import { hasErrors, readLaunchPlan } from '../shared/planFile.ts';
import { requireOutOfReach, signerOf } from '../shared/signer.ts';

export const run = defineCommand({
  name: 'run',
  usage: 'PLAN [--approve all|KIND,…] [--key FILE] [--wait]',
  summary: 'Start a run of a plan and follow it until it is over or needs a person.',
  details: [...approvalDetails, ...waitDetails, ...signingDetails],
  options: { ...placeOptions, ...approvalOptions, ...signingOptions, ...waitOptions },
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const read = await readLaunchPlan(terminal, file, values.repo);
    if (read.plan === undefined || hasErrors(read)) {
      diagnosticLines(read).forEach((line) => terminal.note(line));
      return exitCodes.no;
    }
    assumedLines(read.plan, read.assumed ?? {}).forEach((line) => terminal.note(line));
    requireOutOfReach(terminal, values, read.plan);
    const { ports, repository, requirePlaces } = await composeRun({
      ...placeOf(terminal, values),
      folder: read.checkout,
      planPath: read.path,
      signer: await signerOf(terminal, values),
      worktreeRoot: read.plan.worktree.root,
    });
    const approvals = readApprovals(
      values,
      planHash(read.plan, (text) => ports.digest.sha256(text)),
    );
    const who = await here.personAt(repository);
    await requirePlaces();
    const engine = await startRun(newRunId(ports.clock.now()), ports);
    return followRun(
      {
        engine,
        ports,
        approvals,
        who,
        lastingKey: values.key !== undefined,
        json: values.json === true,
        fromStart: true,
        wait: values.wait === true,
        shows: showsOf(terminal, values),
      },
      terminal,
    );
  },
});
