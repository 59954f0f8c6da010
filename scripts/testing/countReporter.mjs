/**
 * A reporter of `node --test` that writes nothing but the final counts, as JSON: `{"passed": 3, "failed": 0}`. Tests that
 * were cancelled, for example because their file crashed, count as failed; skipped ones do not count. Node asks for a
 * default export here.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* countReporter(events) {
  for await (const { type, data } of events) {
    // Each file has a summary too; the one without a file is of the whole run.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled });
  }
}
