import { fileStore, someEvent } from '../../support/journalFixture.ts';

/**
 * A process that opens a run and writes to it until it is killed: `node leaseHolder.ts ROOT RUN`. Prints `open`, then
 * the number of each event once it is on disk; or why the run could not be opened.
 */
const [root = '', run = ''] = process.argv.slice(2);

try {
  const { journal, records } = await fileStore(root).open(run);
  process.stdout.write('open\n');
  for (let at = records.length + 1; ; at += 1) {
    await journal.append([someEvent(at)]);
    process.stdout.write(`${at}\n`);
  }
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'reason' in error ? String(error.reason) : String(error)}\n`);
}
