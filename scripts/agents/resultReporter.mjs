/**
 * A reporter of `node --test` that writes a line of JSON for every test of a suite: its suite, its name, and how it went.
 * Node asks for a default export here.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* resultReporter(events) {
  const suites = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') suites[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.nesting !== 1) continue;
    const result = data.skip === undefined ? (type === 'test:pass' ? 'passed' : 'failed') : 'skipped';
    yield `${JSON.stringify({ suite: suites[0], name: data.name, result })}\n`;
  }
}
