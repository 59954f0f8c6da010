import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { uncheckedTargets } from '../../../src/checks/uncheckedTargets.ts';

const failed = 'cargo clippy -- -D warnings\nerror: could not compile `orders` (lib) due to 2 previous errors';
const alone = '[package]\nname = "orders"\n';

/** Sentences about a package with these files. */
async function said(files: Readonly<Record<string, string>>, output = failed, runners = ['clippy']) {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-clippy-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return await uncheckedTargets(folder, runners, output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('lints of a Rust library that has errors', () => {
  test('excuse nothing of what uses it, as cargo has not looked at that: it is named, with what to do', async () => {
    const [sentence = '', ...more] = await said({ 'Cargo.toml': alone, 'src/main.rs': 'fn main() {}' });
    assert.match(sentence, /^While a library has errors.*\(src\/main\.rs\)\. Allow in Cargo\.toml/);
    assert.deepEqual(more, []);
    assert.match((await said({ 'Cargo.toml': '[workspace]\nmembers = ["a"]\n' }))[0] ?? '', /\(other packages\)/);
    assert.match(
      (await said({ 'src/lib.rs': '' }))[0] ?? '',
      /\(other packages\)/,
      'without a manifest, nothing is known',
    );
  });

  test('count alone where nothing uses it', async () => {
    assert.deepEqual(await said({ 'Cargo.toml': alone, 'src/lib.rs': '' }), []);
  });

  test('are about tests and examples only where the command checks those', async () => {
    const files = { 'Cargo.toml': alone, 'tests/a.rs': '', 'examples/b.rs': '' };
    assert.deepEqual(await said(files), []);
    const all = failed.replace('clippy', 'clippy --all-targets');
    assert.match((await said(files, all))[0] ?? '', /\(tests, examples\)/);
  });

  test('are no matter for other runners, or for a program that has errors itself', async () => {
    const files = { 'Cargo.toml': alone, 'src/main.rs': '' };
    assert.deepEqual(await said(files, failed, ['cargo']), []);
    assert.deepEqual(await said(files, failed.replace('(lib)', '(bin "orders")')), []);
  });
});
