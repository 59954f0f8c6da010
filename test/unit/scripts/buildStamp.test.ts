import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { isUpToDate, removeStamp, writeStamp } from '../../../scripts/buildStamp.ts';

suite('a build is not made again', () => {
  /** A source, what was built of it, and the note of that. */
  async function built(work: (files: Readonly<Record<'source' | 'dist' | 'made' | 'stamp', string>>) => Promise<void>) {
    const root = mkdtempSync(path.join(tmpdir(), 'wavegate-stamp-'));
    const dist = path.join(root, 'dist');
    const files = {
      dist,
      source: path.join(root, 'a.ts'),
      made: path.join(dist, 'parts', 'a.js'),
      stamp: path.join(root, '.cache', 'build.json'),
    };
    mkdirSync(path.dirname(files.made), { recursive: true });
    for (const file of [files.source, files.made]) writeFileSync(file, '1');
    const later = Date.now() + 60_000;
    await writeStamp(files.stamp, { inputs: [files.source], outputs: [files.made] }, later);
    try {
      assert.equal(await isUpToDate(files.stamp, dist), true);
      await work(files);
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  const changes: Readonly<
    Record<string, (files: Readonly<Record<'source' | 'dist' | 'made' | 'stamp', string>>) => void>
  > = {
    'a source has another length': ({ source }) => writeFileSync(source, '12'),
    'a source was written again': ({ source }) => utimesSync(source, 1, 1),
    'a source is gone': ({ source }) => rmSync(source),
    'what was made was changed': ({ made }) => writeFileSync(made, '12'),
    'what was made is gone': ({ made }) => rmSync(made),
    'another file lies beside it': ({ dist }) => writeFileSync(path.join(dist, 'old.js'), ''),
    'the note is damaged': ({ stamp }) => writeFileSync(stamp, '{"inputs": '),
    'the note says nothing': ({ stamp }) => writeFileSync(stamp, '{}'),
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`unless ${name}`, () =>
      built(async (files) => {
        change(files);
        assert.equal(await isUpToDate(files.stamp, files.dist), false);
      }));
  }

  test('unless a source was changed while the last one was made', () =>
    built(async ({ source, made, stamp, dist }) => {
      await removeStamp(stamp);
      await writeStamp(stamp, { inputs: [source], outputs: [made] }, Date.now() - 60_000);
      assert.equal(await isUpToDate(stamp, dist), false);
    }));

  test('unless the last one was not finished', () =>
    built(async ({ stamp, dist }) => {
      await removeStamp(stamp);
      assert.equal(await isUpToDate(stamp, dist), false);
    }));
});
