import { here } from '../../compose/cli.ts';
import { fetchWork, findRuns } from '../../runs/find/findRuns.ts';
import type { JournalRecord } from '../../core/journal/record.ts';
import { digest } from '../../decisions/digest.ts';
import { verifySignature } from '../../decisions/ed25519.ts';
import { checkJournal } from '../../journal/reader.ts';
import { isJournalError, JournalError } from '../../ports/journal.ts';
import { defineCommand, placeOptions, signingOptions } from '../shared/command.ts';
import { exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { signerOf } from '../shared/signer.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import { chainFinding } from '../verify/chainFinding.ts';
import { createVerifyGit } from '../verify/git.ts';
import { verifyRun } from '../verify/verifyRun.ts';
import type { Finding } from '../verify/finding.ts';

export const verify = defineCommand({
  name: 'verify',
  usage: 'RUN [--key FILE]',
  summary: 'Check the record of a run: journal, signatures, commits, trailers and trees.',
  details: [
    '--key FILE  the key the run was started with: checks that the run is decided by yours, and not by another one',
    '--passphrase-fd N  read its passphrase from this open file, where there is no terminal to ask at',
  ],
  options: { ...placeOptions, ...signingOptions },
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const runs = await findRuns(here, placeOf(terminal, values));
    const { repository, layout, journalBytes } = runs;
    const bytes = await journalBytes(run).catch((cause: unknown) => {
      if (isJournalError(cause)) throw cause;
      const file = layout.journalFile(run);
      throw new JournalError('not-found', `The journal of run ${run} cannot be read: ${file}`, { cause });
    });
    const { records, problem, torn } = checkJournal(bytes, digest);
    const chain = chainFinding(records.length, problem);
    await fetchWork(runs, run);
    const own = createVerifyGit(repository);
    // Only the driver's machine moves the branch; others have its end from the database.
    const shared = await runs.team?.work.refs(run);
    const git = {
      ...own,
      tip: async (branch: string) => shared?.[`refs/heads/${branch}`] ?? (await own.tip(branch)),
    };
    const key =
      values.key === undefined ? [] : [verifyKey(values.key, (await signerOf(terminal, values)).publicKey, records)];
    const findings = [chain, ...key, ...(await verifyRun(records, { digest, git, verifySignature }))];
    const ok = findings.every((finding) => finding.ok);
    if (values.json === true) await writeJson(terminal, { run, ok, tornBytes: torn.length, findings });
    else
      await writeLines(terminal, [
        ...findings.map(line),
        ok ? `Run ${run} is as it was recorded.` : `Run ${run} is NOT as it was recorded.`,
      ]);
    return ok ? exitCodes.done : exitCodes.no;
  },
});

/** A journal made from nothing is consistent, too; but one with decisions by this key cannot be forged. */
function verifyKey(file: string, publicKey: string, records: readonly JournalRecord[]): Finding {
  const started = records[0]?.events[0];
  const ok = started?.type === 'run-started' && started.publicKey === publicKey;
  const what = `key of the run, ${file}`;
  return ok ? { what, ok } : { what, ok, problem: 'The decisions of this run are signed by another key.' };
}

function line({ line: number, what, ok, problem }: Finding): string {
  const where = number === undefined ? '' : ` (line ${number})`;
  return `${ok ? 'ok ' : 'BAD'} ${what}${where}${problem === undefined ? '' : `: ${problem}`}`;
}
