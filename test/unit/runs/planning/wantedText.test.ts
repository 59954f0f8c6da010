import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readWanted } from '../../../../src/runs/planning/wantedText.ts';

test('what is wanted is read as text, and anything else is refused with what to do', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-wanted-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = async (content: string | Uint8Array): Promise<string> => {
    const at = path.join(folder, 'spec.md');
    await writeFile(at, content);
    return readWanted(at);
  };
  assert.equal(await file('# Stornieren für alle\r\n'), '# Stornieren für alle\r\n');
  assert.equal(await file('\uFEFF# Cancel'), '# Cancel');
  assert.equal(await file(Buffer.from('\uFEFF# Cancel', 'utf16le')), '# Cancel');
  assert.equal(await file(''), '', 'whether it says enough is not a matter of reading');
  await assert.rejects(file(Buffer.from('# für', 'latin1')), /spec\.md is no text in UTF-8.*Save it as UTF-8/);
  await assert.rejects(file(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1)), /is no text in UTF-8/);
  await assert.rejects(file('word '.repeat(1_000_000)), /more than 200,000 characters/);
  await assert.rejects(readWanted(path.join(folder, 'none.md')), /is not there\. Name a file/);
  await mkdir(path.join(folder, 'docs'));
  await assert.rejects(readWanted(path.join(folder, 'docs')), /is a folder\. Name a file/);
});
