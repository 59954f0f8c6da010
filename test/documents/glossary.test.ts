import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gateSpecs } from '../../src/core/gates/specs/gateSpecs.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const words = [...read('docs/glossary.md').matchAll(/^\| ([\w-]+(?: [\w-]+)?) +\| [^|]+ \| ([^|]+?) +\|$/gm)]
  .filter(([, word]) => word !== 'word')
  .map(([, word = '', not = '']) => ({ word, not: not.replace(/\(.*?\)/g, '').split(/, /) }));

/** Titles of commands, and names of views, as a person sees them. */
function titles(): readonly string[] {
  const { contributes } = JSON.parse(read('package.json')) as {
    readonly contributes: {
      readonly commands: readonly { readonly title: string }[];
      readonly views: Readonly<Record<string, readonly { readonly name: string }[]>>;
    };
  };
  return [
    ...contributes.commands.map(({ title }) => title),
    ...Object.values(contributes.views).flatMap((views) => views.map(({ name }) => name)),
    ...Object.values(gateSpecs).map(({ title }) => title),
  ];
}

/** Words that name nothing of Wavegate wrongly: each replaces one that only one thing has. */
const neverRight = ['job', 'story', 'batch', 'daemon', 'barrier', 'breach', 'plugin', 'execution', 'spec', 'workflow'];

describe('the glossary', () => {
  test('has each word once', () => {
    const names = words.map(({ word }) => word);
    assert.ok(names.length > 30);
    assert.equal(new Set(names).size, names.length);
  });

  test('lists the words that titles must not have', () => {
    const listed = words.flatMap(({ not }) => not);
    assert.deepEqual(
      neverRight.filter((word) => !listed.includes(word)),
      [],
    );
  });

  test('holds the titles of commands, views and gates to its words', () => {
    const wrong = titles().filter((title) => neverRight.some((word) => new RegExp(`\\b${word}s?\\b`, 'i').test(title)));
    assert.deepEqual(wrong, []);
  });

  test('and leaves words that people had to read twice to no title and no setting', () => {
    const odd = /\b(?:waits? for|told of|judged?|anew|turned down|goes on|says no|stands for|taken for|heard of)\b/i;
    const { contributes } = JSON.parse(read('package.json')) as { readonly contributes: object };
    const texts = JSON.stringify(contributes).match(
      /"(?:title|description|markdownDescription|contents|name)":"[^"]*"/g,
    );
    assert.deepEqual(
      [...titles(), ...(texts ?? [])].filter((text) => odd.test(text)),
      [],
    );
  });
});
