import type { TestContext } from 'node:test';

/**
 * Puts the folders that a test makes on disk, where others may have theirs in memory (scripts/testing/memoryFolder.ts): that
 * is below /dev, and a sandbox shows a /dev of its own.
 */
export function onDisk(t: Pick<TestContext, 'after'>): void {
  const disk = process.env['WAVEGATE_TEST_DISK'];
  const before = process.env['TMPDIR'];
  if (disk === undefined || before === undefined) return;
  process.env['TMPDIR'] = disk;
  t.after(() => (process.env['TMPDIR'] = before));
}
