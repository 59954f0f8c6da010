import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'decisions');
const records = readdirSync(folder).filter((file) => file !== 'README.md');

test('every decision record has a number of its own, a date and a status', () => {
  const numbers = records.map((file) => file.slice(0, 3));
  assert.deepEqual(numbers, [...new Set(numbers)]);
  for (const record of records) {
    const text = readFileSync(path.join(folder, record), 'utf8');
    assert.match(text, new RegExp(`^# ${record.slice(0, 3)}: \\p{Lu}`, 'u'), record);
    assert.match(text, /^Date: \d{4}-\d\d-\d\d$/m, record);
    assert.match(text, /^Status: (accepted|superseded by \[\d{3}\])/m, record);
  }
});

test('a record that supersedes others is named by them', () => {
  for (const record of records) {
    const text = readFileSync(path.join(folder, record), 'utf8');
    const superseded = /^Status: .*supersedes (.+)$/m.exec(text)?.[1]?.match(/\d{3}/g) ?? [];
    for (const number of superseded) {
      const other = records.find((file) => file.startsWith(number));
      assert.ok(other, `${record} supersedes ${number}`);
      assert.match(
        readFileSync(path.join(folder, other), 'utf8'),
        new RegExp(`^Status: superseded by \\[${record.slice(0, 3)}\\]`, 'm'),
      );
    }
  }
});
