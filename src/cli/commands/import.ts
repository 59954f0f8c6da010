import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { digest } from '../../decisions/digest.ts';
import { verifySignature } from '../../decisions/ed25519.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { importRun } from '../../runs/record/importRun.ts';
import { settle } from '../../runs/find/locate.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson } from '../shared/terminal.ts';
import { createVerifyGit } from '../verify/git.ts';
import { verifyRun } from '../verify/verifyRun.ts';

export const importCommand = defineCommand({
  name: 'import',
  usage: 'DIR',
  summary: 'Take in a run that was exported on another machine, once its chain, signatures and commits are verified.',
  details: [
    'DIR  the folder that wavegate export has written. Run it in a clone of the repository, or name that with --repo',
    'Gates are decided with the key the run was started with, or by its approvers.',
  ],
  options: placeOptions,
  arguments: [1, 1],
  async run({ values, positionals: [folder = ''], terminal }) {
    const place = placeOf(terminal, values);
    const { repository } = await settle(here, place.folder, place.settings, place.env);
    const runs = await findRuns(here, place);
    const run = await importRun(runs, path.resolve(terminal.folder, folder), async (records, refs) => {
      // Its branch is not here yet: it will be where the export says.
      const git = {
        ...createVerifyGit(repository),
        tip: (branch: string) => Promise.resolve(refs[`refs/heads/${branch}`]),
      };
      const findings = await verifyRun(records, { digest, git, verifySignature });
      return findings.flatMap(({ what, ok, problem }) => (ok ? [] : [`${what}: ${problem}`]));
    });
    if (values.json === true) await writeJson(terminal, { run });
    else terminal.note(`Run ${run} is here now, as it was recorded. Look at it: wavegate status ${run}`);
    return exitCodes.done;
  },
});
