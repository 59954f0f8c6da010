import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');
const folder = path.join(root, 'docs', 'how-to');
const pages = readdirSync(folder);

describe('the pages on how to add something', () => {
  for (const page of pages) {
    const text = readFileSync(path.join(folder, page), 'utf8');
    const named = [...text.matchAll(/`((?:src|test|scripts|docs|webview-ui)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );

    test(`${page} names files that are there`, () => {
      // Words in capitals stand for a name of one's own.
      const missing = named.filter((file) => !/\b[A-Z]{4,}\b/.test(file) && !existsSync(path.join(root, file)));
      assert.deepEqual(missing, []);
    });
  }

  test('are all in the list', () => {
    const list = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const others = pages.filter((page) => page !== 'README.md');
    assert.deepEqual(
      others.filter((page) => !list.includes(`(${page})`)),
      [],
    );
  });
});
