import path from 'node:path';

/**
 * A reporter of `node --test` that writes nothing but the final counts and the files in which a test failed, as JSON:
 * `{"passed": 3, "failed": 1, "failedFiles": ["test/unit/a.test.ts"]}`. Tests that were cancelled, for example because their
 * file crashed, count as failed; skipped ones do not count. Steps of a test may be written in a file that others share, and fail
 * their test too: it is the test whose file counts. Node asks for a default export here.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* countReporter(events) {
  /** @type {Set<string>} */
  const failedFiles = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.nesting === 0 && data.file !== undefined)
      failedFiles.add(path.relative('.', data.file));
    // Each file has a summary too; the one without a file is of the whole run.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled, failedFiles: [...failedFiles] });
  }
}
