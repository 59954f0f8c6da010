import { readFile } from 'node:fs/promises';
import { findRuns } from '../../compose/cli.ts';
import { digest } from '../../decisions/digest.ts';
import { verifySignature } from '../../decisions/ed25519.ts';
import { checkJournal } from '../../journal/reader.ts';
import { JournalError } from '../../ports/journal.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { exitCodes } from '../exit.ts';
import { placeOf } from '../place.ts';
import { writeJson, writeLines } from '../terminal.ts';
import { createVerifyGit } from '../verify/git.ts';
import { verifyRun } from '../verify/verifyRun.ts';
import type { Finding } from '../verify/finding.ts';

export const verify = defineCommand({
  name: 'verify',
  usage: 'RUN',
  summary: 'Check the record of a run: journal, signatures, commits, trailers and trees.',
  options: placeOptions,
  arguments: [1, 1],
  async run({ values, positionals: [run = ''], terminal }) {
    const { repository, layout } = await findRuns(placeOf(terminal, values));
    const file = layout.journalFile(run);
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new JournalError('not-found', `The journal of run ${run} cannot be read: ${file}`, { cause });
    });
    const { records, problem, torn } = checkJournal(bytes, digest);
    const chain: Finding =
      problem === undefined
        ? { what: `journal, ${records.length} records`, ok: true }
        : { line: problem.line, what: 'journal', ok: false, problem: problem.message };
    const git = createVerifyGit(repository);
    const findings = [chain, ...(await verifyRun(records, { digest, git, verifySignature }))];
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

function line({ line: number, what, ok, problem }: Finding): string {
  const where = number === undefined ? '' : ` (line ${number})`;
  return `${ok ? 'ok ' : 'BAD'} ${what}${where}${problem === undefined ? '' : `: ${problem}`}`;
}
