import { verifyChain } from '../core/journal/chain.ts';
import type { ChainLine } from '../core/journal/chain.ts';
import { unsealedLength } from '../core/journal/record.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';

/**
 * Checks that the lines of a journal are one chain.
 *
 * @param name run and database, for people
 * @throws JournalError `broken-chain`, `unknown-record`, `old-record`
 */
export function parseChain(lines: readonly string[], name: string, digest: Digest): readonly JournalRecord[] {
  const { records, problem } = verifyChain(chainLines(lines, digest));
  if (problem === undefined) return records;
  const advice =
    problem.reason === 'unknown-record' ? ' Open the run with the version that wrote it, or a newer one.' : '';
  throw new JournalError(problem.reason, `${name}: ${problem.message}${advice}`);
}

function* chainLines(lines: readonly string[], digest: Digest): Generator<ChainLine> {
  for (const line of lines) {
    const bytes = Buffer.from(line);
    yield {
      length: bytes.length,
      sealHash: digest.sha256(bytes.subarray(0, Math.max(0, bytes.length - unsealedLength))),
      text: (start, end) => bytes.toString('utf8', start, end),
    };
  }
}
